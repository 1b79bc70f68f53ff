import type { Span } from "../problem";
import { entryAt } from "./entryAt";
import type { Profile, TextEdit } from "./profile";

/** Gives the line end that a text uses. */
export function lineEndOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** Gives the lines that a span touches, with the last one's line end. */
export function lineOf(text: string, span: Span): Span {
  const before = Math.max(text.lastIndexOf("\n", span.start - 1), text.lastIndexOf("\r", span.start - 1));
  const start = span.start === 0 ? 0 : before + 1;
  const ending = /\r?\n|\r|$/.exec(text.slice(span.end));
  return { start, end: span.end + (ending?.index ?? 0) + (ending?.[0].length ?? 0) };
}

/** Gives the edit that removes an entry: its whole line where nothing else stands there, else the entry alone. */
export function removeEntryEdits({ text }: Pick<Profile, "text">, span: Span): readonly TextEdit[] {
  const line = lineOf(text, span);
  const isAlone =
    /^[ \t]*(?:export[ \t]+)?$/.test(text.slice(line.start, span.start)) &&
    /^[ \t]*(?:\r?\n|\r|$)/.test(text.slice(span.end, line.end));
  const blanks = /^[ \t]*/.exec(text.slice(span.end, line.end))?.[0].length ?? 0;
  return [{ span: isAlone ? line : { start: span.start, end: span.end + blanks }, newText: "" }];
}

/** Gives the edit that makes a comment of the line of a span; none where several lines would be torn apart. */
export function commentOutEdits(profile: Profile, span: Span): readonly TextEdit[] {
  const { text } = profile;
  const whole = entryAt(profile, span)?.span ?? span;
  const line = lineOf(text, whole);
  const content = text.slice(line.start, line.end).replace(/(?:\r?\n|\r)$/, "");
  const isOneLine = !/[\r\n]/.test(content) && !/\\[\r\n]*$/.test(text.slice(0, line.start));
  const at = line.start + (/^\uFEFF?[ \t]*/.exec(content)?.[0].length ?? 0);
  return isOneLine ? [{ span: { start: at, end: at }, newText: "# " }] : [];
}

/** Takes off the quotes that a written value has, without reading anything else in it. */
export function withoutLiteralQuotes(written: string): string {
  const quoted = /^"((?:[^"\\]|\\[^])*)"$/.exec(written)?.[1];
  return quoted?.replace(/\\([$`"\\])/g, "$1") ?? /^'([^']*)'$/.exec(written)?.[1] ?? written;
}
