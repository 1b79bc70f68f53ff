import * as l10n from "@vscode/l10n";
import { changeOf, isRemovable, type Change } from "../../core/profile/changes";
import { defaultTextOf, keyRowOf, type KeyMeaning } from "../../core/profile/keys";
import type { MachineNames, Profile } from "../../core/profile/profile";
import { curveNames, keyAlgorithms, keySizes } from "../../core/profile/valueChecks";
import { safeText } from "../../core/stream/safeText";
import { changedFinding } from "../valueFinding";
import { countries } from "../words/countries";
import {
  companionWords,
  findingWords,
  promptWords,
  samePasswordWords,
  severalLinesWords,
} from "../words/editing";
import { meaningOf, secretKeysOf } from "./valueRows";

/** One value of a known set. */
export interface ValueChoice {
  readonly label: string;
  /** What it stands for, and whether the key has it now. */
  readonly description: string;
  /** What else happens with it; empty where nothing does. */
  readonly detail: string;
  readonly isCurrent: boolean;
  readonly change: Change;
}

/** How the value of a key is asked for. */
export type ValueQuestion = {
  readonly key: string;
  readonly prompt: string;
  readonly isRemovable: boolean;
} & (
  | { readonly kind: "choice"; readonly choices: readonly ValueChoice[] }
  | {
      readonly kind: "text";
      /** What stands in the box at first: the value as bash sees it, the default where the key is not set. */
      readonly value: string;
      /** As it is written in a file. */
      readonly defaultText?: string;
    }
  /** What is typed is hidden, and nothing stands in the box at first. */
  | { readonly kind: "secret"; readonly isPassword: boolean }
);

/** Gives the question for the value of a key, as the file is now. */
export function questionFor(profile: Profile, key: string, machine: MachineNames): ValueQuestion {
  const meaning = meaningOf(profile, key);
  const base = { key, isRemovable: isRemovable(profile, key) };
  const known = choicesFor(profile, key, machine);
  if (known !== undefined) {
    return { ...base, kind: "choice", prompt: meaning, choices: known };
  }
  const row = keyRowOf(key);
  const prompt = promptWords(key, meaning);
  if (secretKeysOf(profile).has(key)) {
    const isPassword = row?.isSecret ?? true;
    return { ...base, kind: "secret", isPassword, prompt: joined(prompt, sameNow(profile, key)) };
  }
  const value = valueAtFirst(profile, key, machine);
  const isOneLine = !/[\r\n]/.test(value);
  const defaultText = defaultTextOf(key, profile.generation);
  return {
    ...base,
    kind: "text",
    prompt: joined(prompt, isOneLine ? "" : severalLinesWords),
    value: isOneLine ? value : "",
    ...(defaultText === undefined ? {} : { defaultText }),
  };
}

interface KnownValue {
  readonly label: string;
  readonly description: string;
}

/** The keys whose values can be told. */
const knownValues: Readonly<Partial<Record<KeyMeaning, () => readonly KnownValue[]>>> = {
  "key-algorithm": () => plain(keyAlgorithms),
  "key-curve": () => plain(Object.keys(curveNames)),
  "key-size": () => keySizes.map((label) => ({ label, description: l10n.t("bits") })),
  country: () =>
    // The list looks for what is typed in what it shows alone.
    countries().map(({ code, foundBy }) => ({ label: code, description: foundBy.slice(1).join(" · ") })),
};

function plain(labels: readonly string[]): readonly KnownValue[] {
  return labels.map((label) => ({ label, description: "" }));
}

function choicesFor(
  profile: Profile,
  key: string,
  machine: MachineNames,
): readonly ValueChoice[] | undefined {
  const row = keyRowOf(key);
  const known = row === undefined ? undefined : knownValues[row.meaning]?.();
  if (known === undefined) {
    return undefined;
  }
  const isSecret = secretKeysOf(profile).has(key);
  const current = isSecret ? undefined : profile.values.get(key)?.value.toUpperCase();
  return known.map(({ label, description }) => {
    const change: Change = { kind: "set", key, value: label };
    const isCurrent = label.toUpperCase() === current;
    const isDefault = label === defaultTextOf(key, profile.generation);
    const mark = isCurrent ? l10n.t("current value") : isDefault ? l10n.t("default") : "";
    // Two hundred countries need no second look: none of them changes anything else.
    const detail = row?.meaning === "country" ? "" : detailOf(profile, change, machine);
    const described = [description, mark].filter((part) => part !== "").join(" · ");
    return { label, description: described, detail, isCurrent, change };
  });
}

/** What the change brings with it, and what is wrong with it. */
function detailOf(profile: Profile, change: Change, machine: MachineNames): string {
  const changed = changeOf(profile, change, machine);
  const finding = changedFinding(changed, change);
  const found = finding === undefined ? "" : findingWords(finding.severity, safeText(finding.message));
  return joined(companionWords(changed.companions), found);
}

function valueAtFirst(profile: Profile, key: string, machine: MachineNames): string {
  const value = profile.values.get(key)?.value;
  if (value !== undefined || defaultTextOf(key, profile.generation) === undefined) {
    return value ?? "";
  }
  return changeOf(profile, { kind: "default", key }, machine).profile.values.get(key)?.value ?? "";
}

/** Says which other password is the same now, and stays so. */
function sameNow({ values }: Profile, key: string): string {
  const otherKey = key.endsWith("_KEYSTORE_PASSWORD")
    ? key.replace("_KEYSTORE_PASSWORD", "_KEY_PASSWORD")
    : key.replace("_KEY_PASSWORD", "_KEYSTORE_PASSWORD");
  const value = values.get(key)?.value;
  const isSame = otherKey !== key && value !== undefined && values.get(otherKey)?.value === value;
  return isSame ? samePasswordWords(otherKey) : "";
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
