import type { Span } from "../problem";
import { lexName, lexPieces } from "./pieces";
import type { Reader } from "./reader";
import { peek, readerOf, skipRun, spanFrom, take, textFrom } from "./reader";
import { brackets, skipBrackets } from "./skip";
import type { LexProblem, Line, Token } from "./word";

/** What a properties file was read for. */
export interface Lexed<T> {
  /** What was made of the lines. */
  readonly value: T;
  /** What is open to the end. */
  readonly problems: readonly LexProblem[];
  /** How many times a character was looked at; at most a small multiple of the text's length. */
  readonly steps: number;
}

/**
 * Reads the text of a properties file (line feeds only, see `sourceTextOf`) as bash would: into lines of words,
 * assignments and operators, with exact spans, in linear time, for every text. Blank lines and comments are left out.
 * Where something is unterminated, or a quoted part runs over a line with one of our keys, all quotes and brackets are
 * taken to end with their line.
 *
 * `read` takes the lines one after the other, so that a long file is never held as tokens; it is called again where
 * the first reading turns out to be the wrong one.
 */
export function lexProfile<T>(text: string, read: (lines: Iterable<Line>) => T): Lexed<T> {
  const reader = readerOf(text, "file");
  const value = read(linesOf(reader));
  if (!reader.unterminated) {
    return { value, problems: reader.problems, steps: reader.steps };
  }
  const again = readerOf(text, "line");
  return { value: read(linesOf(again)), problems: again.problems, steps: reader.steps + again.steps };
}

const blanks = /[ \t]+/y;
const operators = new Set([";", "&", "|", "<", ">", "(", ")"]);
const operatorRun = /[;&|<>]+/y;
const subscript = /[^\]\s'"\\$`;&|<>()]+/y;

function* linesOf(reader: Reader): Generator<Line> {
  while (peek(reader) !== "") {
    const line = lexLine(reader);
    if (line.length > 0) {
      yield line;
    }
  }
}

/** Reads to behind the next line feed that no quote and no backslash holds. */
function lexLine(reader: Reader): Line {
  const tokens: Token[] = [];
  for (;;) {
    skipRun(reader, blanks);
    const next = peek(reader);
    if (next === "#") {
      skipComment(reader);
    } else if (next === "" || next === "\n") {
      take(reader);
      return tokens;
    } else {
      tokens.push(lexToken(reader, next));
    }
  }
}

/** A backslash at the end of a comment continues nothing. */
function skipComment(reader: Reader): void {
  const end = reader.text.indexOf("\n", reader.position);
  reader.steps += 1;
  reader.position = end < 0 ? reader.text.length : end;
}

function lexToken(reader: Reader, next: string): Token {
  const isSubstitution = (next === "<" || next === ">") && reader.text[reader.position + 1] === "(";
  if (operators.has(next) && !isSubstitution) {
    return lexOperator(reader, next);
  }
  const start = reader.position;
  const name = lexName(reader);
  const nameSpan = spanFrom(reader, start);
  const sign = name === "" ? "" : peek(reader);
  if (sign === "=") {
    take(reader);
    return lexValue(reader, { name, nameSpan });
  }
  return (
    (sign === "+" || sign === "[" ? lexAugmented(reader, { name, nameSpan }) : undefined) ??
    lexWord(reader, { name, nameSpan })
  );
}

interface Name {
  readonly name: string;
  readonly nameSpan: Span;
}

function lexOperator(reader: Reader, next: string): Token {
  const start = reader.position;
  if (next === "(" || next === ")") {
    take(reader);
  } else {
    skipRun(reader, operatorRun);
  }
  return { kind: "operator", text: textFrom(reader, start), span: spanFrom(reader, start) };
}

/** Reads the value behind `NAME=`. A parenthesis right there is an array. */
function lexValue(reader: Reader, { name, nameSpan }: Name): Token {
  const equalsEnd = reader.end;
  if (peek(reader) === "(") {
    return lexArray(reader, { name, nameSpan });
  }
  const pieces = lexPieces(reader, "value");
  return {
    kind: "assignment",
    name,
    nameSpan,
    pieces,
    valueSpan: { start: pieces[0]?.span.start ?? equalsEnd, end: pieces.at(-1)?.span.end ?? equalsEnd },
    span: spanFrom(reader, nameSpan.start),
  };
}

function lexArray(reader: Reader, { name, nameSpan }: Name): Token {
  const start = reader.position;
  take(reader);
  skipBrackets(reader, start, brackets.parentheses);
  const refused = spanFrom(reader, start);
  // What follows the array without a blank is no part of it, and nothing that bash accepts.
  const span = { start: nameSpan.start, end: refused.end };
  return { kind: "assignment", name, nameSpan, refused, pieces: [], valueSpan: refused, span };
}

/** Reads `NAME+=…` and `NAME[…]=…`; undefined where it turns out to be a plain word. */
function lexAugmented(reader: Reader, { name, nameSpan }: Name): Token | undefined {
  const mark = { position: reader.position, end: reader.end };
  if (take(reader) === "[") {
    skipRun(reader, subscript);
    if (peek(reader) === "]") {
      take(reader);
    }
    if (peek(reader) === "+") {
      take(reader);
    }
  }
  if (peek(reader) !== "=") {
    Object.assign(reader, mark);
    return undefined;
  }
  take(reader);
  const refused = { start: nameSpan.end, end: reader.end };
  const value = lexValue(reader, { name, nameSpan });
  return value.kind === "assignment" ? { ...value, refused } : value;
}

/** Reads a word that assigns nothing; `name` is what has been taken of it. */
function lexWord(reader: Reader, { name, nameSpan }: Name): Token {
  const head = name === "" ? [] : [{ kind: "text" as const, text: name, quoted: false, span: nameSpan }];
  const pieces = [...head, ...lexPieces(reader, "word")];
  const start = pieces[0]?.span.start ?? nameSpan.start;
  return { kind: "word", pieces, span: { start, end: pieces.at(-1)?.span.end ?? start } };
}
