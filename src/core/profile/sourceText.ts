import type { Span } from "../problem";

/** The text of a properties file as the lexer reads it: without byte order mark, every line end a line feed. */
export interface SourceText {
  readonly text: string;
  /** The place in the original text of each UTF-16 offset of `text`, its length included. Absent: the same place. */
  readonly origins?: Uint32Array;
  /** Offsets in the original text of every carriage return. */
  readonly carriageReturns: readonly number[];
  readonly hasByteOrderMark: boolean;
}

/** The byte order mark as a UTF-16 unit. */
const byteOrderMark = "\uFEFF";

/**
 * Reads CRLF and a lone carriage return as one line end, as an editor shows them, and skips a leading byte order mark.
 * Bash does neither, which is why both are problems of their own.
 */
export function sourceTextOf(original: string): SourceText {
  const hasByteOrderMark = original.startsWith(byteOrderMark);
  if (!hasByteOrderMark && !original.includes("\r")) {
    return { text: original, carriageReturns: [], hasByteOrderMark };
  }
  const first = hasByteOrderMark ? 1 : 0;
  const origins = new Uint32Array(original.length + 1);
  const carriageReturns: number[] = [];
  let length = 0;
  for (let offset = first; offset < original.length; offset += 1) {
    origins[length] = offset;
    length += 1;
    if (original[offset] === "\r") {
      carriageReturns.push(offset);
      offset += original[offset + 1] === "\n" ? 1 : 0;
    }
  }
  origins[length] = original.length;
  const text = original.slice(first).replace(/\r\n?/g, "\n");
  return { text, origins, carriageReturns, hasByteOrderMark };
}

/** Gives the span of the original text that a span of the source text stands for. */
export function originOf({ origins }: SourceText, span: Span): Span {
  return origins === undefined
    ? span
    : { start: origins[span.start] ?? span.start, end: origins[span.end] ?? span.end };
}
