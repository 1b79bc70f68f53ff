import type { Asn1 } from "./forge";

/** Universal tag numbers (X.680 §8.4). */
export const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  objectIdentifier: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  visibleString: 26,
  universalString: 28,
  bmpString: 30,
} as const;

/** Makes a SEQUENCE. */
export function sequence(...children: readonly Asn1[]): Asn1 {
  return { kind: "constructed", tagClass: "universal", tag: tags.sequence, children };
}

/** Makes a SET; DER wants its values in ascending order of their encodings. */
export function set(...children: readonly Asn1[]): Asn1 {
  return { kind: "constructed", tagClass: "universal", tag: tags.set, children };
}

/** Makes an INTEGER of unsigned big-endian bytes. */
export function integer(unsigned: Uint8Array): Asn1 {
  const firstNonZero = unsigned.findIndex((byte) => byte !== 0);
  const digits = firstNonZero < 0 ? new Uint8Array(1) : unsigned.subarray(firstNonZero);
  const isNegative = (digits[0] ?? 0) >= 0x80;
  return primitive(tags.integer, isNegative ? Buffer.concat([new Uint8Array(1), digits]) : digits);
}

/** Makes an INTEGER of a number from 0 to 2^32 − 1. */
export function smallInteger(value: number): Asn1 {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return integer(bytes);
}

/** Makes an OCTET STRING. */
export function octetString(content: Uint8Array): Asn1 {
  return primitive(tags.octetString, content);
}

/** Makes a BIT STRING whose last `unusedBits` bits do not count. */
export function bitString(bits: Uint8Array, unusedBits = 0): Asn1 {
  return primitive(tags.bitString, Buffer.concat([Uint8Array.of(unusedBits), bits]));
}

/** Makes a BOOLEAN that is true; DER leaves out the default, false. */
export function booleanTrue(): Asn1 {
  return primitive(tags.boolean, Uint8Array.of(0xff));
}

/** Makes a NULL. */
export function nullValue(): Asn1 {
  return primitive(tags.null, new Uint8Array(0));
}

/** Makes a universal primitive value of content bytes, such as a string or a time. */
export function primitive(tag: number, content: Uint8Array): Asn1 {
  return { kind: "primitive", tagClass: "universal", tag, content };
}

/** Makes a context-specific value that wraps others: EXPLICIT [tag], or IMPLICIT of a SEQUENCE or SET. */
export function context(tag: number, ...children: readonly Asn1[]): Asn1 {
  return { kind: "constructed", tagClass: "context", tag, children };
}

/** Makes a context-specific primitive value, IMPLICIT [tag]. */
export function contextPrimitive(tag: number, content: Uint8Array): Asn1 {
  return { kind: "primitive", tagClass: "context", tag, content };
}

/** Wraps a value that is DER already, header included. */
export function encoded(der: Uint8Array): Asn1 {
  return { kind: "encoded", der };
}

/** Gives the values of a SEQUENCE; undefined for anything else. */
export function sequenceItems(node: Asn1 | undefined): readonly Asn1[] | undefined {
  return childrenOf(node, "universal", tags.sequence);
}

/** Gives the values of a SET; undefined for anything else. */
export function setItems(node: Asn1 | undefined): readonly Asn1[] | undefined {
  return childrenOf(node, "universal", tags.set);
}

/** Gives the values within a context-specific constructed [tag]; undefined for anything else. */
export function contextItems(node: Asn1 | undefined, tag: number): readonly Asn1[] | undefined {
  return childrenOf(node, "context", tag);
}

/** Gives the content bytes of a universal primitive value; undefined for anything else. */
export function contentOf(node: Asn1 | undefined, tag: number): Uint8Array | undefined {
  return isPrimitive(node, "universal", tag) ? node.content : undefined;
}

/** Gives the content bytes of a context-specific primitive [tag]; undefined for anything else. */
export function contextContentOf(node: Asn1 | undefined, tag: number): Uint8Array | undefined {
  return isPrimitive(node, "context", tag) ? node.content : undefined;
}

/** Gives a BIT STRING's bytes, the last of them padded; undefined for anything else. */
export function bitsOf(node: Asn1 | undefined): Uint8Array | undefined {
  const content = contentOf(node, tags.bitString);
  return content === undefined || content.length === 0 || (content[0] ?? 0) > 7
    ? undefined
    : content.subarray(1);
}

/** Gives an INTEGER from 0 to 2^48 − 1 as a number; undefined for anything else. */
export function numberOf(node: Asn1 | undefined): number | undefined {
  const content = contentOf(node, tags.integer);
  if (content === undefined || content.length === 0 || content.length > 6 || (content[0] ?? 0) >= 0x80) {
    return undefined;
  }
  return Buffer.from(content).readUIntBE(0, content.length);
}

/** Gives a BOOLEAN; undefined for anything else. */
export function booleanOf(node: Asn1 | undefined): boolean | undefined {
  const content = contentOf(node, tags.boolean);
  return content?.length === 1 ? content[0] !== 0 : undefined;
}

/** Gives the text of any of the string types that names use; undefined for anything else. Bad bytes become U+FFFD. */
export function textOf(node: Asn1 | undefined): string | undefined {
  if (node?.kind !== "primitive" || node.tagClass !== "universal") {
    return undefined;
  }
  return textDecoders.get(node.tag)?.(Buffer.from(node.content));
}

const textDecoders: ReadonlyMap<number, (content: Buffer) => string | undefined> = new Map([
  [tags.utf8String, (content: Buffer) => content.toString("utf8")],
  [tags.printableString, (content: Buffer) => content.toString("latin1")],
  [tags.teletexString, (content: Buffer) => content.toString("latin1")],
  [tags.ia5String, (content: Buffer) => content.toString("latin1")],
  [tags.visibleString, (content: Buffer) => content.toString("latin1")],
  [tags.bmpString, (content: Buffer) => content.swap16().toString("utf16le")],
  [tags.universalString, universalText],
]);

/** A UniversalString is UTF-32BE (X.690 §8.23.7). */
function universalText(content: Buffer): string | undefined {
  if (content.length % 4 !== 0) {
    return undefined;
  }
  const points = Array.from({ length: content.length / 4 }, (_, index) => content.readUInt32BE(index * 4));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : undefined;
}

function childrenOf(
  node: Asn1 | undefined,
  tagClass: "universal" | "context",
  tag: number,
): readonly Asn1[] | undefined {
  return node?.kind === "constructed" && node.tagClass === tagClass && node.tag === tag
    ? node.children
    : undefined;
}

function isPrimitive(
  node: Asn1 | undefined,
  tagClass: "universal" | "context",
  tag: number,
): node is Extract<Asn1, { kind: "primitive" }> {
  return node?.kind === "primitive" && node.tagClass === tagClass && node.tag === tag;
}
