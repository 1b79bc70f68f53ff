import type { Result } from "../result";
import { fail, ok } from "../result";

/** Why bytes are not the text of a properties file. */
export interface DecodeFailure {
  readonly code: "invalid-utf8" | "nul-character" | "file-too-large";
  /** Of the first byte that is wrong, or one too many. */
  readonly offsetBytes: number;
  /** From 1; lines end with a line feed. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** The largest properties file that is read: 1 MiB. */
export const largestProfileBytes = 1_048_576;

/** Turns the bytes of a properties file into text, strictly: UTF-8 without NUL. A byte order mark stays in the text. */
export function decodeProfile(bytes: Uint8Array): Result<string, DecodeFailure> {
  if (bytes.length > largestProfileBytes) {
    return failAt("file-too-large", bytes, largestProfileBytes);
  }
  const invalid = firstInvalid(bytes);
  const nul = bytes.indexOf(0);
  if (nul >= 0 && (invalid === undefined || nul < invalid)) {
    return failAt("nul-character", bytes, nul);
  }
  return invalid === undefined ? ok(lenientText(bytes)) : failAt("invalid-utf8", bytes, invalid);
}

function failAt(
  code: DecodeFailure["code"],
  bytes: Uint8Array,
  offsetBytes: number,
): Result<never, DecodeFailure> {
  const before = bytes.subarray(0, offsetBytes);
  const lineStart = before.lastIndexOf(0x0a) + 1;
  const line = before.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
  return fail({ code, offsetBytes, line, column: lenientText(before.subarray(lineStart)).length + 1 });
}

function lenientText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The well-formed sequences by their first byte. Source: Unicode 15, table 3-7. */
const sequences: readonly {
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
  readonly length: number;
}[] = [
  { first: [0x00, 0x7f], second: [0, 0], length: 1 },
  { first: [0xc2, 0xdf], second: [0x80, 0xbf], length: 2 },
  { first: [0xe0, 0xe0], second: [0xa0, 0xbf], length: 3 },
  { first: [0xe1, 0xec], second: [0x80, 0xbf], length: 3 },
  { first: [0xed, 0xed], second: [0x80, 0x9f], length: 3 },
  { first: [0xee, 0xef], second: [0x80, 0xbf], length: 3 },
  { first: [0xf0, 0xf0], second: [0x90, 0xbf], length: 4 },
  { first: [0xf1, 0xf3], second: [0x80, 0xbf], length: 4 },
  { first: [0xf4, 0xf4], second: [0x80, 0x8f], length: 4 },
];

/** The offset of the first byte that begins no well-formed sequence. */
function firstInvalid(bytes: Uint8Array): number | undefined {
  let offset = 0;
  while (offset < bytes.length) {
    const length = sequenceLength(bytes, offset);
    if (length === 0) {
      return offset;
    }
    offset += length;
  }
  return undefined;
}

function sequenceLength(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset] ?? 0;
  const row = sequences.find((candidate) => isWithin(first, candidate.first));
  if (row === undefined || row.length === 1) {
    return row?.length ?? 0;
  }
  const rest = [...bytes.subarray(offset + 1, offset + row.length)];
  const isWhole = rest.length === row.length - 1;
  const isGood = rest.every((byte, index) => isWithin(byte, index === 0 ? row.second : [0x80, 0xbf]));
  return isWhole && isGood ? row.length : 0;
}

function isWithin(byte: number, [low, high]: readonly [number, number]): boolean {
  return byte >= low && byte <= high;
}
