import type { Profile, TextEdit } from "./profile";
import { textLinesOf, type TextLines } from "./textLines";

/** Applies edits that refer to the same text; of two that overlap the later is left out. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start);
  const parts: string[] = [];
  let position = 0;
  for (const { span, newText } of ordered) {
    if (span.start >= position && span.end >= span.start) {
      parts.push(text.slice(position, span.start), newText);
      position = span.end;
    }
  }
  return parts.join("") + text.slice(position);
}

/**
 * Gives the edits that set a key: the winning value is replaced in its own quoting style where that can hold the new
 * one, and a key that the file lacks is added as a line of its own at the end.
 */
export function setValueEdits(profile: Profile, key: string, value: string): readonly TextEdit[] {
  return setValuesEdits(profile, new Map([[key, value]]));
}

/** Gives the edits that set several keys, in the same way; what the file lacks is added in their order. */
export function setValuesEdits(profile: Profile, values: ReadonlyMap<string, string>): readonly TextEdit[] {
  const replaced: TextEdit[] = [];
  const added: string[] = [];
  for (const [key, value] of values) {
    const span = profile.values.get(key)?.valueSpan;
    if (span === undefined) {
      added.push(`${key}=${quoteForShell(value)}`);
    } else {
      replaced.push({ span, newText: quotedLike(profile.text.slice(span.start, span.end), value) });
    }
  }
  return added.length === 0 ? replaced : [...replaced, ...addLinesEdits(textLinesOf(profile.text), added)];
}

/** Gives the edit that adds whole lines at the end of a file, with its kind of line end. */
export function addLinesEdits(lines: TextLines, added: readonly string[]): readonly TextEdit[] {
  const { text, lineEnd } = lines;
  const block = added.map((line) => line + lineEnd).join("");
  return [{ span: { start: text.length, end: text.length }, newText: openingOf(lines) + block }];
}

/**
 * Writes a value so that bash reads it back exactly, as bare as possible and on one line. Line ends and other control
 * characters come as escapes of `$'…'`; a NUL, which no shell variable can hold, is left out.
 */
export function quoteForShell(value: string): string {
  if (/^[\w./:@%+,=-]+$/.test(value)) {
    return value;
  }
  if (/[\u0000-\u0008\u000A-\u001F\u007F]/.test(value)) {
    return `$'${escapedForAnsiQuote(value)}'`;
  }
  if (!/[$`"\\!]/.test(value)) {
    return `"${value}"`;
  }
  return value.includes("'") ? `"${value.replace(/[$`"\\]/g, "\\$&")}"` : `'${value}'`;
}

function escapedForAnsiQuote(value: string): string {
  return value
    .replaceAll("\0", "")
    .replace(/[\\']/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replace(
      /[\u0001-\u001F\u007F]/g,
      (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
}

/** Keeps the quotes around a value where they protect the new one too. */
function quotedLike(written: string, value: string): string {
  const isPlain = !/[\u0000-\u001F\u007F]/.test(value);
  if (isPlain && /^"[^"]*"$/.test(written) && !/[$`"\\!]/.test(value)) {
    return `"${value}"`;
  }
  return isPlain && /^'[^']*'$/.test(written) && !value.includes("'") ? `'${value}'` : quoteForShell(value);
}

/** What must stand between a text and a new line: a line end, and a second one behind a backslash that joins lines. */
function openingOf({ text, lineEnd }: TextLines): string {
  if (text === "" || text === "\uFEFF") {
    return "";
  }
  const ending = /(?:\r?\n|\r)$/.exec(text.slice(-2))?.[0] ?? "";
  const end = text.length - ending.length;
  let start = end;
  while (text[start - 1] === "\\") {
    start -= 1;
  }
  const isJoined = (end - start) % 2 === 1;
  return (ending === "" ? lineEnd : "") + (isJoined ? lineEnd : "");
}
