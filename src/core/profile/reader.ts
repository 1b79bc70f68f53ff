import type { Span } from "../problem";
import type { LexProblem } from "./word";

/** A place in a text, moving forward only. */
export interface Reader {
  readonly text: string;
  /**
   * Where an open quote, bracket or expansion ends at the latest. Bash says the end of the file; where something in
   * the file is unterminated, the end of its line gives the better diagnosis.
   */
  readonly horizon: "file" | "line";
  position: number;
  /** The end of the last character taken: a continuation skipped behind it does not belong to the token. */
  end: number;
  /** Expansions that are open. */
  depth: number;
  /** Whether something was still open at the horizon, or looks as if it should have been closed before. */
  unterminated: boolean;
  /** How many times a character was looked at: what "linear time" is tested on. */
  steps: number;
  readonly problems: LexProblem[];
}

/** Starts reading a text at its beginning. */
export function readerOf(text: string, horizon: Reader["horizon"]): Reader {
  return { text, horizon, position: 0, end: 0, depth: 0, unterminated: false, steps: 0, problems: [] };
}

/** Gives the next character, "" at the end; skips backslash-newline first, as bash does outside single quotes. */
export function peek(reader: Reader): string {
  reader.steps += 1;
  while (reader.text[reader.position] === "\\" && reader.text[reader.position + 1] === "\n") {
    reader.position += 2;
    reader.steps += 1;
  }
  return reader.text[reader.position] ?? "";
}

/** Gives the next character as it stands, "" at the end. */
export function peekRaw(reader: Reader): string {
  reader.steps += 1;
  return reader.text[reader.position] ?? "";
}

/** Moves over one character and gives it. */
export function take(reader: Reader): string {
  const character = reader.text[reader.position] ?? "";
  reader.position += character.length;
  reader.end = reader.position;
  return character;
}

/** Tells whether a character of `peek` or `peekRaw` is the horizon for something that is open. */
export function isHorizon(reader: Reader, character: string): boolean {
  return character === "" || (character === "\n" && reader.horizon === "line");
}

/** Moves over the longest run of a sticky pattern that is made for one or more characters, continuations within it too. */
export function skipRun(reader: Reader, run: RegExp): void {
  do {
    peek(reader);
    run.lastIndex = reader.position;
    if (!run.test(reader.text)) {
      return;
    }
    reader.steps += run.lastIndex - reader.position;
    reader.position = run.lastIndex;
    reader.end = reader.position;
  } while (reader.text[reader.position] === "\\");
}

/** Moves over such a run, backslashes standing for themselves. */
export function skipRawRun(reader: Reader, run: RegExp): void {
  run.lastIndex = reader.position;
  if (run.test(reader.text)) {
    reader.steps += run.lastIndex - reader.position;
    reader.position = run.lastIndex;
    reader.end = reader.position;
  }
}

/** Moves over what a sticky pattern finds here and gives its match; undefined, and no move, where it finds nothing. */
export function takeMatch(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.position;
  const match = pattern.exec(reader.text);
  if (match === null) {
    return undefined;
  }
  reader.position += match[0].length;
  reader.end = reader.position;
  return match;
}

/** The text from `start` to the last character taken, without the continuations in it. */
export function textFrom(reader: Reader, start: number): string {
  const text = reader.text.slice(start, reader.end);
  return text.includes("\\") ? text.replaceAll("\\\n", "") : text;
}

/** The span from `start` to the last character taken. */
export function spanFrom(reader: Reader, start: number): Span {
  return { start, end: Math.max(start, reader.end) };
}

/**
 * Notes that something opened at `start` reached the horizon; `closing` is what would end it. An enclosing one replaces
 * what it encloses, so that there is one finding for one place.
 */
export function noteUnterminated(reader: Reader, start: number, closing: string): void {
  reader.unterminated = true;
  const span = spanFrom(reader, start);
  const inner = reader.problems.at(-1);
  const isEnclosed = inner?.code === "unterminated-quote" && inner.span.end === span.end;
  if (isEnclosed) {
    reader.problems.pop();
  }
  const all = (isEnclosed ? (inner.values["closing"] ?? "") : "") + closing;
  reader.problems.push({ code: "unterminated-quote", span, values: { closing: all } });
}
