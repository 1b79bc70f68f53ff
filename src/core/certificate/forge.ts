import asn1, { type ForgeNode } from "node-forge/lib/asn1.js";
import { fail, ok, type Result } from "../result";

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
  return bytesOf(asn1.toDer(forgeNodeOf(node)).getBytes());
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
  const binary = binaryOf(der);
  try {
    const node = asn1.fromDer(binary, {
      strict: true,
      parseAllBytes: true,
      decodeBitStrings: false,
      maxDepth,
    });
    const isDer = !hasLongTag(node) && asn1.toDer(node).getBytes() === binary;
    return isDer ? ok(nodeOf(node)) : fail({ code: "asn1-not-der" });
  } catch {
    // The codec throws a plain Error, without a code, for whatever it cannot read; it does nothing but read.
    return fail({ code: "asn1-not-der" });
  }
}

/** Makes an OBJECT IDENTIFIER of dotted decimals. */
export function objectIdentifier(dotted: string): Asn1 {
  return {
    kind: "primitive",
    tagClass: "universal",
    tag: 6,
    content: bytesOf(asn1.oidToDer(dotted).getBytes()),
  };
}

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

function forgeNodeOf(node: Asn1): ForgeNode {
  if (node.kind === "encoded") {
    return forgeNodeOfDer(node.der);
  }
  const common = { tagClass: tagClassBits[node.tagClass], type: node.tag };
  if (node.kind === "constructed") {
    return { ...common, constructed: true, composed: true, value: node.children.map(forgeNodeOf) };
  }
  const value = node.tag === bmpStringTag ? charactersOf(node.content) : binaryOf(node.content);
  return { ...common, constructed: false, composed: false, value };
}

/** Passes an encoded value through: the constructed bit goes with the class, the content stays as it is. */
function forgeNodeOfDer(der: Uint8Array): ForgeNode {
  const [identifier = 0, length = 0] = der;
  const headerLength = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return {
    tagClass: identifier & 0xe0,
    type: identifier & 0x1f,
    constructed: false,
    composed: false,
    value: binaryOf(der.subarray(headerLength)),
  };
}

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

function bytesOf(binary: string): Uint8Array {
  return Buffer.from(binary, "latin1");
}

function binaryOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function charactersOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).swap16().toString("utf16le");
}
