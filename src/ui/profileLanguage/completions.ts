import { entryAt } from "../../core/profile/entryAt";
import { defaultTextOf, keyRowOf, keyTable, type KeyMeaning } from "../../core/profile/keys";
import type { Profile } from "../../core/profile/profile";
import type { Span } from "../../core/problem";
import { curveNames, keyAlgorithms, keySizes } from "../../core/profile/valueChecks";
import { documentationOf } from "./hoverText";

/** Something to write at the cursor. */
export interface Completion {
  readonly kind: "key" | "value";
  readonly label: string;
  readonly insertText: string;
  /** What it replaces. */
  readonly span: Span;
  /** Markdown; absent for a value. */
  readonly documentation?: string;
}

/** The values of the keys that have a known set. */
const knownValues: Readonly<Partial<Record<KeyMeaning, readonly string[]>>> = {
  "key-algorithm": keyAlgorithms,
  "key-curve": Object.keys(curveNames),
  "key-size": keySizes,
};

/** Gives what may be written at an offset: a key that the file lacks, or a value of a known set. */
export function completionsAt(profile: Profile, offset: number): readonly Completion[] {
  const lineStart =
    Math.max(profile.text.lastIndexOf("\n", offset - 1), profile.text.lastIndexOf("\r", offset - 1)) + 1;
  const before = profile.text.slice(lineStart, offset);
  const key = /^[ \t]*(?:export[ \t]+)?(\w*)$/.exec(before);
  if (key !== null) {
    return isWithinValue(profile, lineStart) ? [] : missingKeys(profile, offset, key[1] ?? "");
  }
  const value = /^[ \t]*(?:export[ \t]+)?([A-Z_]+)=["']?(\w*)$/.exec(before);
  return value === null ? [] : valuesOf(profile, value[1] ?? "", { offset, written: value[2] ?? "" });
}

/** A line that belongs to a quoted value that began before. */
function isWithinValue(profile: Profile, lineStart: number): boolean {
  const entry = entryAt(profile, { start: lineStart, end: lineStart });
  return entry !== undefined && entry.valueSpan.start < lineStart;
}

function missingKeys(profile: Profile, offset: number, written: string): readonly Completion[] {
  const rest = /^\w*/.exec(profile.text.slice(offset))?.[0] ?? "";
  const hasEquals = profile.text[offset + rest.length] === "=";
  const span = { start: offset - written.length, end: offset + rest.length };
  return keyTable
    .filter((row) => !profile.values.has(row.name))
    .map((row) => ({
      kind: "key",
      label: row.name,
      insertText: hasEquals ? row.name : `${row.name}=${defaultTextOf(row.name, profile.generation) ?? ""}`,
      span,
      documentation: documentationOf(row, profile),
    }));
}

function valuesOf(
  profile: Profile,
  key: string,
  { offset, written }: { readonly offset: number; readonly written: string },
): readonly Completion[] {
  const meaning = keyRowOf(key)?.meaning;
  const values = meaning === undefined ? [] : (knownValues[meaning] ?? []);
  const rest = /^\w*/.exec(profile.text.slice(offset))?.[0] ?? "";
  const span = { start: offset - written.length, end: offset + rest.length };
  return values.map((label) => ({ kind: "value", label, insertText: label, span }));
}
