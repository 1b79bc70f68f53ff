import { entryAt } from "../../core/profile/entryAt";
import { defaultTextOf, keyTable } from "../../core/profile/keys";
import type { Profile } from "../../core/profile/profile";
import type { Completion } from "./completion";
import { documentationOf } from "./hoverText";
import { valueCompletionsAt } from "./valueCompletions";

/** Gives what may be written at an offset: a key that the file lacks, or a value of a known set. */
export function completionsAt(profile: Profile, offset: number): readonly Completion[] {
  const lineStart =
    Math.max(profile.text.lastIndexOf("\n", offset - 1), profile.text.lastIndexOf("\r", offset - 1)) + 1;
  const before = profile.text.slice(lineStart, offset);
  if (isWithinValue(profile, lineStart)) {
    return [];
  }
  const written = /^[ \t]*(?:export[ \t]+)?(\w*)$/.exec(before)?.[1];
  if (written !== undefined) {
    return missingKeys(profile, offset, written);
  }
  const [, key, quote, value] = /^[ \t]*(?:export[ \t]+)?([A-Z_]+)=(["']?)([^"']*)$/.exec(before) ?? [];
  return key === undefined
    ? []
    : valueCompletionsAt(profile, { key, quote: quote ?? "", written: value ?? "", offset });
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
