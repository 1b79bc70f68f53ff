import { bitsOf, contentOf, numberOf, sequenceItems, tags } from "../certificate/asn1";
import { decodeBer } from "../certificate/ber";
import { identifierOf, type Asn1 } from "../certificate/forge";
import { oids } from "../certificate/oids";
import { fail, ok, type Result } from "../result";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import type { PrivateKeyForm } from "./privateKey";

/** What a file of keys and certificates is, and what of it reading begins with. */
export type Recognised =
  | { readonly kind: "jks" | "pkcs12" | "certificate" }
  | { readonly kind: "key"; readonly form: PrivateKeyForm }
  | { readonly kind: "pem"; readonly text: string };

/** None of the formats that we know. */
export interface KeyFileUnknown {
  readonly code: "key-file-unknown";
}

/**
 * Tells by its content, never by its name, what a file is: JKS by its magic, DER by its structure, PEM by a boundary.
 * JCEKS and PKCS#7 are known and not supported; DER that breaks off is damaged.
 */
export function recognise(bytes: Uint8Array): Result<Recognised, KeyFailure | KeyFileUnknown> {
  const magic = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  if (magic === "feedfeed") {
    return ok({ kind: "jks" });
  }
  if (magic === "cececece") {
    return unsupported("JCEKS");
  }
  const isSequence = bytes[0] === 0x30;
  const decoded = isSequence ? decodeBer(bytes) : undefined;
  if (decoded?.ok === true) {
    return recogniseDer(decoded.value);
  }
  const text = textOf(bytes);
  if (text.includes("-----BEGIN ")) {
    return ok({ kind: "pem", text });
  }
  // A text may begin with the digit 0, which is the same byte, but not with a length of several bytes behind it.
  return decoded !== undefined && (bytes[1] ?? 0) >= 0x80
    ? unreadable(decoded.failure.offset)
    : fail({ code: "key-file-unknown" });
}

function recogniseDer(node: Asn1): Result<Recognised, KeyFailure | KeyFileUnknown> {
  const items = sequenceItems(node) ?? [];
  if (identifierOf(items[0]) === oids.pkcs7SignedData) {
    return unsupported("PKCS#7");
  }
  const row = shapes.find(({ fits }) => fits(items));
  return row === undefined ? fail({ code: "key-file-unknown" }) : ok(row.is);
}

interface Shape {
  readonly is: Recognised;
  readonly fits: (items: readonly Asn1[]) => boolean;
}

const shapes: readonly Shape[] = [
  // RFC 7292 §4: version, ContentInfo
  {
    is: { kind: "pkcs12" },
    fits: ([version, content]) => isInteger(version) && isContentType(sequenceItems(content)?.[0]),
  },
  // RFC 5280 §4.1: a request and a revocation list have other fields in their first part
  {
    is: { kind: "certificate" },
    fits: ([content, algorithm, signature]) =>
      isCertificateContent(sequenceItems(content) ?? []) &&
      hasIdentifier(algorithm) &&
      bitsOf(signature) !== undefined,
  },
  // RFC 5208 §5: version, algorithm, key
  {
    is: { kind: "key", form: "pkcs8" },
    fits: ([version, algorithm, key]) => isInteger(version) && hasIdentifier(algorithm) && isOctets(key),
  },
  // RFC 5208 §6: algorithm, ciphertext
  {
    is: { kind: "key", form: "encrypted-pkcs8" },
    fits: ([algorithm, ciphertext]) => hasIdentifier(algorithm) && isOctets(ciphertext),
  },
  // RFC 5915 §3: version 1, key
  { is: { kind: "key", form: "sec1" }, fits: ([version, key]) => numberOf(version) === 1 && isOctets(key) },
  // RFC 8017 appendix A.1.2: version and eight numbers
  { is: { kind: "key", form: "pkcs1" }, fits: (items) => items.length === 9 && items.every(isInteger) },
];

/** Serial, algorithm, issuer, validity, subject and key, behind a version that may be left out. */
function isCertificateContent(items: readonly Asn1[]): boolean {
  const isVersioned = !isInteger(items[0]);
  const [serial, ...sequences] = isVersioned ? items.slice(1, 7) : items.slice(0, 6);
  return (
    isInteger(serial) && sequences.length === 5 && sequences.every((one) => sequenceItems(one) !== undefined)
  );
}

function isContentType(node: Asn1 | undefined): boolean {
  const type = identifierOf(node);
  return type === oids.pkcs7Data || type === oids.pkcs7SignedData;
}

function hasIdentifier(algorithm: Asn1 | undefined): boolean {
  return identifierOf(sequenceItems(algorithm)?.[0]) !== undefined;
}

function isInteger(node: Asn1 | undefined): boolean {
  return contentOf(node, tags.integer) !== undefined;
}

function isOctets(node: Asn1 | undefined): boolean {
  return contentOf(node, tags.octetString) !== undefined;
}

/** A text as its byte order mark says, which PowerShell writes; else one character for each byte. */
function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer[0] === 0xff && buffer[1] === 0xfe ? buffer.toString("utf16le", 2) : buffer.toString("latin1");
}
