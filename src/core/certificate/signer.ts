import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { KeyAlgorithm } from "../identity/identity";
import { fail, ok, type Result } from "../result";
import { contentOf, contextItems, sequenceItems, tags } from "./asn1";
import { keyIdOf } from "./extensions";
import { decodeDer, encodeDer, identifierOf, type Asn1 } from "./forge";
import { keyAlgorithmOf } from "./keyText";
import { oids } from "./oids";
import { readCertificate, type CertificateFacts } from "./read";

/** Whoever signs a certificate: a device CA with its key. */
export interface Signer {
  readonly facts: CertificateFacts;
  readonly algorithm: KeyAlgorithm;
  /** PKCS#8 `PrivateKeyInfo`, DER, unencrypted: it signs and goes nowhere else. */
  readonly privateKeyPkcs8Der: Uint8Array;
  /** The same as the TLS library holds it, for whoever signs many; see `withReadKey`. */
  readonly privateKey?: KeyObject;
  /** What the certificates carry above themselves: the CA's own certificate first, DER. */
  readonly chainDer: readonly Uint8Array[];
  /** The CA's subject as it is encoded: the issuer of what it signs (RFC 5280 §4.1.2.4). */
  readonly nameDer: Uint8Array;
  /** The CA's subjectKeyIdentifier; RFC 5280 §4.2.1.2 method 1 where it has none. */
  readonly keyId: Uint8Array;
}

/** Why a certificate and a key cannot sign. */
export interface SignerFailure {
  readonly code:
    /** No certificate, or one of an algorithm that we do not sign with. */
    | "signer-unreadable"
    /** Its basicConstraints or keyUsage do not let it sign certificates (RFC 5280 §4.2.1.3 and §4.2.1.9). */
    | "signer-not-a-ca"
    | "signer-key-mismatch";
}

/** A CA's certificate before its key is there. */
export type SignerCertificate = Omit<Signer, "privateKeyPkcs8Der" | "privateKey">;

/** Reads the certificate of a CA; its dates are not checked. */
export function signerCertificateOf(
  certificateDer: Uint8Array,
  issuersDer: readonly Uint8Array[] = [],
): Result<SignerCertificate, SignerFailure> {
  const facts = readCertificate(certificateDer);
  const fields = fieldsOf(certificateDer);
  const algorithm = facts.ok ? keyAlgorithmOf(facts.value.keyText) : undefined;
  if (!facts.ok || fields === undefined || algorithm === undefined) {
    return fail({ code: "signer-unreadable" });
  }
  const { certificateAuthority, keyUsage } = facts.value;
  if (certificateAuthority !== true || keyUsage?.includes("keyCertSign") === false) {
    return fail({ code: "signer-not-a-ca" });
  }
  return ok({ facts: facts.value, algorithm, chainDer: [certificateDer, ...issuersDer], ...fields });
}

/** Puts a CA's key to its certificate; a key of another certificate is refused. PKCS#8, DER, unencrypted. */
export function signerOf(
  certificate: SignerCertificate,
  privateKeyPkcs8Der: Uint8Array,
): Result<Signer, SignerFailure> {
  return isKeyOf(certificate.facts.publicKeySpkiDer, privateKeyPkcs8Der)
    ? ok({ ...certificate, privateKeyPkcs8Der })
    : fail({ code: "signer-key-mismatch" });
}

/** Reads the key of a signer once, for many signatures. */
export function withReadKey(signer: Signer): Signer {
  return { ...signer, privateKey: privateKeyObjectOf(signer.privateKeyPkcs8Der) };
}

/** Gives a private key (PKCS#8, DER, one that the TLS library takes) as the library holds it. */
export function privateKeyObjectOf(privateKeyPkcs8Der: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(privateKeyPkcs8Der), format: "der", type: "pkcs8" });
}

/** Tells whether a private key (PKCS#8, DER, one that the TLS library takes) belongs to a public key (SPKI, DER). */
export function isKeyOf(publicKeySpkiDer: Uint8Array, privateKeyPkcs8Der: Uint8Array): boolean {
  return Buffer.from(publicKeyOf(privateKeyPkcs8Der)).equals(publicKeySpkiDer);
}

/** The SubjectPublicKeyInfo, DER, of a private key that the TLS library takes. */
function publicKeyOf(privateKeyPkcs8Der: Uint8Array): Uint8Array {
  return createPublicKey(privateKeyObjectOf(privateKeyPkcs8Der)).export({ type: "spki", format: "der" });
}

/** Gives the subject of a certificate as it is encoded; undefined where it is no certificate of version 3. */
export function subjectNameOf(certificateDer: Uint8Array): Uint8Array | undefined {
  return fieldsOf(certificateDer)?.nameDer;
}

/** Where things stand in a TBSCertificate that has a version (RFC 5280 §4.1). */
const places = { subject: 5, publicKey: 6 } as const;

function fieldsOf(certificateDer: Uint8Array): Pick<Signer, "nameDer" | "keyId"> | undefined {
  const decoded = decodeDer(certificateDer);
  const items = sequenceItems(decoded.ok ? sequenceItems(decoded.value)?.[0] : undefined) ?? [];
  const subject = items[places.subject];
  const publicKey = items[places.publicKey];
  if (contextItems(items[0], 0) === undefined || subject === undefined || publicKey === undefined) {
    return undefined;
  }
  const extensions = items.map((item) => contextItems(item, 3)?.[0]).find((item) => item !== undefined);
  const keyId = keyIdentifierIn(sequenceItems(extensions) ?? []) ?? keyIdOf(encodeDer(publicKey));
  return { nameDer: encodeDer(subject), keyId };
}

function keyIdentifierIn(extensions: readonly Asn1[]): Uint8Array | undefined {
  const found = extensions
    .map((extension) => sequenceItems(extension) ?? [])
    .find(([type]) => identifierOf(type) === oids.subjectKeyIdentifier);
  const value = contentOf(found?.at(-1), tags.octetString);
  const decoded = value === undefined ? undefined : decodeDer(value);
  return decoded?.ok === true ? contentOf(decoded.value, tags.octetString) : undefined;
}
