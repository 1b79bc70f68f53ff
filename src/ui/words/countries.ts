import { assignedCountryCodes } from "../../core/profile/countries";
import { textLanguage } from "./language";

/** A country as a person finds it. */
export interface Country {
  readonly code: string;
  /** In the language of the sentences. */
  readonly name: string;
  /** All that it is found by: its code and its names, in that language and in English, with and without accents. */
  readonly foundBy: readonly string[];
}

/** Gives the assigned countries in the order of their codes, named in a language given by its BCP 47 tag. */
export function countries(language = textLanguage): readonly Country[] {
  const names = new Intl.DisplayNames([language, "en"], { type: "region" });
  const english = new Intl.DisplayNames(["en"], { type: "region" });
  return [...assignedCountryCodes].map((code) => {
    const [name = code, englishName = code] = [names.of(code), english.of(code)];
    const spellings = [code, name, plainName(name), englishName, plainName(englishName)];
    return { code, name, foundBy: [...new Set(spellings)] };
  });
}

/** Gives a name without accents, as it is typed where no key has them. */
function plainName(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "");
}
