import type { Span } from "../problem";
import { countAtMost } from "./countAtMost";

/** The lines of a text, worked out once for everything that asks about them. */
export interface TextLines {
  readonly text: string;
  /** Where each line begins; they end with LF, CRLF or a lone CR, as in an editor. There is at least one. */
  readonly starts: readonly number[];
  /** The line end that the text uses. */
  readonly lineEnd: "\n" | "\r\n";
}

/** Finds the lines of a text. */
export function textLinesOf(text: string): TextLines {
  const starts = [0];
  const ends = /\r\n?|\n/g;
  while (ends.test(text)) {
    starts.push(ends.lastIndex);
  }
  return { text, starts, lineEnd: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** Gives the lines that a span touches, with the last one's line end. */
export function lineOf({ text, starts }: TextLines, { start, end }: Span): Span {
  return {
    start: starts[countAtMost(starts, start) - 1] ?? 0,
    end: starts[countAtMost(starts, end)] ?? text.length,
  };
}

/** Tells whether a span begins and ends in the same line. */
export function isInOneLine({ starts }: TextLines, { start, end }: Span): boolean {
  return countAtMost(starts, start) === countAtMost(starts, end);
}
