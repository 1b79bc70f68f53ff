import { readCertificate, type CertificateFacts } from "../certificate/read";
import { summaryOf } from "./certificateFacts";
import type { DiagnosisCode } from "./diagnoses";
import type { Secured, TrustedBy, Warning } from "./events";
import { matchHost } from "./hostName";
import { missingIssuerOf, type MissingIssuer } from "./incompleteChain";

/** What the server's chain is judged by. */
export interface TrustTerms {
  /** The host that was dialled, as the certificate must name it. */
  readonly host: string;
  /** Trust anchors, DER; undefined means the platform's own, which only Node's verdict knows. */
  readonly anchorsDer: readonly Uint8Array[] | undefined;
  /** The platform's own anchors, DER, where they are known: an issuer that a server leaves out is looked for below them. */
  readonly platformDer?: readonly Uint8Array[];
  readonly now: Date;
  /** A certificate that ends sooner is worth a warning, days. */
  readonly expiryWarningDays: number;
  /** The Local Test Server: its certificate is put where it is trusted by who made it, so that pinning is no trouble. */
  readonly isOwnServer?: boolean;
}

/** Whether the server may be spoken to, and if not, why. */
export type TrustVerdict =
  | { readonly trusted: true; readonly by: TrustedBy; readonly warnings: readonly Warning[] }
  | {
      readonly trusted: false;
      readonly code: DiagnosisCode;
      readonly facts: Readonly<Record<string, string>>;
    };

type Presented = Pick<Secured, "presentedDer" | "authorizationError" | "protocol" | "certificateRequested">;

/** A judgement in the making: the leaf that was read, the issuers and anchors that could be. */
interface Case {
  readonly leaf: CertificateFacts;
  readonly issuers: readonly CertificateFacts[];
  readonly anchors: readonly CertificateFacts[];
  readonly presented: Presented;
  readonly terms: TrustTerms;
}

const dayMs = 86_400_000;

/**
 * Judges the chain that a server presented. Node's verdict covers signatures and anchors; dates, names and purpose are
 * checked here, and a leaf that equals an anchor is trusted by its fingerprint though a CA that we do not have signed it,
 * which Node refuses and ThingsBoard's how-to does (`mqttserver.pub.pem`).
 */
export function judgeTrust(presented: Presented, terms: TrustTerms): TrustVerdict {
  const [leafDer, ...issuersDer] = presented.presentedDer;
  const leaf = leafDer === undefined ? undefined : readCertificate(leafDer);
  if (leaf?.ok !== true) {
    return refuse("server-cert-untrusted", { reason: leaf === undefined ? "none" : "unreadable" });
  }
  const judged: Case = {
    leaf: leaf.value,
    issuers: readable(issuersDer),
    anchors: readable(terms.anchorsDer ?? []),
    presented,
    terms,
  };
  const code = checks.map((check) => check(judged)).find((found) => found !== undefined);
  return code === undefined
    ? { trusted: true, by: trustedBy(judged), warnings: warningsOf(judged) }
    : refuse(code, factsOf(judged));
}

/** In the order in which a person would want to know: who it is, then whether it may still be, then for what. */
const checks: readonly ((judged: Case) => DiagnosisCode | undefined)[] = [
  changedKey,
  selfSigned,
  ownDates,
  issuerDates,
  brokenChain,
  purpose,
  hostName,
];

/** Errors about dates and purposes say nothing about who signed; what they hide is looked for by the other checks. */
const dateErrors: readonly string[] = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"];

/** Node's verification codes (X509_V_ERR_…) that mean another thing than "no way to an anchor". */
const chainErrors: ReadonlyMap<string, DiagnosisCode> = new Map([
  ["INVALID_PURPOSE", "server-cert-wrong-purpose"],
]);

/** Node has no name for keys and hashes below OpenSSL's security level (X509_V_ERR_EE_KEY_TOO_SMALL and its like). */
const unnamedError = "UNSPECIFIED";

function isPinned({ leaf, anchors }: Case): boolean {
  return anchors.some((anchor) => anchor.fingerprint256 === leaf.fingerprint256);
}

/** Who we trusted under this name has another key now: a rebuilt server, or somebody in between. */
function changedKey(judged: Case): DiagnosisCode | undefined {
  if (isPinned(judged) || judged.presented.authorizationError === undefined) {
    return undefined;
  }
  const chain = [judged.leaf, ...judged.issuers];
  const isChanged = judged.anchors.some((anchor) =>
    chain.some((one) => one.subjectText === anchor.subjectText && !sameKey(one, anchor)),
  );
  return isChanged ? "server-cert-changed" : undefined;
}

function selfSigned(judged: Case): DiagnosisCode | undefined {
  // Some servers send a self-signed certificate twice: OpenSSL's verdict is then about the first of them.
  const isAlone =
    judged.issuers.length === 0 || judged.presented.authorizationError === "DEPTH_ZERO_SELF_SIGNED_CERT";
  const isOwnIssuer = judged.leaf.isSelfIssued && isAlone;
  return isOwnIssuer && !isPinned(judged) && judged.presented.authorizationError !== undefined
    ? "server-cert-self-signed"
    : undefined;
}

function ownDates({ leaf, terms }: Case): DiagnosisCode | undefined {
  if (terms.now > leaf.notAfter) {
    return "server-cert-expired";
  }
  return terms.now < leaf.notBefore ? "server-cert-not-yet-valid" : undefined;
}

/** An issuer's end ends the chain, unless the leaf itself is trusted. */
function issuerDates(judged: Case): DiagnosisCode | undefined {
  const error = judged.presented.authorizationError;
  if (isPinned(judged) || error === undefined || !dateErrors.includes(error)) {
    return undefined;
  }
  if (expiredIssuer(judged) !== undefined) {
    return "server-ca-expired";
  }
  // Node's clock and ours disagree: its verdict stands.
  return error === "CERT_HAS_EXPIRED" ? "server-cert-expired" : "server-cert-not-yet-valid";
}

/** Above the leaf: what is shown first, then what is trusted. */
function expiredIssuer({ issuers, anchors, terms }: Case): CertificateFacts | undefined {
  return [...issuers, ...anchors].find((issuer) => terms.now > issuer.notAfter);
}

function brokenChain(judged: Case): DiagnosisCode | undefined {
  const error = judged.presented.authorizationError;
  if (isPinned(judged) || error === undefined) {
    return undefined;
  }
  if (error === unnamedError && [judged.leaf, ...judged.issuers, ...judged.anchors].some(isWeak)) {
    return "server-cert-weak";
  }
  return chainErrors.get(error) ?? (missingIssuer(judged) === undefined ? untrusted : incomplete);
}

const untrusted = "server-cert-untrusted";
const incomplete = "server-cert-incomplete-chain";

function missingIssuer({ presented, terms }: Case): MissingIssuer | undefined {
  return missingIssuerOf(presented.presentedDer, terms.anchorsDer ?? terms.platformDer ?? []);
}

/** RFC 5280 §4.2.1.12: with an extended key usage, only what it names is allowed. */
function purpose({ leaf }: Case): DiagnosisCode | undefined {
  const allowed = leaf.extendedKeyUsage;
  const isForServers =
    allowed === undefined || allowed.includes("serverAuth") || allowed.includes("anyExtendedKeyUsage");
  return isForServers ? undefined : "server-cert-wrong-purpose";
}

function hostName({ leaf, terms }: Case): DiagnosisCode | undefined {
  return matchHost(terms.host, namesOf(leaf)) === "none" ? "server-cert-host-mismatch" : undefined;
}

function trustedBy(judged: Case): TrustedBy {
  if (isPinned(judged)) {
    return "pinned";
  }
  return judged.terms.anchorsDer === undefined ? "platform" : "anchor";
}

function warningsOf(judged: Case): readonly Warning[] {
  const { leaf, terms, presented } = judged;
  const days = Math.floor((leaf.notAfter.getTime() - terms.now.getTime()) / dayMs);
  const weakness = { subject: leaf.subjectText, keyText: leaf.keyText, signatureText: leaf.signatureText };
  const rows: readonly (readonly [boolean, Warning])[] = [
    [
      matchHost(terms.host, namesOf(leaf)) === "common-name",
      {
        code: "server-name-in-common-name",
        facts: { host: terms.host, commonName: leaf.subject.commonName },
      },
    ],
    [
      days < terms.expiryWarningDays,
      {
        code: "server-cert-expires-soon",
        facts: { subject: leaf.subjectText, notAfter: leaf.notAfter.toISOString(), days: String(days) },
      },
    ],
    [
      isPinned(judged) && terms.isOwnServer !== true,
      {
        code: "server-cert-pinned",
        facts: { subject: leaf.subjectText, notAfter: leaf.notAfter.toISOString() },
      },
    ],
    [isWeak(leaf), { code: "server-key-weak", facts: weakness }],
    [presented.protocol !== "TLSv1.3", { code: "tls-version-old", facts: { protocol: presented.protocol } }],
    [presented.certificateRequested === false, { code: "client-cert-not-requested", facts: {} }],
  ];
  return rows.filter(([applies]) => applies).map(([, warning]) => warning);
}

/** NIST SP 800-131A: RSA below 2048 bits and SHA-1 signatures are no longer to be used. */
function isWeak(leaf: CertificateFacts): boolean {
  const bits = /^RSA (\d+)$/.exec(leaf.keyText)?.[1];
  return (bits !== undefined && Number(bits) < 2048) || /sha-?1\b|md5/i.test(leaf.signatureText);
}

function namesOf(leaf: CertificateFacts): { names: CertificateFacts["names"]; commonName: string } {
  return { names: leaf.names, commonName: leaf.subject.commonName };
}

function sameKey(one: CertificateFacts, other: CertificateFacts): boolean {
  return Buffer.from(one.publicKeySpkiDer).equals(other.publicKeySpkiDer);
}

function readable(certificatesDer: readonly Uint8Array[]): readonly CertificateFacts[] {
  return certificatesDer.flatMap((der) => {
    const read = readCertificate(der);
    return read.ok ? [read.value] : [];
  });
}

/** What the sentences need: who presented itself, for which names, and what is trusted instead. */
function factsOf(judged: Case): Readonly<Record<string, string>> {
  const { leaf, anchors, presented, terms } = judged;
  const names = leaf.names.map((name) => name.value);
  const trusted = anchors.map((anchor) => `${anchor.subjectText} (${anchor.fingerprint256})`);
  return {
    ...summaryOf(leaf),
    host: terms.host,
    names: names.length === 0 ? leaf.subject.commonName : names.join(", "),
    now: terms.now.toISOString(),
    ...(leaf.extendedKeyUsage === undefined ? {} : { extendedKeyUsage: leaf.extendedKeyUsage.join(", ") }),
    ...(trusted.length === 0 ? {} : { trusted: trusted.join("; ") }),
    ...(presented.authorizationError === undefined ? {} : { verification: presented.authorizationError }),
    ...missingIssuer(judged),
    ...expiredFacts(expiredIssuer(judged)),
  };
}

function expiredFacts(issuer: CertificateFacts | undefined): Readonly<Record<string, string>> {
  return issuer === undefined
    ? {}
    : { expiredIssuer: issuer.subjectText, issuerNotAfter: issuer.notAfter.toISOString() };
}

function refuse(code: DiagnosisCode, facts: Readonly<Record<string, string>>): TrustVerdict {
  return { trusted: false, code, facts };
}
