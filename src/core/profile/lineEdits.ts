import type { Span } from "../problem";
import { entryAt } from "./entryAt";
import type { Profile, TextEdit } from "./profile";
import { isInOneLine, lineOf, type TextLines } from "./textLines";

/**
 * Gives the edit that removes an entry: its whole line where nothing else stands there, else the entry alone. A line
 * that goes on from the one before keeps its end, or the next would do so in its place.
 */
export function removeEntryEdits(lines: TextLines, span: Span): readonly TextEdit[] {
  const { text } = lines;
  const line = lineOf(lines, span);
  const isAlone =
    !isContinued(lines, line) &&
    /^[ \t]*(?:export[ \t]+)?$/.test(text.slice(line.start, span.start)) &&
    /^[ \t]*(?:\r?\n|\r|$)/.test(text.slice(span.end, line.end));
  const blanks = /^[ \t]*/.exec(text.slice(span.end, line.end))?.[0].length ?? 0;
  return [{ span: isAlone ? line : { start: span.start, end: span.end + blanks }, newText: "" }];
}

/** Gives the edit that makes a comment of the line of a span; none where several lines would be torn apart. */
export function commentOutEdits(
  profile: Pick<Profile, "entries">,
  span: Span,
  lines: TextLines,
): readonly TextEdit[] {
  const { text } = lines;
  const whole = entryAt(profile, span)?.span ?? span;
  const line = lineOf(lines, whole);
  // A byte order mark is one at the start of the text alone.
  const lead = line.start === 0 ? /^\uFEFF?[ \t]*/ : /^[ \t]*/;
  const at = line.start + (lead.exec(text.slice(line.start, line.end))?.[0].length ?? 0);
  const isOwnLine = isInOneLine(lines, whole) && !isContinued(lines, line);
  return isOwnLine ? [{ span: { start: at, end: at }, newText: "# " }] : [];
}

/** Whether a backslash stands at the end of the line before. */
function isContinued({ text }: TextLines, { start }: Span): boolean {
  return /\\(?:\r?\n|\r)$/.test(text.slice(Math.max(0, start - 3), start));
}

/** Takes off the quotes that a written value has, without reading anything else in it. */
export function withoutLiteralQuotes(written: string): string {
  const quoted = /^"((?:[^"\\]|\\[^])*)"$/.exec(written)?.[1];
  return quoted?.replace(/\\([$`"\\])/g, "$1") ?? /^'([^']*)'$/.exec(written)?.[1] ?? written;
}
