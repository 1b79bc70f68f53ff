import type { Span } from "../../core/problem";

/** A place in a text as editors count it: from 0, in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** From one place to another, the end exclusive. */
export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
}

/** Turns spans of one text into ranges. */
export type RangeOf = (span: Span) => PlaceRange;

/**
 * Prepares turning spans of a text into ranges. Lines end with LF, CRLF or a lone CR, as in VS Code's documents, and an
 * offset within a line end is the end of its line.
 */
export function rangesIn(text: string): RangeOf {
  const lines = linesOf(text);
  const placeOf = (offset: number): Place => {
    const line = lineAt(lines, offset);
    const { start, end } = lines[line] ?? { start: 0, end: 0 };
    return { line, character: Math.min(offset, end) - start };
  };
  return ({ start, end }) => ({ start: placeOf(start), end: placeOf(end) });
}

/** Gives the lines of a text without their line ends; there is at least one. */
export function linesOf(text: string): readonly Span[] {
  const lines: Span[] = [];
  let start = 0;
  for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start, end: index });
    start = index + ending.length;
  }
  return [...lines, { start, end: text.length }];
}

/** The last line that starts at or before an offset. */
function lineAt(lines: readonly Span[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Math.max(0, low - 1);
}
