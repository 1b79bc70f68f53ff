import { fail, ok, type Result } from "../result";
import { tags } from "./asn1";
import type { Asn1, TagClass } from "./forge";

/** How much is looked at before giving up. */
export interface BerLimits {
  readonly maxBytes: number;
  /** Levels of values within values. */
  readonly maxDepth: number;
  /** Values in all: two bytes can be one, and each takes a hundred times as much memory. */
  readonly maxValues: number;
}

/** Why bytes are not one BER value within the limits; `offset` is where, in bytes from the start. */
export interface BerFailure {
  readonly code: "ber-malformed" | "ber-too-large" | "ber-too-deep";
  readonly offset: number;
}

/**
 * Decodes exactly one BER value (X.690 §8), as writers of PKCS#12 other than ours make them: indefinite and padded
 * lengths, OCTET STRINGs in pieces, which come out whole. DER is BER too. Tag numbers go to 30.
 * Every length is held against what is left before it is used. Content is a view of `bytes`, except where it came in
 * pieces. A string of 16-bit characters of half a character is refused.
 */
export function decodeBer(bytes: Uint8Array, limits: Partial<BerLimits> = {}): Result<Asn1, BerFailure> {
  const { maxBytes, maxDepth, maxValues } = { ...defaultLimits, ...limits };
  if (bytes.length > maxBytes) {
    return fail({ code: "ber-too-large", offset: maxBytes });
  }
  const cursor: Cursor = { bytes, offset: 0, valuesLeft: maxValues, failure: undefined };
  const node = takeValue(cursor, bytes.length, maxDepth);
  if (node === undefined) {
    return fail(cursor.failure ?? { code: "ber-malformed", offset: cursor.offset });
  }
  return cursor.offset === bytes.length ? ok(node) : fail({ code: "ber-malformed", offset: cursor.offset });
}

/** Far above any keystore of people; what it holds is a few hundred certificates. */
const defaultLimits: BerLimits = { maxBytes: 4 * 1024 * 1024, maxDepth: 32, maxValues: 100_000 };

const tagClasses: readonly TagClass[] = ["universal", "application", "context", "private"];

interface Cursor {
  readonly bytes: Uint8Array;
  offset: number;
  valuesLeft: number;
  failure: BerFailure | undefined;
}

interface Header {
  readonly tagClass: TagClass;
  readonly isConstructed: boolean;
  readonly tag: number;
  /** Where the content ends; undefined for an indefinite length. */
  readonly end: number | undefined;
}

function takeValue(cursor: Cursor, end: number, depthLeft: number): Asn1 | undefined {
  const start = cursor.offset;
  if (depthLeft <= 0 || cursor.valuesLeft <= 0) {
    refuse(cursor, depthLeft <= 0 ? "ber-too-deep" : "ber-too-large", start);
    return undefined;
  }
  cursor.valuesLeft -= 1;
  const header = takeHeader(cursor, end);
  if (header === undefined) {
    return undefined;
  }
  if (!header.isConstructed) {
    return takePrimitive(cursor, header, start);
  }
  const children =
    header.end === undefined
      ? takeUntilEndMark(cursor, end, depthLeft - 1)
      : takeUntil(cursor, header.end, depthLeft - 1);
  return children === undefined ? undefined : joined(cursor, header, children, start);
}

/** X.690 §8.1.2 and §8.1.3. */
function takeHeader(cursor: Cursor, end: number): Header | undefined {
  const start = cursor.offset;
  const identifier = takeByte(cursor, end);
  const first = takeByte(cursor, end);
  if (identifier === undefined || first === undefined || (identifier & 0x1f) === 0x1f) {
    refuse(cursor, "ber-malformed", start);
    return undefined;
  }
  const isConstructed = (identifier & 0x20) !== 0;
  const common = {
    tagClass: tagClasses[identifier >> 6] ?? "universal",
    isConstructed,
    tag: identifier & 0x1f,
  };
  if (first === 0x80 && isConstructed) {
    return { ...common, end: undefined };
  }
  const length = first < 0x80 ? first : takeLength(cursor, end, first & 0x7f);
  if (length === undefined || length > end - cursor.offset) {
    refuse(cursor, "ber-malformed", start + 1);
    return undefined;
  }
  return { ...common, end: cursor.offset + length };
}

/** A primitive value may not be of indefinite length; lengths of more than four bytes are beyond anything here. */
function takeLength(cursor: Cursor, end: number, count: number): number | undefined {
  if (count === 0 || count > 4 || count > end - cursor.offset) {
    return undefined;
  }
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    length = length * 256 + (cursor.bytes[cursor.offset + index] ?? 0);
  }
  cursor.offset += count;
  return length;
}

function takePrimitive(cursor: Cursor, header: Header, start: number): Asn1 | undefined {
  const { tagClass, tag, end = cursor.offset } = header;
  const content = cursor.bytes.subarray(cursor.offset, end);
  if (tag === tags.bmpString && content.length % 2 !== 0) {
    refuse(cursor, "ber-malformed", start);
    return undefined;
  }
  cursor.offset = end;
  return { kind: "primitive", tagClass, tag, content };
}

function takeUntil(cursor: Cursor, end: number, depthLeft: number): readonly Asn1[] | undefined {
  const children: Asn1[] = [];
  while (cursor.offset < end) {
    const child = takeValue(cursor, end, depthLeft);
    if (child === undefined) {
      return undefined;
    }
    children.push(child);
  }
  return children;
}

/** X.690 §8.1.5: two zero bytes end an indefinite length. */
function takeUntilEndMark(cursor: Cursor, end: number, depthLeft: number): readonly Asn1[] | undefined {
  const children: Asn1[] = [];
  while (!(cursor.bytes[cursor.offset] === 0 && cursor.bytes[cursor.offset + 1] === 0)) {
    const child = takeValue(cursor, end, depthLeft);
    if (child === undefined) {
      return undefined;
    }
    children.push(child);
  }
  if (end - cursor.offset < 2) {
    refuse(cursor, "ber-malformed", cursor.offset);
    return undefined;
  }
  cursor.offset += 2;
  return children;
}

/** X.690 §8.7.3: an OCTET STRING may come in pieces. */
function joined(
  cursor: Cursor,
  { tagClass, tag }: Header,
  children: readonly Asn1[],
  start: number,
): Asn1 | undefined {
  if (tagClass !== "universal" || tag !== tags.octetString) {
    return { kind: "constructed", tagClass, tag, children };
  }
  const pieces = children.flatMap((child) =>
    child.kind === "primitive" && child.tagClass === "universal" && child.tag === tags.octetString
      ? [child.content]
      : [],
  );
  if (pieces.length !== children.length) {
    refuse(cursor, "ber-malformed", start);
    return undefined;
  }
  return { kind: "primitive", tagClass, tag, content: Buffer.concat(pieces) };
}

function takeByte(cursor: Cursor, end: number): number | undefined {
  if (cursor.offset >= end) {
    return undefined;
  }
  cursor.offset += 1;
  return cursor.bytes[cursor.offset - 1];
}

/** Notes why reading ends here. */
function refuse(cursor: Cursor, code: BerFailure["code"], offset: number): void {
  cursor.failure = { code, offset };
}
