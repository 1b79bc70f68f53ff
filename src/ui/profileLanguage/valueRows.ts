import { defaultTextOf, keyRowOf, keyTable } from "../../core/profile/keys";
import type { Profile } from "../../core/profile/profile";
import { secretEntriesOf } from "../../core/profile/secretEntries";
import { missingKeyRows } from "../../core/profile/validate";
import { safeText } from "../../core/stream/safeText";
import { keyProblems, worstFinding, type InputFinding } from "../valueFinding";
import { findingWords, hiddenValue, notSetWords, otherKeyMeaning, valueWords } from "../words/editing";
import { meaningWords } from "../words/keys";
import { problemWords } from "../words/problems";
import { filePrefixOf } from "./hoverText";
import { keyGroups } from "./symbols";

/** One key of a file, or one that it could have, as a list shows it. No secret is in it. */
export interface ValueRow {
  readonly key: string;
  /** The value as bash sees it, dots for a secret, or that it is not set. */
  readonly value: string;
  /** What is wrong with it, where something is, and what the key means. */
  readonly detail: string;
  readonly severity?: InputFinding["severity"];
}

/** The keys that belong together. */
export interface ValueGroup {
  readonly name: string;
  readonly rows: readonly ValueRow[];
}

/** Gives the keys that can be edited: all of the table, in its order, then the others that the file has. */
export function valueGroupsOf(profile: Profile): readonly ValueGroup[] {
  const secrets = secretKeysOf(profile);
  return keysByGroup(profile).map(({ name, keys }) => ({
    name,
    rows: keys.map((key) => rowOf(profile, key, secrets)),
  }));
}

/** Names the keys that can be edited, in the order in which they are shown. */
export function shownKeys(profile: Pick<Profile, "values">): readonly string[] {
  return keysByGroup(profile).flatMap(({ keys }) => keys);
}

function keysByGroup(
  profile: Pick<Profile, "values">,
): readonly { readonly name: string; readonly keys: readonly string[] }[] {
  const editable = editableKeys(profile);
  return keyGroups
    .map(([group, name]) => ({
      name,
      keys: editable.filter((key) => (keyRowOf(key)?.side ?? "other") === group),
    }))
    .filter(({ keys }) => keys.length > 0);
}

/** Names the keys that can be edited: those of the table, and those of the file. */
export function editableKeys({ values }: Pick<Profile, "values">): readonly string[] {
  return [...new Set([...keyTable.map(({ name }) => name), ...values.keys()])];
}

/** Names the keys whose values must not be shown. */
export function secretKeysOf(profile: Pick<Profile, "text" | "entries">): ReadonlySet<string> {
  return new Set([
    ...keyTable.filter(({ isSecret }) => isSecret).map(({ name }) => name),
    ...[...secretEntriesOf(profile)].map(({ key }) => key),
  ]);
}

/** Tells what a key means, as plain text of a quick input. */
export function meaningOf(profile: Profile, key: string): string {
  const row = keyRowOf(key);
  return row === undefined
    ? otherKeyMeaning
    : safeText(meaningWords(row, filePrefixOf(row, profile)).replaceAll("`", ""));
}

function rowOf(profile: Profile, key: string, secrets: ReadonlySet<string>): ValueRow {
  const entry = profile.values.get(key);
  const finding = findingOf(profile, key);
  const meaning = meaningOf(profile, key);
  const set = secrets.has(key) ? hiddenValue : valueWords(entry?.value ?? "");
  const value = entry === undefined ? notSetWords(meantByDefault(profile, key)) : set;
  return finding === undefined
    ? { key, value, detail: meaning }
    : {
        key,
        value,
        detail: `${findingWords(finding.severity, safeText(finding.message))} · ${meaning}`,
        severity: finding.severity,
      };
}

/** A file of the first generation has RSA keys. */
function meantByDefault({ generation }: Profile, key: string): string | undefined {
  const row = keyRowOf(key);
  if (generation === "first" && row?.required === "current") {
    return row.meaning === "key-algorithm" ? "RSA" : undefined;
  }
  return defaultTextOf(key, generation);
}

function findingOf(profile: Profile, key: string): InputFinding | undefined {
  const isMissing = missingKeyRows(profile).some(({ name }) => name === key);
  return isMissing
    ? {
        severity: "error",
        message: problemWords({ code: "missing-key", values: { keys: key, count: "1" } }),
      }
    : worstFinding(keyProblems(profile, key));
}
