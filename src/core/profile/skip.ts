import type { Reader } from "./reader";
import { isHorizon, noteUnterminated, peek, peekRaw, take } from "./reader";

/** A bracket pair that is skipped as a whole; `opens` counts a level. */
export interface Brackets {
  readonly opens: string;
  readonly closes: string;
}

/** The brackets of refused constructs. */
export const brackets = {
  parentheses: { opens: "(", closes: ")" },
  braces: { opens: "{", closes: "}" },
  square: { opens: "[", closes: "]" },
} as const satisfies Record<string, Brackets>;

/**
 * Skips to behind the bracket that closes the one just taken, minding nesting and quotes. What is inside is refused
 * anyway, so this needs to find a sensible end, not bash's in every case. False where it is never closed.
 */
export function skipBrackets(reader: Reader, start: number, pair: Brackets): boolean {
  let depth = 1;
  let openQuote = "";
  while (depth > 0) {
    const next = peek(reader);
    if (isHorizon(reader, next)) {
      noteUnterminated(reader, start, openQuote + pair.closes.repeat(Math.min(depth, deepestClosing)));
      return false;
    }
    take(reader);
    if (next === "\\") {
      skipEscaped(reader);
    } else if (next === '"' || next === "'") {
      openQuote = skipQuoted(reader, next);
    } else {
      depth += next === pair.opens ? 1 : next === pair.closes ? -1 : 0;
    }
  }
  return true;
}

/** Nobody closes more brackets than this with one click. */
const deepestClosing = 16;

/** Skips to behind the next backtick that no backslash protects; false where there is none. */
export function skipBackticks(reader: Reader, start: number): boolean {
  for (let next = peek(reader); !isHorizon(reader, next); next = peek(reader)) {
    take(reader);
    if (next === "`") {
      return true;
    }
    if (next === "\\") {
      skipEscaped(reader);
    }
  }
  noteUnterminated(reader, start, "`");
  return false;
}

function skipEscaped(reader: Reader): void {
  if (!isHorizon(reader, peekRaw(reader))) {
    take(reader);
  }
}

/** Skips a quoted part and gives the quote that is still open at the horizon, "" where it was closed. */
function skipQuoted(reader: Reader, quote: string): string {
  for (let next = peekRaw(reader); !isHorizon(reader, next); next = peekRaw(reader)) {
    take(reader);
    if (next === quote) {
      return "";
    }
    if (next === "\\" && quote === '"') {
      skipEscaped(reader);
    }
  }
  return quote;
}
