import { entryAt } from "../../core/profile/entryAt";
import { defaultTextOf, keyTable } from "../../core/profile/keys";
import type { Profile } from "../../core/profile/profile";
import type { Completion } from "./completion";
import { documentationOf } from "./hoverText";
import { valueCompletionsAt } from "./valueCompletions";
import { variableCompletionsAt } from "./variableCompletions";

/** Gives what may be written at an offset: a key that the file lacks, a value of a known set, or what is set above. */
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
  const [, key, value = ""] = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(.*)$/.exec(before) ?? [];
  return key === undefined ? [] : valuesAt(profile, { key, value, offset });
}

interface WrittenValue {
  readonly key: string;
  /** Up to the cursor. */
  readonly value: string;
  readonly offset: number;
}

/** Values of a known set first, then what they may be made of. */
function valuesAt(profile: Profile, { key, value, offset }: WrittenValue): readonly Completion[] {
  const [, quote = "", written] = /^(["']?)([^"']*)$/.exec(value) ?? [];
  const known = written === undefined ? [] : valueCompletionsAt(profile, { key, quote, written, offset });
  const labels = new Set(known.map(({ label }) => label));
  const variables = variableCompletionsAt(profile, { key, written: value, offset });
  return [...known, ...variables.filter(({ label }) => !labels.has(label))];
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
    .map((row) => {
      const byDefault = defaultTextOf(row.name, profile.generation);
      return {
        kind: "key",
        label: row.name,
        ...(byDefault === undefined ? {} : { description: byDefault }),
        insertText: hasEquals ? row.name : `${row.name}=${byDefault ?? ""}`,
        span,
        documentation: documentationOf(row, profile),
      };
    });
}
