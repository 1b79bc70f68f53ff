import { assignedCountryCodes } from "../../core/profile/countries";

/** A country as a person finds it. */
export interface Country {
  readonly code: string;
  /** In English. */
  readonly name: string;
}

/** Gives the assigned countries in the order of their codes. */
export function countries(): readonly Country[] {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  return [...assignedCountryCodes].map((code) => ({ code, name: names.of(code) ?? code }));
}

/** Gives a name without accents, as it is typed where no key has them. */
export function plainName(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "");
}
