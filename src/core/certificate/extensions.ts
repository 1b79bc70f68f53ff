import { hash as digestOf } from "node:crypto";
import type { AlternativeName, Identity } from "../identity/identity";
import {
  bitString,
  bitsOf,
  booleanOf,
  booleanTrue,
  contentOf,
  contextPrimitive,
  octetString,
  sequence,
  sequenceItems,
  smallInteger,
  tags,
} from "./asn1";
import { decodeBer } from "./ber";
import { decodeDer, encodeDer, identifierOf, objectIdentifier, type Asn1 } from "./forge";
import { generalNameOf, readGeneralName } from "./generalNames";
import { oids, purposeNames } from "./oids";

/** What the extensions of a certificate say; absent where the extension is not there. */
export interface ExtensionFacts {
  readonly names: readonly AlternativeName[];
  readonly certificateAuthority?: boolean;
  /** RFC 5280 §4.2.1.3 names, in bit order. */
  readonly keyUsage?: readonly string[];
  /** `serverAuth`, `clientAuth`, `anyExtendedKeyUsage`, …; dotted decimals where we have no name. */
  readonly extendedKeyUsage?: readonly string[];
}

/**
 * Makes the extensions of a leaf. The client gets digitalSignature (with RSA keyEncipherment too) and clientAuth, the
 * server the same with serverAuth and its names. The authorityKeyIdentifier names the issuer's key, or where there is
 * none the own, which RFC 5280 §4.2.1.1 leaves to us: among anchors of one subject, as devices made on one machine have
 * it, OpenSSL finds the right one by it.
 */
export function leafExtensions(
  identity: Identity,
  publicKeyBits: Uint8Array,
  issuerKeyId = hashOf(publicKeyBits),
): readonly Asn1[] {
  const isRsa = identity.algorithm.kind === "rsa";
  const purpose = identity.side === "server" ? oids.serverAuth : oids.clientAuth;
  const names = identity.names.map(generalNameOf);
  return [
    critical(oids.basicConstraints, sequence()),
    // Named bits from the left: digitalSignature is bit 0, keyEncipherment bit 2 (RFC 5280 §4.2.1.3).
    critical(oids.keyUsage, isRsa ? bitString(Uint8Array.of(0xa0), 5) : bitString(Uint8Array.of(0x80), 7)),
    extension(oids.extendedKeyUsage, sequence(objectIdentifier(purpose))),
    ...keyIdentifiers(hashOf(publicKeyBits), issuerKeyId),
    ...(names.length === 0 ? [] : [extension(oids.subjectAlternativeName, sequence(...names))]),
  ];
}

/** Makes the extensions of a device CA: it signs leaves and lists of revoked ones, and no further CA. */
export function caExtensions(publicKeyBits: Uint8Array): readonly Asn1[] {
  const keyId = hashOf(publicKeyBits);
  return [
    critical(oids.basicConstraints, sequence(booleanTrue(), smallInteger(0))),
    // keyCertSign is bit 5, cRLSign bit 6.
    critical(oids.keyUsage, bitString(Uint8Array.of(0x06), 1)),
    ...keyIdentifiers(keyId, keyId),
  ];
}

/** Gives the key identifier of a SubjectPublicKeyInfo, DER: RFC 5280 §4.2.1.2, method 1. */
export function keyIdOf(publicKeySpkiDer: Uint8Array): Uint8Array {
  return hashOf(publicKeyBitsOf(publicKeySpkiDer));
}

/** Gives the BIT STRING of a SubjectPublicKeyInfo, without the count of unused bits. */
export function publicKeyBitsOf(publicKeySpkiDer: Uint8Array): Uint8Array {
  const spki = decodeBer(publicKeySpkiDer);
  return (spki.ok ? bitsOf(sequenceItems(spki.value)?.[1]) : undefined) ?? publicKeySpkiDer;
}

function hashOf(publicKeyBits: Uint8Array): Uint8Array {
  return digestOf("sha1", publicKeyBits, "buffer");
}

function keyIdentifiers(own: Uint8Array, issuers: Uint8Array): readonly Asn1[] {
  return [
    extension(oids.subjectKeyIdentifier, octetString(own)),
    extension(oids.authorityKeyIdentifier, sequence(contextPrimitive(0, issuers))),
  ];
}

/** Reads the Extensions of a certificate; undefined where they, or one that we know, are malformed or there twice. */
export function readExtensions(node: Asn1 | undefined): ExtensionFacts | undefined {
  const extensions = sequenceItems(node)?.map(readExtension);
  if (extensions?.every((one) => one !== undefined) !== true) {
    return undefined;
  }
  const values = new Map(extensions.map(({ identifier, value }) => [identifier, value]));
  if (values.size !== extensions.length) {
    return undefined;
  }
  const facts = readers.map(({ identifier, read }) =>
    values.has(identifier) ? read(values.get(identifier)) : {},
  );
  return facts.reduce<ExtensionFacts | undefined>(
    (whole, part) => (whole === undefined || part === undefined ? undefined : { ...whole, ...part }),
    { names: [] },
  );
}

/** Names of the bits of KeyUsage, from the left (RFC 5280 §4.2.1.3). */
const keyUsageNames = [
  "digitalSignature",
  "contentCommitment",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];

type Reader = (value: Asn1 | undefined) => Partial<ExtensionFacts> | undefined;

const readers: readonly { readonly identifier: string; readonly read: Reader }[] = [
  { identifier: oids.subjectAlternativeName, read: readNames },
  { identifier: oids.basicConstraints, read: readBasicConstraints },
  { identifier: oids.keyUsage, read: readKeyUsage },
  { identifier: oids.extendedKeyUsage, read: readPurposes },
];

function readNames(value: Asn1 | undefined): Partial<ExtensionFacts> | undefined {
  const names = sequenceItems(value)?.map(readGeneralName);
  return names === undefined ? undefined : { names: names.filter((name) => name !== undefined) };
}

function readBasicConstraints(value: Asn1 | undefined): Partial<ExtensionFacts> | undefined {
  const items = sequenceItems(value);
  return items === undefined ? undefined : { certificateAuthority: booleanOf(items[0]) ?? false };
}

function readKeyUsage(value: Asn1 | undefined): Partial<ExtensionFacts> | undefined {
  const bits = bitsOf(value);
  return bits === undefined
    ? undefined
    : { keyUsage: keyUsageNames.filter((_, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) };
}

function readPurposes(value: Asn1 | undefined): Partial<ExtensionFacts> | undefined {
  const purposes = sequenceItems(value)?.map(identifierOf);
  return purposes?.every((purpose) => purpose !== undefined) === true
    ? { extendedKeyUsage: purposes.map((purpose) => purposeNames.get(purpose) ?? purpose) }
    : undefined;
}

/** Takes an extension apart; a value that is not DER is left undefined, for its reader to refuse. */
function readExtension(
  node: Asn1,
): { readonly identifier: string; readonly value: Asn1 | undefined } | undefined {
  const [type, ...rest] = sequenceItems(node) ?? [];
  const identifier = identifierOf(type);
  const value = contentOf(rest.at(-1), tags.octetString);
  const hasFlag = rest.length === 2 && booleanOf(rest[0]) !== undefined;
  if (identifier === undefined || value === undefined || (rest.length !== 1 && !hasFlag)) {
    return undefined;
  }
  const decoded = decodeDer(value);
  return { identifier, value: decoded.ok ? decoded.value : undefined };
}

function critical(identifier: string, value: Asn1): Asn1 {
  return sequence(objectIdentifier(identifier), booleanTrue(), octetString(encodeDer(value)));
}

function extension(identifier: string, value: Asn1): Asn1 {
  return sequence(objectIdentifier(identifier), octetString(encodeDer(value)));
}
