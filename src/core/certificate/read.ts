import { createHash } from "node:crypto";
import type { AlternativeName, Subject } from "../identity/identity";
import { fail, ok, type Result } from "../result";
import { contentOf, contextItems, sequenceItems, tags } from "./asn1";
import { readName } from "./distinguishedName";
import { readExtensions, type ExtensionFacts } from "./extensions";
import { decodeDer, encodeDer, identifierOf, type Asn1 } from "./forge";
import { keyTextOf } from "./keyText";
import { signatureNames } from "./oids";
import { dateOf } from "./time";

/** What a certificate says of itself. Nothing of it is verified. */
export interface CertificateFacts {
  /** The first value of each known attribute; `commonName` is empty where there is none. */
  readonly subject: Subject;
  /** As `subject`, of who issued it. */
  readonly issuer: Subject;
  /** RFC 4514 text: `CN=…, OU=…, O=…, L=…, ST=…, C=…` for ours. */
  readonly subjectText: string;
  readonly issuerText: string;
  /** Upper case, two digits for each byte, no colons. */
  readonly serialHex: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the DER, upper-case hex with colons. */
  readonly fingerprint256: string;
  /** Subject alternative names of the kinds that we write; addresses as RFC 5952 text. */
  readonly names: readonly AlternativeName[];
  /** Whether subject and issuer are the same bytes. */
  readonly isSelfIssued: boolean;
  /** Of basicConstraints; absent where the extension is. */
  readonly certificateAuthority?: boolean;
  /** RFC 5280 §4.2.1.3 names; absent where the extension is. */
  readonly keyUsage?: readonly string[];
  /** `serverAuth`, `clientAuth`, `anyExtendedKeyUsage`, … or dotted decimals; absent where the extension is. */
  readonly extendedKeyUsage?: readonly string[];
  /** `EC P-256`, `RSA 2048`, `Ed25519`; dotted decimals where we have no name. */
  readonly keyText: string;
  /** `ECDSA with SHA-256`, `RSA with SHA-1`; dotted decimals where we have no name. */
  readonly signatureText: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeySpkiDer: Uint8Array;
}

/** The bytes are not an X.509 certificate; `reason` says which part is not as RFC 5280 has it. */
export interface CertificateUnreadable {
  readonly code: "certificate-unreadable";
  readonly reason:
    | "too-large"
    | "not-der"
    | "not-a-certificate"
    | "serial"
    | "names"
    | "validity"
    | "public-key"
    | "signature-algorithm"
    | "extensions";
}

/** Reads the facts of one certificate from its DER, by our own walk: both TLS libraries give the same answer. */
export function readCertificate(der: Uint8Array): Result<CertificateFacts, CertificateUnreadable> {
  const decoded = decodeDer(der);
  if (!decoded.ok) {
    return refuse(decoded.failure.code === "asn1-too-large" ? "too-large" : "not-der");
  }
  const fields = fieldsOf(decoded.value);
  if (fields === undefined) {
    return refuse("not-a-certificate");
  }
  const parts = partsOf(fields);
  return parts.ok ? ok({ ...parts.value, fingerprint256: fingerprint256Of(der) }) : parts;
}

/** Gives the SHA-256 of a certificate as upper-case hex with colons, as `openssl x509 -fingerprint` prints it. */
export function fingerprint256Of(der: Uint8Array): string {
  const hex = createHash("sha256").update(der).digest("hex").toUpperCase();
  return (hex.match(/../g) ?? []).join(":");
}

/** The fields of TBSCertificate and of what is around it (RFC 5280 §4.1), not looked into yet. */
interface Fields {
  readonly serial: Asn1 | undefined;
  readonly issuer: Asn1 | undefined;
  readonly validity: Asn1 | undefined;
  readonly subject: Asn1 | undefined;
  readonly publicKey: Asn1 | undefined;
  readonly extensions: Asn1 | undefined;
  readonly signatureAlgorithm: Asn1 | undefined;
}

function fieldsOf(certificate: Asn1): Fields | undefined {
  const [toBeSigned, signatureAlgorithm, signature, ...others] = sequenceItems(certificate) ?? [];
  const items = sequenceItems(toBeSigned);
  if (
    items === undefined ||
    others.length > 0 ||
    contentOf(signature, tags.bitString) === undefined ||
    items.length > 10
  ) {
    return undefined;
  }
  // Version 1 leaves the version out.
  const isVersioned = contextItems(items[0], 0) !== undefined;
  const [serial, , issuer, validity, subject, publicKey, ...optional] = isVersioned ? items.slice(1) : items;
  const extensions = optional
    .map((item) => contextItems(item, 3))
    .find((wrapped) => wrapped !== undefined)?.[0];
  return { serial, issuer, validity, subject, publicKey, extensions, signatureAlgorithm };
}

type Names = Pick<CertificateFacts, "subject" | "issuer" | "subjectText" | "issuerText" | "isSelfIssued">;
type Validity = Pick<CertificateFacts, "notBefore" | "notAfter">;
type Content = Pick<CertificateFacts, "keyText" | "signatureText" | "publicKeySpkiDer"> & ExtensionFacts;
type Parts = Names & Validity & Content & Pick<CertificateFacts, "serialHex">;

function partsOf(fields: Fields): Result<Parts, CertificateUnreadable> {
  const serial = contentOf(fields.serial, tags.integer);
  if (serial === undefined || serial.length === 0) {
    return refuse("serial");
  }
  const names = namesOf(fields);
  if (names === undefined) {
    return refuse("names");
  }
  const validity = validityOf(fields.validity);
  if (validity === undefined) {
    return refuse("validity");
  }
  const content = readContent(fields);
  return content.ok
    ? ok({ ...names, ...validity, ...content.value, serialHex: serialHexOf(serial) })
    : content;
}

function readContent(fields: Fields): Result<Content, CertificateUnreadable> {
  const keyText = keyTextOf(fields.publicKey);
  if (keyText === undefined || fields.publicKey === undefined) {
    return refuse("public-key");
  }
  const signature = identifierOf(sequenceItems(fields.signatureAlgorithm)?.[0]);
  if (signature === undefined) {
    return refuse("signature-algorithm");
  }
  const extensions = fields.extensions === undefined ? { names: [] } : readExtensions(fields.extensions);
  if (extensions === undefined) {
    return refuse("extensions");
  }
  const signatureText = signatureNames.get(signature) ?? signature;
  return ok({ keyText, signatureText, publicKeySpkiDer: encodeDer(fields.publicKey), ...extensions });
}

function namesOf({ subject, issuer }: Fields): Names | undefined {
  const subjectName = readName(subject);
  const issuerName = readName(issuer);
  if (
    subject === undefined ||
    issuer === undefined ||
    subjectName === undefined ||
    issuerName === undefined
  ) {
    return undefined;
  }
  return {
    subject: subjectName.subject,
    issuer: issuerName.subject,
    subjectText: subjectName.text,
    issuerText: issuerName.text,
    isSelfIssued: Buffer.from(encodeDer(subject)).equals(encodeDer(issuer)),
  };
}

function validityOf(node: Asn1 | undefined): Validity | undefined {
  const [first, last] = sequenceItems(node) ?? [];
  const notBefore = dateOf(first);
  const notAfter = dateOf(last);
  return notBefore === undefined || notAfter === undefined ? undefined : { notBefore, notAfter };
}

/** A leading zero byte keeps the number positive and is no digit of it. */
function serialHexOf(content: Uint8Array): string {
  const digits = content.length > 1 && content[0] === 0 ? content.subarray(1) : content;
  return Buffer.from(digits).toString("hex").toUpperCase();
}

function refuse(reason: CertificateUnreadable["reason"]): Result<never, CertificateUnreadable> {
  return fail({ code: "certificate-unreadable", reason });
}
