import { X509Certificate, createPrivateKey, type KeyObject } from "node:crypto";
import { readCertificate, type CertificateFacts } from "../certificate/read";
import { credentialIdOf } from "../credential/credentialId";
import { type PemBlock, pemTextOf, readPem, writePem } from "../keystore/pem";
import { isKnownEncryption } from "../keystore/pkcs8";
import { fail, ok, type Result } from "../result";
import type { DiagnosisCode, DiagnosisFacts } from "./diagnoses";
import type { Warning } from "./events";
import { suspectsOf } from "./suspects";

/** A file that the preflight looked for. */
export interface LoadedFile {
  /** Absolute path. */
  readonly path: string;
  /** Its content; absent where it could not be read. */
  readonly bytes?: Uint8Array;
  /** Why it could not be read (`file-not-found`, `file-permission-denied`, …). */
  readonly failure?: string;
}

/** The files of one device, whether they are there or not. */
export interface PreflightFiles {
  /** `P.nopass.pem`: key and certificate; or a keystore that has them, where no PEM file does. */
  readonly plain: LoadedFile;
  /** `P.pem`: certificate and encrypted key. */
  readonly encrypted: LoadedFile;
  /** `P.pub.pem` and `P.pk8.pem`. */
  readonly certificate: LoadedFile;
  readonly key: LoadedFile;
  /** The server's own `caFile`, which excludes everything else. */
  readonly configuredTrust?: LoadedFile;
  /** `S.pub.pem` beside the properties file; where it is missing too, the platform's anchors hold. */
  readonly localTrust: LoadedFile;
}

/** By what the files are judged. */
export interface PreflightTerms {
  /** `CLIENT_KEY_PASSWORD`. */
  readonly keyPassword: string;
  readonly now: Date;
  /** A certificate that ends sooner is worth a warning, days. */
  readonly expiryWarningDays: number;
}

/** What a connection needs, proven to fit together. */
export interface Material {
  /** The certificate and the issuers that its file holds, leaf first, PEM. */
  readonly certificatePem: string;
  /** PKCS#8, unencrypted, PEM: a secret. */
  readonly privateKeyPem: string;
  readonly certificate: CertificateFacts;
  /** Trust anchors, PEM and DER in the same order; undefined means the platform's. */
  readonly trustedPem: readonly string[] | undefined;
  readonly anchorsDer: readonly Uint8Array[] | undefined;
  /** What was proven, for the report; no secret in it. */
  readonly facts: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
}

/** A client certificate with the key that fits it. */
interface ClientPair {
  readonly path: string;
  readonly chain: readonly Uint8Array[];
  readonly leaf: CertificateFacts;
  readonly leafDer: Uint8Array;
  readonly key: KeyObject;
}

type Facts = Readonly<Record<string, string>>;
type Checked<T> = Result<T, DiagnosisFacts>;

const dayMs = 86_400_000;

/** Finds the material for a connection among the device's files, or says which of them is missing, broken or wrong. */
export function preflight(files: PreflightFiles, terms: PreflightTerms): Checked<Material> {
  const pair = clientPair(files, terms.keyPassword);
  if (!pair.ok) {
    return pair;
  }
  const unfit = unfitness(pair.value, terms.now);
  if (unfit !== undefined) {
    return unfit;
  }
  const trust = trustAnchors(files);
  return trust.ok ? ok(materialOf(pair.value, trust.value, terms)) : trust;
}

interface TrustAnchors {
  readonly source: string;
  readonly certificatesDer: readonly Uint8Array[] | undefined;
}

function materialOf(pair: ClientPair, trust: TrustAnchors, terms: PreflightTerms): Material {
  const { leaf } = pair;
  const notAfter = leaf.notAfter.toISOString();
  const days = Math.floor((leaf.notAfter.getTime() - terms.now.getTime()) / dayMs);
  const suspects = suspectsOf(pair.leafDer, leaf, terms.now);
  const soon: Warning = {
    code: "client-cert-expires-soon",
    facts: { path: pair.path, notAfter, days: String(days) },
  };
  return {
    certificatePem: pair.chain.map((der) => writePem("CERTIFICATE", der)).join(""),
    privateKeyPem: String(pair.key.export({ type: "pkcs8", format: "pem" })),
    certificate: leaf,
    trustedPem: trust.certificatesDer?.map((der) => writePem("CERTIFICATE", der)),
    anchorsDer: trust.certificatesDer,
    facts: {
      clientCertificate: pair.path,
      clientSubject: leaf.subjectText,
      clientIssuers: issuersOf(pair.chain),
      clientNotBefore: leaf.notBefore.toISOString(),
      clientNotAfter: notAfter,
      clientFingerprint256: leaf.fingerprint256,
      credentialsId: credentialIdOf(pair.leafDer),
      trust: trust.source,
      ...(suspects.length > 0 && { clientSuspects: suspects.join(" ") }),
    },
    warnings: days < terms.expiryWarningDays ? [soon] : [],
  };
}

/** Who signed the certificates of a chain, each once: RFC 4514 texts with `; ` between. */
function issuersOf(chain: readonly Uint8Array[]): string {
  const issuers = chain
    .map((der) => readCertificate(der))
    .flatMap((read) => (read.ok ? read.value.issuerText : []));
  return [...new Set(issuers)].join("; ");
}

/** Tells whether key and certificate are nowhere in PEM files: a keystore may have them then. */
export function lacksPair({ plain, encrypted, certificate, key }: PreflightFiles): boolean {
  return ![plain, encrypted].some(isThere) && !(isThere(certificate) && isThere(key));
}

/** `P.nopass.pem` where it is there, else `P.pem` with its password, else `P.pub.pem` with `P.pk8.pem`. */
function clientPair(files: PreflightFiles, keyPassword: string): Checked<ClientPair> {
  const whole = [files.plain, files.encrypted].find(isThere);
  if (whole !== undefined) {
    return pairFrom(whole, whole, keyPassword);
  }
  if (!isThere(files.certificate)) {
    return refuse("client-cert-missing", { path: files.plain.path });
  }
  return isThere(files.key)
    ? pairFrom(files.certificate, files.key, keyPassword)
    : refuse("client-key-missing", { path: files.key.path });
}

/** Anything but absence is "there": what cannot be read is named, never passed over. */
function isThere(file: LoadedFile): boolean {
  return file.failure !== "file-not-found";
}

function pairFrom(
  certificateFile: LoadedFile,
  keyFile: LoadedFile,
  keyPassword: string,
): Checked<ClientPair> {
  const chain = certificatesOf(certificateFile, "client-cert-unreadable");
  if (!chain.ok) {
    return chain;
  }
  const [leafDer] = chain.value;
  const leaf = leafDer === undefined ? undefined : readCertificate(leafDer);
  if (leafDer === undefined || leaf?.ok !== true) {
    return refuse("client-cert-unreadable", { path: certificateFile.path, reason: "no-certificate" });
  }
  const key = privateKeyOf(keyFile, keyPassword);
  if (!key.ok) {
    return key;
  }
  if (!new X509Certificate(leafDer).checkPrivateKey(key.value)) {
    return refuse("client-key-mismatch", { path: keyFile.path, subject: leaf.value.subjectText });
  }
  return ok({ path: certificateFile.path, chain: chain.value, leaf: leaf.value, leafDer, key: key.value });
}

/** Every certificate of a PEM file, DER; a file with one broken block is broken. */
function certificatesOf(file: LoadedFile, code: DiagnosisCode): Checked<readonly Uint8Array[]> {
  const blocks = blocksOf(file, code);
  if (!blocks.ok) {
    return blocks;
  }
  const certificates = blocks.value.filter((block) => block.label.endsWith("CERTIFICATE"));
  if (certificates.length === 0) {
    return refuse(code, { path: file.path, reason: "no-certificate" });
  }
  const broken = certificates.find((block) => !readCertificate(block.der).ok);
  return broken === undefined
    ? ok(certificates.map((block) => block.der))
    : refuse(code, {
        path: file.path,
        reason: "certificate-unreadable",
        line: lineOf(file, broken.span.start),
      });
}

function blocksOf(file: LoadedFile, code: DiagnosisCode): Checked<readonly PemBlock[]> {
  if (file.bytes === undefined) {
    return refuse(code, { path: file.path, reason: file.failure ?? "file-io" });
  }
  const document = readPem(pemTextOf(file.bytes));
  const [problem] = document.problems;
  return problem === undefined
    ? ok(document.blocks)
    : refuse(code, { path: file.path, reason: problem.code, line: lineOf(file, problem.span.start) });
}

/** The line of a PEM file, from 1, that an editor shows at an offset: a byte order mark does not count there. */
function lineOf({ bytes }: LoadedFile, offset: number): string {
  const before = bytes === undefined ? "" : pemTextOf(bytes).slice(0, offset);
  return String(before.split(/\r\n|\n|\r/).length);
}

function privateKeyOf(file: LoadedFile, keyPassword: string): Checked<KeyObject> {
  const blocks = blocksOf(file, "client-key-unreadable");
  if (!blocks.ok) {
    return blocks;
  }
  const block = blocks.value.find((one) => one.label.endsWith("PRIVATE KEY"));
  if (block === undefined || file.bytes === undefined) {
    return refuse("client-key-missing", { path: file.path });
  }
  const pem = pemTextOf(file.bytes).slice(block.span.start, block.span.end);
  // "ENCRYPTED PRIVATE KEY" (RFC 7468 §11), or the older header in the block (RFC 1421 §4.6.1.1).
  const isEncrypted = block.label.startsWith("ENCRYPTED") || pem.includes("Proc-Type: 4,ENCRYPTED");
  const facts = { path: file.path, line: lineOf(file, block.span.start) };
  try {
    return ok(createPrivateKey(isEncrypted ? { key: pem, passphrase: keyPassword } : pem));
  } catch (error) {
    const reason = errorCodeOf(error);
    // A wrong password may give bytes with a right padding, which the library calls an unsupported key.
    const isPassword = isEncrypted && (!reason.includes("UNSUPPORTED") || isKnownEncryption(block.der));
    return refuse(isPassword ? "client-key-passphrase-wrong" : "client-key-unreadable", { ...facts, reason });
  }
}

function errorCodeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

/** Why a certificate that is read and fits its key would not be taken by a server. */
function unfitness({ path, leaf }: ClientPair, now: Date): Checked<never> | undefined {
  const facts = {
    path,
    subject: leaf.subjectText,
    notBefore: leaf.notBefore.toISOString(),
    notAfter: leaf.notAfter.toISOString(),
    now: now.toISOString(),
  };
  if (now > leaf.notAfter) {
    return refuse("client-cert-expired", facts);
  }
  if (now < leaf.notBefore) {
    return refuse("client-cert-not-yet-valid", facts);
  }
  const usage = leaf.extendedKeyUsage;
  const isForClients =
    usage === undefined || usage.includes("clientAuth") || usage.includes("anyExtendedKeyUsage");
  return isForClients
    ? undefined
    : refuse("client-cert-wrong-purpose", { ...facts, extendedKeyUsage: usage.join(", ") });
}

function trustAnchors(files: PreflightFiles): Checked<TrustAnchors> {
  const { configuredTrust, localTrust } = files;
  if (configuredTrust !== undefined) {
    return isThere(configuredTrust)
      ? anchorsFrom(configuredTrust)
      : refuse("server-ca-missing", { path: configuredTrust.path });
  }
  return isThere(localTrust)
    ? anchorsFrom(localTrust)
    : ok({ source: "platform", certificatesDer: undefined });
}

function anchorsFrom(file: LoadedFile): Checked<TrustAnchors> {
  const certificates = certificatesOf(file, "server-ca-unreadable");
  return certificates.ok ? ok({ source: file.path, certificatesDer: certificates.value }) : certificates;
}

/** PEM is ASCII (RFC 7468 §2); explanatory text around it may be anything. */
function refuse(code: DiagnosisCode, facts: Facts): Result<never, DiagnosisFacts> {
  return fail({ code, facts });
}
