import { sign, type KeyObject } from "node:crypto";
import type { Identity, KeyAlgorithm, Subject } from "../identity/identity";
import { bitString, context, encoded, integer, nullValue, sequence, smallInteger } from "./asn1";
import { nameOf } from "./distinguishedName";
import { caExtensions, leafExtensions, publicKeyBitsOf } from "./extensions";
import { encodeDer, objectIdentifier, type Asn1 } from "./forge";
import type { Issued, KeyPair } from "./issued";
import { oids } from "./oids";
import { privateKeyObjectOf, type Signer } from "./signer";
import { clampedToTime, timeOf } from "./time";

/** When and how a certificate is issued. */
export interface IssueTerms {
  readonly now: Date;
  /** Whole days from `notBefore` to `notAfter`. */
  readonly validityDays: number;
  /** 16 random bytes; the first two bits become 01, so that the number is positive and always as long. */
  readonly serial: Uint8Array;
  /** The encoded Name to give instead of the identity's subject: a renewed certificate keeps it to the byte. */
  readonly subjectDer?: Uint8Array;
}

/**
 * Issues a version 3 certificate for an identity, signed by the key itself (RFC 5280 §4.1).
 *
 * Valid from five minutes before now, to the second, for the days of the terms. Subject and issuer in keytool's order
 * on the wire. Signed with SHA-256, for P-384 with SHA-384 and for P-521 with SHA-512: ECDSA, or RSA PKCS#1 v1.5.
 * With RSA the same arguments give the same bytes; an ECDSA signature has a random number in it.
 * The key pair must be of the identity's algorithm; that is not checked.
 */
export function issueSelfSigned(identity: Identity, keyPair: KeyPair, terms: IssueTerms): Issued {
  const name = nameFor(identity.subject, terms);
  const extensions = leafExtensions(identity, publicKeyBitsOf(keyPair.publicKeySpkiDer));
  return issued({ name, extensions, keyPair, ...validityFor(terms) }, terms, {
    nameDer: name,
    algorithm: identity.algorithm,
    ...signingKeyOf(keyPair),
    chainDer: [],
  });
}

/**
 * Issues a certificate for an identity, signed by a device CA with the hash of the CA's key: as `issueSelfSigned`, but
 * that it ends no later than the CA, and names the CA's key.
 */
export function issueSignedBy(
  signer: Signer,
  identity: Identity,
  keyPair: KeyPair,
  terms: IssueTerms,
): Issued {
  const bits = publicKeyBitsOf(keyPair.publicKeySpkiDer);
  const { notBefore, notAfter } = validityFor(terms);
  const end = new Date(Math.min(notAfter.getTime(), signer.facts.notAfter.getTime()));
  const extensions = leafExtensions(identity, bits, signer.keyId);
  const name = nameFor(identity.subject, terms);
  return issued({ name, extensions, keyPair, notBefore, notAfter: end }, terms, signer);
}

/** Issues the certificate of a device CA, signed by its own key: CA=true with path length 0 (RFC 5280 §4.2.1.9). */
export function issueCa(
  subject: Subject,
  algorithm: KeyAlgorithm,
  keyPair: KeyPair,
  terms: IssueTerms,
): Issued {
  const name = nameFor(subject, terms);
  const extensions = caExtensions(publicKeyBitsOf(keyPair.publicKeySpkiDer));
  return issued({ name, extensions, keyPair, ...validityFor(terms) }, terms, {
    nameDer: name,
    algorithm,
    ...signingKeyOf(keyPair),
    chainDer: [],
  });
}

/** What a certificate says of its holder. */
interface Holder {
  /** Name, DER. */
  readonly name: Uint8Array;
  readonly extensions: readonly Asn1[];
  readonly keyPair: KeyPair;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

type Signing = Pick<Signer, "nameDer" | "algorithm" | "privateKeyPkcs8Der" | "privateKey" | "chainDer">;

function signingKeyOf({
  privateKeyPkcs8Der,
  privateKey,
}: KeyPair): Pick<Signing, "privateKeyPkcs8Der" | "privateKey"> {
  return privateKey === undefined ? { privateKeyPkcs8Der } : { privateKeyPkcs8Der, privateKey };
}

function issued(holder: Holder, { serial }: IssueTerms, signer: Signing): Issued {
  const { keyPair, notBefore, notAfter } = holder;
  const { hash, identifier, parameters } = signatureRowOf(signer.algorithm);
  const algorithm = sequence(objectIdentifier(identifier), ...parameters);
  const toBeSigned = encodeDer(
    sequence(
      context(0, smallInteger(version3)),
      integer(positive(serial)),
      algorithm,
      encoded(signer.nameDer),
      sequence(timeOf(notBefore), timeOf(notAfter)),
      encoded(holder.name),
      encoded(keyPair.publicKeySpkiDer),
      context(3, sequence(...holder.extensions)),
    ),
  );
  const key = signer.privateKey ?? privateKeyObjectOf(signer.privateKeyPkcs8Der);
  const signature = signed(hash, toBeSigned, key);
  return {
    privateKeyPkcs8Der: keyPair.privateKeyPkcs8Der,
    certificateDer: encodeDer(sequence(encoded(toBeSigned), algorithm, bitString(signature))),
    issuersDer: signer.chainDer,
    notBefore,
    notAfter,
  };
}

function nameFor(subject: Subject, { subjectDer }: IssueTerms): Uint8Array {
  return subjectDer ?? encodeDer(nameOf(subject));
}

function validityFor({ now, validityDays }: IssueTerms): Pick<Holder, "notBefore" | "notAfter"> {
  const notBefore = clampedToTime(new Date(now.getTime() - clockSkewMs));
  return { notBefore, notAfter: clampedToTime(new Date(notBefore.getTime() + validityDays * dayMs)) };
}

/** Clocks of devices and servers are seldom exact. */
const clockSkewMs = 5 * 60_000;
const dayMs = 86_400_000;
/** Versions count from 0 (RFC 5280 §4.1.2.1). */
const version3 = 2;

interface SignatureRow {
  readonly hash: "sha256" | "sha384" | "sha512";
  readonly identifier: string;
  readonly parameters: readonly Asn1[];
}

/** RFC 5758 §3.2: ECDSA has no parameters, with a hash as wide as the curve (RFC 5480 §4). */
const ecdsaRows: Readonly<Record<"P-256" | "P-384" | "P-521", SignatureRow>> = {
  "P-256": { hash: "sha256", identifier: oids.ecdsaWithSha256, parameters: [] },
  "P-384": { hash: "sha384", identifier: oids.ecdsaWithSha384, parameters: [] },
  "P-521": { hash: "sha512", identifier: oids.ecdsaWithSha512, parameters: [] },
};

/** RFC 4055 §5: RSA has NULL. */
const rsaRow: SignatureRow = {
  hash: "sha256",
  identifier: oids.sha256WithRsa,
  parameters: [nullValue()],
};

function signatureRowOf(algorithm: KeyAlgorithm): SignatureRow {
  return algorithm.kind === "rsa" ? rsaRow : ecdsaRows[algorithm.curve];
}

function signed(hash: SignatureRow["hash"], content: Uint8Array, key: KeyObject): Uint8Array {
  return sign(hash, content, { key, dsaEncoding: "der" });
}

/** RFC 5280 §4.1.2.2: positive, at most 20 bytes. */
function positive(serial: Uint8Array): Uint8Array {
  return serial.map((byte, index) => (index === 0 ? (byte & 0x3f) | 0x40 : byte));
}
