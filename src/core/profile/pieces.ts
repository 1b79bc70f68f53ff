import { lexAnsiQuote } from "./ansiQuote";
import { keyRowOf } from "./keys";
import type { Reader } from "./reader";
import {
  isHorizon,
  noteUnterminated,
  peek,
  peekRaw,
  skipRawRun,
  skipRun,
  spanFrom,
  take,
  takeMatch,
  textFrom,
} from "./reader";
import type { Brackets } from "./skip";
import { brackets, skipBackticks, skipBrackets } from "./skip";
import type { HostNameForm, Piece } from "./word";

/** Where pieces stand, which decides what ends them and where `~` means the home folder. */
export type Place = "value" | "word" | "fallback";

/** How deep `${A:-${B:-…}}` may go: far more than anybody writes, and no danger to the stack. */
const deepestExpansion = 16;

const wordEnds = new Set(["", " ", "\t", "\n", ";", "&", "|", "<", ">", "(", ")"]);
const plainRun = /[^\s;&|<>()'"\\$`~:}]+/y;
const nameStart = /[A-Za-z_]/;
const nameRun = /\w+/y;
const userRun = /[\w.+-]+/y;
const specialParameter = /[0-9*@#?$!-]/;
const hostNameCall = /\([ \t]*hostname(?:[ \t]+-([fs]))?[ \t]*\)/y;
const hostNameBackticks = /`[ \t]*hostname(?:[ \t]+-([fs]))?[ \t]*`/y;

/** Reads the unquoted and quoted pieces up to the end of a word, or of a fallback. Bash does no word splitting here. */
export function lexPieces(reader: Reader, place: Place): Piece[] {
  const pieces: Piece[] = [];
  for (let next = peek(reader); !endsPieces(reader, next, place); next = peek(reader)) {
    pieces.push(lexPiece(reader, place, pieces.at(-1)));
  }
  return pieces;
}

/** Reads a name, "" where there is none. */
export function lexName(reader: Reader): string {
  if (!nameStart.test(peek(reader))) {
    return "";
  }
  const start = reader.position;
  skipRun(reader, nameRun);
  return textFrom(reader, start);
}

function endsPieces(reader: Reader, next: string, place: Place): boolean {
  if (place === "fallback") {
    return next === "}" || isHorizon(reader, next);
  }
  return wordEnds.has(next) && !isProcessSubstitution(reader, next);
}

function isProcessSubstitution(reader: Reader, next: string): boolean {
  return (next === "<" || next === ">") && reader.text[reader.position + 1] === "(";
}

/** Reads one piece; `before` is the piece that it follows, undefined at the start. */
function lexPiece(reader: Reader, place: Place, before: Piece | undefined): Piece {
  const next = peek(reader);
  const start = reader.position;
  const lexer = pieceLexers[next];
  if (lexer !== undefined) {
    return lexer(reader, start);
  }
  if (next === "~" && place !== "word" && isTildePlace(before)) {
    return lexTilde(reader, start, place);
  }
  if (isProcessSubstitution(reader, next)) {
    take(reader);
    take(reader);
    return refusedUnlessOpen(reader, start, brackets.parentheses, "command-not-run");
  }
  if (take(reader) !== ":") {
    skipRun(reader, plainRun);
  }
  return { kind: "text", text: textFrom(reader, start), quoted: false, span: spanFrom(reader, start) };
}

/** What a piece's first character decides. */
const pieceLexers: Readonly<Record<string, (reader: Reader, start: number) => Piece>> = {
  "'": lexSingleQuote,
  '"': lexDoubleQuote,
  "\\": lexBackslash,
  "`": lexBackticks,
  $: (reader, start) => lexDollar(reader, start, false),
};

/** In an assignment `~` is the home folder at the start and behind an unquoted colon. */
function isTildePlace(before: Piece | undefined): boolean {
  return before === undefined || (before.kind === "text" && !before.quoted && before.text === ":");
}

/**
 * Reads `~`. Followed by a quote it is itself; `~name`, `~+` and the like depend on the machine's users and folders
 * and are refused, as is every `~` that a fallback begins with.
 */
function lexTilde(reader: Reader, start: number, place: Place): Piece {
  take(reader);
  const next = peek(reader);
  if (place === "fallback") {
    return { kind: "refused", code: "unsupported-expansion", span: spanFrom(reader, start) };
  }
  if (next === "/" || next === ":" || wordEnds.has(next)) {
    return { kind: "home-folder", span: spanFrom(reader, start) };
  }
  if (next === "'" || next === '"' || next === "\\") {
    return { kind: "text", text: "~", quoted: true, span: spanFrom(reader, start) };
  }
  skipRun(reader, userRun);
  return { kind: "refused", code: "unsupported-expansion", span: spanFrom(reader, start) };
}

/** Reads a backslash and what it protects. At the very end of a file bash sometimes keeps it and sometimes not. */
function lexBackslash(reader: Reader, start: number): Piece {
  take(reader);
  if (peekRaw(reader) === "") {
    return { kind: "refused", code: "unsupported-expansion", span: spanFrom(reader, start) };
  }
  const text = take(reader);
  return { kind: "text", text, quoted: true, span: spanFrom(reader, start) };
}

function lexSingleQuote(reader: Reader, start: number): Piece {
  take(reader);
  const from = reader.position;
  skipRawRun(reader, singleQuotedRuns[reader.horizon]);
  const text = reader.text.slice(from, reader.position);
  if (isHorizon(reader, peekRaw(reader))) {
    noteUnterminated(reader, start, "'");
  } else {
    take(reader);
    noteSwallowedKey(reader, start);
  }
  return { kind: "text", text, quoted: true, span: spanFrom(reader, start) };
}

const singleQuotedRuns: Readonly<Record<Reader["horizon"], RegExp>> = { file: /[^']+/y, line: /[^'\n]+/y };

/** Reads `"…"`: a piece that holds its parts. */
function lexDoubleQuote(reader: Reader, start: number): Piece {
  take(reader);
  const parts = lexQuotedParts(reader, '"');
  if (isHorizon(reader, peek(reader))) {
    noteUnterminated(reader, start, '"');
  } else {
    take(reader);
    noteSwallowedKey(reader, start);
  }
  return { kind: "quoted", parts, span: spanFrom(reader, start) };
}

/** A quoted part that goes on over a line with one of our keys is one whose closing quote is missing. */
function noteSwallowedKey(reader: Reader, start: number): void {
  const quoted = reader.text.slice(start, reader.end);
  if (quoted.includes("\n")) {
    const keys = [...quoted.matchAll(/\n[ \t]*(?:export[ \t]+)?([A-Z_]+)=/g)];
    reader.unterminated ||= keys.some((match) => keyRowOf(match[1] ?? "") !== undefined);
  }
}

/** Reads what stands between double quotes, or in a fallback between double quotes, up to `closing`. */
function lexQuotedParts(reader: Reader, closing: string): Piece[] {
  const parts: Piece[] = [];
  for (let next = peek(reader); next !== closing && !isHorizon(reader, next); next = peek(reader)) {
    parts.push(lexQuotedPart(reader, closing, next));
  }
  return parts;
}

function lexQuotedPart(reader: Reader, closing: string, next: string): Piece {
  const start = reader.position;
  if (next === "$") {
    return lexDollar(reader, start, true);
  }
  if (next === "`") {
    return lexBackticks(reader, start);
  }
  if (closing === "}" && isRefusedInFallback(reader, next)) {
    // Quotes within "${NAME:-…}" mean different things in different shells.
    return refusedCharacter(reader, start);
  }
  const text = next === "\\" ? takeQuotedEscape(reader) : takeQuotedText(reader, closing, start);
  return { kind: "text", text, quoted: true, span: spanFrom(reader, start) };
}

function isRefusedInFallback(reader: Reader, next: string): boolean {
  return next === '"' || next === "'" || next === "\\" || isProcessSubstitution(reader, next);
}

function refusedCharacter(reader: Reader, start: number): Piece {
  take(reader);
  return { kind: "refused", code: "unsupported-expansion", span: spanFrom(reader, start) };
}

/** Within double quotes a backslash protects these four alone, and stays otherwise. */
function takeQuotedEscape(reader: Reader): string {
  take(reader);
  const next = peekRaw(reader);
  return next !== "" && '$`"\\'.includes(next) ? take(reader) : "\\";
}

function takeQuotedText(reader: Reader, closing: string, start: number): string {
  take(reader);
  skipRun(reader, (closing === "}" ? quotedFallbackRuns : quotedRuns)[reader.horizon]);
  return textFrom(reader, start);
}

const quotedRuns: Readonly<Record<Reader["horizon"], RegExp>> = { file: /[^"\\$`]+/y, line: /[^"\\$`\n]+/y };
const quotedFallbackRuns: typeof quotedRuns = {
  file: /[^"'\\$`}<>]+/y,
  line: /[^"'\\$`}<>\n]+/y,
};

/** Reads what begins with `$`, which stands for itself where nothing follows that it could introduce. */
function lexDollar(reader: Reader, start: number, isQuoted: boolean): Piece {
  take(reader);
  const next = peek(reader);
  if (nameStart.test(next)) {
    return { kind: "variable", name: lexName(reader), span: spanFrom(reader, start) };
  }
  if (specialParameter.test(next)) {
    return { kind: "variable", name: take(reader), span: spanFrom(reader, start) };
  }
  if (!isQuoted && (next === "'" || next === '"')) {
    return lexDollarQuote(reader, start, next);
  }
  const lexer = dollarLexers[next];
  return lexer === undefined
    ? { kind: "text", text: "$", quoted: true, span: spanFrom(reader, start) }
    : lexer(reader, start, isQuoted);
}

function lexDollarQuote(reader: Reader, start: number, quote: string): Piece {
  if (quote === "'") {
    take(reader);
    return lexAnsiQuote(reader, start);
  }
  // $"…" is translated by the message catalogue of the locale.
  const inner = lexDoubleQuote(reader, start + 1);
  return { kind: "refused", code: "unsupported-expansion", span: { start, end: inner.span.end } };
}

const dollarLexers: Readonly<Record<string, (reader: Reader, start: number, isQuoted: boolean) => Piece>> = {
  "(": lexDollarParenthesis,
  "{": lexDollarBrace,
  "[": (reader, start) => {
    take(reader);
    return refusedUnlessOpen(reader, start, brackets.square, "unsupported-expansion");
  },
};

function lexDollarParenthesis(reader: Reader, start: number): Piece {
  const form = takeHostName(reader, hostNameCall);
  if (form !== undefined) {
    return { kind: "host-name", form, span: spanFrom(reader, start) };
  }
  take(reader);
  const code = peek(reader) === "(" ? "unsupported-expansion" : "command-not-run";
  return refusedUnlessOpen(reader, start, brackets.parentheses, code);
}

function lexBackticks(reader: Reader, start: number): Piece {
  const form = takeHostName(reader, hostNameBackticks);
  if (form !== undefined) {
    return { kind: "host-name", form, span: spanFrom(reader, start) };
  }
  take(reader);
  const isClosed = skipBackticks(reader, start);
  return refusedPiece(reader, start, isClosed ? "command-not-run" : undefined);
}

function takeHostName(reader: Reader, pattern: RegExp): HostNameForm | undefined {
  const match = takeMatch(reader, pattern);
  if (match === undefined) {
    return undefined;
  }
  return match[1] === undefined ? "plain" : match[1] === "f" ? "full" : "short";
}

/** Reads `${NAME}` and `${NAME:-word}`; every other `${…}` is refused as a whole. */
function lexDollarBrace(reader: Reader, start: number, isQuoted: boolean): Piece {
  take(reader);
  const name = specialParameter.test(peek(reader)) ? take(reader) : lexName(reader);
  const next = peek(reader);
  if (next === "}" && name !== "") {
    take(reader);
    return { kind: "variable", name, span: spanFrom(reader, start) };
  }
  const isFallback = next === ":" && reader.text[reader.position + 1] === "-";
  if (!isFallback || !/^[A-Za-z_]/.test(name) || reader.depth >= deepestExpansion) {
    return refusedUnlessOpen(reader, start, brackets.braces, "unsupported-expansion");
  }
  take(reader);
  take(reader);
  return lexFallback(reader, start, { name, isQuoted });
}

function lexFallback(
  reader: Reader,
  start: number,
  { name, isQuoted }: { readonly name: string; readonly isQuoted: boolean },
): Piece {
  reader.depth += 1;
  const fallback = isQuoted ? lexQuotedParts(reader, "}") : lexPieces(reader, "fallback");
  reader.depth -= 1;
  if (isHorizon(reader, peek(reader))) {
    noteUnterminated(reader, start, "}");
  } else {
    take(reader);
  }
  const span = spanFrom(reader, start);
  const refused = firstRefused(fallback);
  return refused === undefined
    ? { kind: "variable", name, fallback, span }
    : { kind: "refused", code: refused.code, span };
}

/** What is refused in a fallback is refused whether or not the fallback is needed. */
function firstRefused(pieces: readonly Piece[]): Extract<Piece, { kind: "refused" }> | undefined {
  for (const piece of pieces) {
    const refused = piece.kind === "quoted" ? firstRefused(piece.parts) : piece;
    if (refused?.kind === "refused") {
      return refused;
    }
  }
  return undefined;
}

/** Skips brackets whose opening one has been taken; what is never closed is a finding already. */
function refusedUnlessOpen(
  reader: Reader,
  start: number,
  pair: Brackets,
  code: "command-not-run" | "unsupported-expansion",
): Piece {
  const isClosed = skipBrackets(reader, start, pair);
  return refusedPiece(reader, start, isClosed ? code : undefined);
}

function refusedPiece(
  reader: Reader,
  start: number,
  code: "command-not-run" | "unsupported-expansion" | undefined,
): Piece {
  const span = spanFrom(reader, start);
  return code === undefined
    ? { kind: "text", text: reader.text.slice(span.start, span.end), quoted: true, span }
    : { kind: "refused", code, span };
}
