import { createPrivateKey, sign } from "node:crypto";
import type { Identity, KeyAlgorithm } from "../identity/identity";
import {
  bitString,
  bitsOf,
  context,
  encoded,
  integer,
  nullValue,
  sequence,
  sequenceItems,
  smallInteger,
} from "./asn1";
import { nameOf } from "./distinguishedName";
import { leafExtensions } from "./extensions";
import { decodeDer, encodeDer, objectIdentifier, type Asn1 } from "./forge";
import type { Issued, KeyPair } from "./issued";
import { oids } from "./oids";
import { clampedToTime, timeOf } from "./time";

/** When and how a certificate is issued. */
export interface IssueTerms {
  readonly now: Date;
  /** Whole days from `notBefore` to `notAfter`. */
  readonly validityDays: number;
  /** 16 random bytes; the first two bits become 01, so that the number is positive and always as long. */
  readonly serial: Uint8Array;
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
  const notBefore = clampedToTime(new Date(terms.now.getTime() - clockSkewMs));
  const notAfter = clampedToTime(new Date(notBefore.getTime() + terms.validityDays * dayMs));
  const { hash, identifier, parameters } = signatureRowOf(identity.algorithm);
  const algorithm = sequence(objectIdentifier(identifier), ...parameters);
  const name = nameOf(identity.subject);
  const toBeSigned = encodeDer(
    sequence(
      context(0, smallInteger(version3)),
      integer(positive(terms.serial)),
      algorithm,
      name,
      sequence(timeOf(notBefore), timeOf(notAfter)),
      name,
      encoded(keyPair.publicKeySpkiDer),
      context(3, sequence(...leafExtensions(identity, publicKeyBits(keyPair)))),
    ),
  );
  const signature = signed(hash, toBeSigned, keyPair.privateKeyPkcs8Der);
  return {
    privateKeyPkcs8Der: keyPair.privateKeyPkcs8Der,
    certificateDer: encodeDer(sequence(encoded(toBeSigned), algorithm, bitString(signature))),
    issuersDer: [],
    notBefore,
    notAfter,
  };
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

function signed(hash: SignatureRow["hash"], content: Uint8Array, privateKeyPkcs8Der: Uint8Array): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(privateKeyPkcs8Der), format: "der", type: "pkcs8" });
  return sign(hash, content, { key, dsaEncoding: "der" });
}

/** RFC 5280 §4.1.2.2: positive, at most 20 bytes. */
function positive(serial: Uint8Array): Uint8Array {
  return serial.map((byte, index) => (index === 0 ? (byte & 0x3f) | 0x40 : byte));
}

/** The BIT STRING of a SubjectPublicKeyInfo, without the count of unused bits. */
function publicKeyBits({ publicKeySpkiDer }: KeyPair): Uint8Array {
  const spki = decodeDer(publicKeySpkiDer);
  return (spki.ok ? bitsOf(sequenceItems(spki.value)?.[1]) : undefined) ?? publicKeySpkiDer;
}
