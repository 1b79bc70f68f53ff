import asn1, { type ForgeNode } from "node-forge/lib/asn1.js";
import { fail, ok, type Result } from "../result";
import { oids } from "./oids";

/** The class of a tag (X.690 §8.1.2.2). */
export type TagClass = "universal" | "application" | "context" | "private";

/** One ASN.1 value. Tag numbers are 0 to 30; `encoded` holds one value that is DER already, header included. */
export type Asn1 =
  | {
      readonly kind: "constructed";
      readonly tagClass: TagClass;
      readonly tag: number;
      readonly children: readonly Asn1[];
    }
  | {
      readonly kind: "primitive";
      readonly tagClass: TagClass;
      readonly tag: number;
      readonly content: Uint8Array;
    }
  | { readonly kind: "encoded"; readonly der: Uint8Array };

/** Why bytes are not one DER value within the limits. */
export interface Asn1Failure {
  readonly code: "asn1-too-large" | "asn1-not-der";
}

/** Encodes a value as DER (X.690 §10); the order within a SET is the caller's. */
export function encodeDer(node: Asn1): Uint8Array {
  const parts: Uint8Array[] = [];
  return Buffer.concat(parts, gatherDer(node, parts));
}

/** Gathers the parts of an encoding in their order, and gives the bytes that they have in all. */
function gatherDer(node: Asn1, parts: Uint8Array[]): number {
  if (node.kind === "encoded") {
    parts.push(node.der);
    return node.der.length;
  }
  const place = parts.push(noBytes) - 1;
  let contentBytes = 0;
  if (node.kind === "constructed") {
    for (const child of node.children) {
      contentBytes += gatherDer(child, parts);
    }
  } else {
    parts.push(node.content);
    contentBytes = node.content.length;
  }
  const header = headerOf(node, contentBytes);
  parts[place] = header;
  return header.length + contentBytes;
}

const noBytes = new Uint8Array(0);
const constructedBit = 0x20;

/** X.690 §8.1.2 and §10.1: one byte for class, form and number; the length in as few bytes as can be. */
function headerOf(
  { kind, tagClass, tag }: Exclude<Asn1, { kind: "encoded" }>,
  lengthBytes: number,
): Uint8Array {
  const identifier = tagClassBits[tagClass] | (kind === "constructed" ? constructedBit : 0) | tag;
  if (lengthBytes < 0x80) {
    return Uint8Array.of(identifier, lengthBytes);
  }
  const length: number[] = [];
  for (let rest = lengthBytes; rest > 0; rest = Math.floor(rest / 0x100)) {
    length.unshift(rest & 0xff);
  }
  return Uint8Array.of(identifier, 0x80 | length.length, ...length);
}

/**
 * Decodes exactly one DER value: no trailing bytes, no indefinite or padded lengths, tag numbers to 30, at most
 * `maxDepth` levels.
 * Whatever would not be encoded the same way again is refused, so `encodeDer` of any part gives its bytes back.
 * What a BIT STRING or OCTET STRING holds is left as bytes.
 */
export function decodeDer(
  der: Uint8Array,
  { maxBytes, maxDepth } = defaultLimits,
): Result<Asn1, Asn1Failure> {
  if (der.length > maxBytes) {
    return fail({ code: "asn1-too-large" });
  }
  try {
    const node = asn1.fromDer(binaryOf(der), {
      strict: true,
      parseAllBytes: true,
      decodeBitStrings: false,
      maxDepth,
    });
    const value = hasLongTag(node) || hasPaddedInteger(node) ? undefined : nodeOf(node);
    return value !== undefined && Buffer.compare(encodeDer(value), der) === 0
      ? ok(value)
      : fail({ code: "asn1-not-der" });
  } catch {
    // The codec throws a plain Error, without a code, for whatever it cannot read; it does nothing but read.
    return fail({ code: "asn1-not-der" });
  }
}

/** Makes an OBJECT IDENTIFIER of dotted decimals; those that we write are encoded once. */
export function objectIdentifier(dotted: string): Asn1 {
  return written.get(dotted) ?? encodedIdentifier(dotted);
}

function encodedIdentifier(dotted: string): Asn1 {
  return {
    kind: "primitive",
    tagClass: "universal",
    tag: 6,
    content: bytesOf(asn1.oidToDer(dotted).getBytes()),
  };
}

const written: ReadonlyMap<string, Asn1> = new Map(
  Object.values(oids).map((dotted) => [dotted, encodedIdentifier(dotted)]),
);

/** Gives the dotted decimals of an OBJECT IDENTIFIER; undefined for any other value or a malformed one. */
export function identifierOf(node: Asn1 | undefined): string | undefined {
  if (node?.kind !== "primitive" || node.tagClass !== "universal" || node.tag !== 6) {
    return undefined;
  }
  const binary = binaryOf(node.content);
  try {
    const dotted = asn1.derToOid(binary);
    return asn1.oidToDer(dotted).getBytes() === binary ? dotted : undefined;
  } catch {
    // As in decodeDer: the codec's only way to say "malformed", here for components beyond 2^53.
    return undefined;
  }
}

/** Far above any certificate or key, low enough to stay quick on hostile input. */
const defaultLimits = { maxBytes: 256 * 1024, maxDepth: 32 };

const tagClassBits: Readonly<Record<TagClass, number>> = {
  universal: 0x00,
  application: 0x40,
  context: 0x80,
  private: 0xc0,
};
const tagClasses: readonly TagClass[] = ["universal", "application", "context", "private"];

/** The codec reads any type 30 as a text of 16-bit characters, whatever its class. */
const bmpStringTag = 30;

function nodeOf({ tagClass: classBits, type: tag, value }: ForgeNode): Asn1 {
  const tagClass = tagClasses[classBits >> 6] ?? "universal";
  if (typeof value !== "string") {
    return { kind: "constructed", tagClass, tag, children: value.map(nodeOf) };
  }
  const content = tag === bmpStringTag ? Buffer.from(value, "utf16le").swap16() : bytesOf(value);
  return { kind: "primitive", tagClass, tag, content };
}

/** Number 31 says that the tag goes on in more bytes (X.690 §8.1.2.4), which the codec takes for the length. */
function hasLongTag({ type, value }: ForgeNode): boolean {
  return type === 31 || (typeof value !== "string" && value.some(hasLongTag));
}

/** X.690 §8.3.2: the first nine bits of an INTEGER are not all alike. */
function hasPaddedInteger({ tagClass, type, value }: ForgeNode): boolean {
  if (typeof value !== "string") {
    return value.some(hasPaddedInteger);
  }
  const [first, second] = [value.charCodeAt(0), value.charCodeAt(1)];
  const isInteger = tagClass === tagClassBits.universal && type === 2 && value.length > 1;
  return isInteger && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
}

function bytesOf(binary: string): Uint8Array {
  return Buffer.from(binary, "latin1");
}

function binaryOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
