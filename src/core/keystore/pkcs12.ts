import { createHmac, hash as digestOf } from "node:crypto";
import {
  context,
  contextPrimitive,
  nullValue,
  octetString,
  primitive,
  sequence,
  set,
  smallInteger,
  tags,
} from "../certificate/asn1";
import { encodeDer, objectIdentifier, type Asn1 } from "../certificate/forge";
import type { RandomBytes } from "../certificate/issued";
import { oids } from "../certificate/oids";
import type { Patience } from "./patience";
import { iterations, pbes2Encrypt, type Encrypted, type PasswordKey } from "./pbes2";
import { pkcs12Kdf } from "./pkcs12Kdf";

/** A private key with its certificates, under one alias. */
export interface Pkcs12Key {
  readonly alias: string;
  /** PrivateKeyInfo, DER. */
  readonly pkcs8Der: Uint8Array;
  /** The key's own certificate first, then its issuers, DER. */
  readonly chainDer: readonly Uint8Array[];
}

/** A certificate that is trusted by itself. */
export interface Pkcs12Trusted {
  readonly alias: string;
  readonly certificateDer: Uint8Array;
}

/** What goes into a PKCS#12 file. */
export interface Pkcs12Contents {
  readonly key?: Pkcs12Key;
  readonly trusted: readonly Pkcs12Trusted[];
}

/**
 * Writes a PKCS#12 file (RFC 7292) of one password, DER.
 *
 * Key and certificates under PBES2 (PBKDF2-HMAC-SHA256, 10,000 iterations, AES-256-CBC), MAC HMAC-SHA256 with the key of
 * appendix B and as many iterations: what JDK 8u301, OpenSSL 1.1 and later write and read. The alias is friendlyName;
 * localKeyId, SHA-1 of the leaf, ties key and leaf. A trusted certificate has Oracle's attribute, or Java would not
 * list it. One derived key serves both safes, each with an IV of its own.
 */
export function writePkcs12(
  contents: Pkcs12Contents,
  key: PasswordKey,
  making: Pkcs12Making,
): Promise<Uint8Array> {
  return writeSealed(contents, {
    ...making,
    password: key.password,
    macHash: "sha256",
    ...(key.mac === undefined ? {} : { macKey: key.mac }),
    encrypt: (plain) => Promise.resolve(pbes2Encrypt(plain, key, making.random)),
  });
}

/** What the making of a PKCS#12 file takes besides its contents and its password. */
export interface Pkcs12Making {
  readonly random: RandomBytes;
  /** Lets the event loop do what else there is; awaited between the slices of a derivation in JavaScript. */
  readonly pause: Patience["pause"];
}

/** How the envelopes and the MAC of a PKCS#12 file are made. */
export interface Pkcs12Seal extends Pkcs12Making {
  readonly password: string;
  readonly macHash: "sha1" | "sha256";
  /** The MAC's key, where it is derived already. */
  readonly macKey?: NonNullable<PasswordKey["mac"]>;
  /** Encrypts one envelope. */
  readonly encrypt: (plain: Uint8Array) => Promise<Encrypted>;
}

/**
 * Writes a PKCS#12 file under any seal; the certificates' safe comes first, as OpenSSL has it. One after the other, so
 * that the same random bytes give the same file.
 */
export async function writeSealed(contents: Pkcs12Contents, seal: Pkcs12Seal): Promise<Uint8Array> {
  const bags = [...chainBags(contents.key), ...contents.trusted.map(trustedBag)];
  const safes = [
    ...(bags.length === 0 ? [] : [await encryptedSafe(encodeDer(sequence(...bags)), seal)]),
    ...(contents.key === undefined ? [] : [await keySafe(contents.key, seal)]),
  ];
  const authenticatedSafe = encodeDer(sequence(...safes));
  const mac = await macData(authenticatedSafe, seal);
  return encodeDer(sequence(smallInteger(version), dataContent(authenticatedSafe), mac));
}

/** RFC 7292 §4. */
const version = 3;

/** RFC 7292 §4.2.2: the key lies in its own envelope, so the safe around it is plain. */
async function keySafe(contents: Pkcs12Key, seal: Pkcs12Seal): Promise<Asn1> {
  const { algorithm, ciphertext } = await seal.encrypt(contents.pkcs8Der);
  const bag = sequence(
    objectIdentifier(oids.pkcs8ShroudedKeyBag),
    // RFC 5208 §6: EncryptedPrivateKeyInfo.
    context(0, sequence(algorithm, octetString(ciphertext))),
    setOf(friendlyName(contents.alias), localKeyId(contents.chainDer[0])),
  );
  return dataContent(encodeDer(sequence(bag)));
}

function chainBags(key: Pkcs12Key | undefined): readonly Asn1[] {
  return (key?.chainDer ?? []).map((der, index) =>
    index === 0
      ? certificateBag(der, [friendlyName(key?.alias ?? ""), localKeyId(der)])
      : certificateBag(der, []),
  );
}

function trustedBag({ alias, certificateDer }: Pkcs12Trusted): Asn1 {
  const anyUsage = attribute(oids.trustedKeyUsage, objectIdentifier(oids.anyExtendedKeyUsage));
  return certificateBag(certificateDer, [friendlyName(alias), anyUsage]);
}

/** RFC 7292 §4.2.3. */
function certificateBag(der: Uint8Array, attributes: readonly Asn1[]): Asn1 {
  const certificate = sequence(objectIdentifier(oids.x509Certificate), context(0, octetString(der)));
  return sequence(
    objectIdentifier(oids.certificateBag),
    context(0, certificate),
    ...(attributes.length === 0 ? [] : [setOf(...attributes)]),
  );
}

function friendlyName(alias: string): Asn1 {
  return attribute(oids.friendlyName, primitive(tags.bmpString, Buffer.from(alias, "utf16le").swap16()));
}

function localKeyId(leafDer: Uint8Array = new Uint8Array(0)): Asn1 {
  return attribute(oids.localKeyId, octetString(digestOf("sha1", leafDer, "buffer")));
}

function attribute(identifier: string, value: Asn1): Asn1 {
  return sequence(objectIdentifier(identifier), set(value));
}

/** X.690 §11.6: a SET OF in DER is in ascending order of its values' encodings. */
function setOf(...values: readonly Asn1[]): Asn1 {
  const encodings = values.map(encodeDer).sort((one, other) => Buffer.compare(one, other));
  return set(...encodings.map((der): Asn1 => ({ kind: "encoded", der })));
}

/** RFC 2315 §8: ContentInfo of type data. */
function dataContent(content: Uint8Array): Asn1 {
  return sequence(objectIdentifier(oids.pkcs7Data), context(0, octetString(content)));
}

/** RFC 2315 §13: ContentInfo of type encryptedData, version 0. */
async function encryptedSafe(content: Uint8Array, seal: Pkcs12Seal): Promise<Asn1> {
  const { algorithm, ciphertext } = await seal.encrypt(content);
  const encryptedContent = sequence(
    objectIdentifier(oids.pkcs7Data),
    algorithm,
    contextPrimitive(0, ciphertext),
  );
  return sequence(
    objectIdentifier(oids.pkcs7EncryptedData),
    context(0, sequence(smallInteger(0), encryptedContent)),
  );
}

/** RFC 7292 §5.1: the MAC is over the content of the authenticated safe's OCTET STRING. */
async function macData(authenticatedSafe: Uint8Array, seal: Pkcs12Seal): Promise<Asn1> {
  const { macHash } = seal;
  const { identifier } = macRows[macHash];
  const { salt, key } = seal.macKey ?? (await macKeyOf(macHash, seal.password, seal));
  const mac = createHmac(macHash, key).update(authenticatedSafe).digest();
  return sequence(
    sequence(sequence(objectIdentifier(identifier), nullValue()), octetString(mac)),
    octetString(salt),
    smallInteger(iterations),
  );
}

/** Derives the key of a MAC from the password and 20 random bytes of salt. */
export async function macKeyOf(
  hash: Pkcs12Seal["macHash"],
  password: string,
  { random, pause }: Pkcs12Making,
): Promise<NonNullable<PasswordKey["mac"]>> {
  const salt = random(20);
  const { lengthBytes } = macRows[hash];
  const derivation = { hash, password, salt, iterations, purpose: "mac", lengthBytes } as const;
  return { salt, key: await pkcs12Kdf(derivation, pause) };
}

const macRows = {
  sha1: { identifier: oids.sha1, lengthBytes: 20 },
  sha256: { identifier: oids.sha256, lengthBytes: 32 },
} as const;
