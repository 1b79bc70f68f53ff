import type { Reader } from "./reader";
import { isHorizon, noteUnterminated, peekRaw, spanFrom, take, takeMatch } from "./reader";
import type { Piece } from "./word";

/** Escapes of one letter in `$'…'`. Source: bash 5.2, lib/sh/strtrans.c. */
const letterEscapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1B",
  E: "\x1B",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "?": "?",
};

/** Escapes that give one byte: octal and hexadecimal. */
const byteEscape = /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2}))/y;

/** Escapes that give one code point. */
const codePointEscape = /\\(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))/y;

/** `\cx`, for the characters whose result is the same in every bash. */
const controlEscape = /\\c([A-Za-z[\]^_?])/y;

/**
 * Reads the rest of `$'…'`, whose `$'` has been taken and began at `start`.
 * Refused are escapes that give NUL, bytes that are no UTF-8, and code points above ASCII, which bash writes in the
 * locale's encoding or not at all.
 */
export function lexAnsiQuote(reader: Reader, start: number): Piece {
  const text: string[] = [];
  let isRefused = false;
  for (let next = peekRaw(reader); next !== "'"; next = peekRaw(reader)) {
    if (isHorizon(reader, next)) {
      noteUnterminated(reader, start, "'");
      return { kind: "text", text: text.join(""), quoted: true, span: spanFrom(reader, start) };
    }
    const part = next === "\\" ? takeEscape(reader) : take(reader);
    isRefused ||= part === undefined;
    text.push(part ?? "");
  }
  take(reader);
  const span = spanFrom(reader, start);
  return isRefused
    ? { kind: "refused", code: "unsupported-expansion", span }
    : { kind: "text", text: text.join(""), quoted: true, span };
}

/** Takes one escape, or a run of byte escapes, and gives its text; undefined where it is refused. */
function takeEscape(reader: Reader): string | undefined {
  const bytes = takeBytes(reader);
  if (bytes.length > 0) {
    return textOfBytes(bytes);
  }
  const codePoint = firstGroup(takeMatch(reader, codePointEscape));
  if (codePoint !== undefined) {
    return asciiOf(Number.parseInt(codePoint, 16));
  }
  const control = firstGroup(takeMatch(reader, controlEscape));
  if (control !== undefined) {
    return control === "?" ? "\x7F" : String.fromCharCode(control.charCodeAt(0) & 0x1f);
  }
  take(reader);
  return takePlainEscape(reader);
}

/** Takes what follows a backslash that begins no number; an unknown escape keeps its backslash. */
function takePlainEscape(reader: Reader): string | undefined {
  const next = peekRaw(reader);
  if (isHorizon(reader, next)) {
    return "\\";
  }
  const isOpenForm = next === "c" || reader.text.startsWith("x{", reader.position);
  take(reader);
  return isOpenForm ? undefined : (letterEscapes[next] ?? `\\${next}`);
}

function takeBytes(reader: Reader): number[] {
  const bytes: number[] = [];
  for (let match = takeByte(reader); match !== undefined; match = takeByte(reader)) {
    bytes.push(match);
  }
  return bytes;
}

function takeByte(reader: Reader): number | undefined {
  const match = takeMatch(reader, byteEscape);
  if (match === undefined) {
    return undefined;
  }
  return (match[1] === undefined ? Number.parseInt(match[2] ?? "", 16) : Number.parseInt(match[1], 8)) & 0xff;
}

function firstGroup(match: RegExpExecArray | undefined): string | undefined {
  return match?.[1] ?? match?.[2];
}

function textOfBytes(bytes: readonly number[]): string | undefined {
  if (bytes.includes(0)) {
    return undefined;
  }
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  return text.includes("\uFFFD") ? undefined : text;
}

function asciiOf(codePoint: number): string | undefined {
  return codePoint > 0 && codePoint < 0x80 ? String.fromCharCode(codePoint) : undefined;
}
