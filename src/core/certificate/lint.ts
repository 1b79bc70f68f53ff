import type { Severity } from "../problem";
import type { CertificateDetails } from "./details";
import { knownExtensions } from "./extensionNames";
import type { CertificateFacts } from "./read";
import type { CertificateRole } from "./role";

/** What a certificate is judged by. */
export interface LintCase {
  readonly facts: CertificateFacts;
  readonly details: CertificateDetails;
  readonly role: CertificateRole;
  readonly now: Date;
  /** A certificate that ends sooner is worth a warning, days. */
  readonly expiryWarningDays: number;
}

/** The facts that a finding's sentence needs, by name. */
export type FindingValues = Readonly<Record<string, string>>;

/** A rule that some client holds a certificate to. */
interface LintRow {
  readonly severity: Severity;
  /** Where it is written. */
  readonly clause: string;
  /** What breaks it; undefined where nothing does. */
  readonly find: (subject: LintCase) => FindingValues | undefined;
}

/** The rules, by their stable codes, in the order in which they are shown. */
export const lintTable = {
  "certificate-expired": row("error", "RFC 5280 §4.1.2.5", ({ facts, now }) =>
    when(now > facts.notAfter, { notAfter: dayOf(facts.notAfter) }),
  ),
  "certificate-not-yet-valid": row("error", "RFC 5280 §4.1.2.5", ({ facts, now }) =>
    when(now < facts.notBefore && facts.notBefore <= facts.notAfter, { notBefore: dayOf(facts.notBefore) }),
  ),
  "validity-reversed": row("error", "RFC 5280 §4.1.2.5", ({ facts }) =>
    when(facts.notAfter < facts.notBefore, {
      notBefore: dayOf(facts.notBefore),
      notAfter: dayOf(facts.notAfter),
    }),
  ),
  "purpose-not-client": row("error", "RFC 5280 §4.2.1.12", (subject) =>
    when(subject.role === "client" && lacksPurpose(subject, "clientAuth"), purposesOf(subject)),
  ),
  "purpose-not-server": row("error", "RFC 5280 §4.2.1.12", (subject) =>
    when(subject.role === "server" && lacksPurpose(subject, "serverAuth"), purposesOf(subject)),
  ),
  "key-weak": row("error", "NIST SP 800-57 part 1, table 2; RFC 8446 §4.2.7", ({ facts }) =>
    when(isWeakKey(facts.keyText), { key: facts.keyText }),
  ),
  "signature-weak": row("error", "RFC 9155, RFC 8446 §4.4.2.4", ({ facts, role }) =>
    // A root is trusted for itself: nobody looks at its signature.
    when(/MD5|SHA-1$/.test(facts.signatureText) && !(role === "ca" && facts.isSelfIssued), {
      signature: facts.signatureText,
    }),
  ),
  "extension-critical-unknown": row("error", "RFC 5280 §4.2", ({ details }) => {
    const unknown = details.extensions.filter(
      ({ identifier, isCritical }) => isCritical && !knownExtensions.has(identifier),
    );
    return when(unknown.length > 0, { extensions: unknown.map(({ identifier }) => identifier).join(", ") });
  }),
  "ca-key-usage-unfit": row("error", "RFC 5280 §4.2.1.3", ({ facts }) =>
    when(facts.certificateAuthority === true && facts.keyUsage?.includes("keyCertSign") === false, {
      keyUsage: facts.keyUsage?.join(", ") ?? "",
    }),
  ),
  "version-1": row("warning", "RFC 5280 §4.1.2.1", ({ details }) =>
    when(details.version < 3, { version: String(details.version) }),
  ),
  "san-missing": row("warning", "RFC 9525 §2, RFC 2818 §3.1", ({ facts, role }) =>
    when(mayServe(role) && facts.names.length === 0, { commonName: facts.subject.commonName }),
  ),
  "san-address-as-name": row("warning", "RFC 5280 §4.2.1.6, RFC 9525 §6.5", ({ facts }) => {
    const addresses = facts.names.filter(({ kind, value }) => kind === "dns" && isAddress(value));
    return when(addresses.length > 0, { names: addresses.map(({ value }) => value).join(", ") });
  }),
  "leaf-is-ca": row("warning", "RFC 5280 §4.2.1.9", ({ facts, role }) =>
    when(facts.certificateAuthority === true && role !== "ca"),
  ),
  "ca-flag-missing": row("info", "RFC 5280 §4.2.1.9", ({ facts, details }) =>
    when(details.version === 3 && facts.certificateAuthority === undefined),
  ),
  "ca-flag-not-critical": row("warning", "RFC 5280 §4.2.1.9", ({ facts, details }) =>
    when(
      facts.certificateAuthority === true &&
        details.extensions.some(({ identifier, isCritical }) => identifier === "2.5.29.19" && !isCritical),
    ),
  ),
  "ca-key-id-missing": row("warning", "RFC 5280 §4.2.1.2", ({ facts, details }) =>
    when(facts.certificateAuthority === true && details.subjectKeyIdHex === undefined),
  ),
  "authority-key-id-missing": row("warning", "RFC 5280 §4.2.1.1", ({ facts, details }) =>
    when(!facts.isSelfIssued && details.version === 3 && details.authorityKeyIdHex === undefined, {
      issuer: facts.issuerText,
    }),
  ),
  "key-usage-unfit": row("warning", "RFC 8446 §4.4.2.2", ({ facts, role }) =>
    when(role !== "ca" && facts.keyUsage?.includes("digitalSignature") === false, {
      keyUsage: facts.keyUsage?.join(", ") ?? "",
    }),
  ),
  "validity-too-long": row("warning", "Apple HT210176", (subject) => {
    const days = validityDaysOf(subject.facts);
    return when(mayServe(subject.role) && days > mostServerDays, { days: String(days) });
  }),
  "expires-soon": row("warning", "RFC 5280 §4.1.2.5", ({ facts, now, expiryWarningDays }) => {
    const days = Math.floor((facts.notAfter.getTime() - now.getTime()) / dayMs);
    return when(now <= facts.notAfter && days < expiryWarningDays, {
      days: String(days),
      notAfter: dayOf(facts.notAfter),
    });
  }),
  "serial-not-positive": row("warning", "RFC 5280 §4.1.2.2", ({ details }) =>
    when(!details.isSerialPositive),
  ),
  "serial-too-long": row("warning", "RFC 5280 §4.1.2.2", ({ details }) =>
    when(details.serialBytes > 20, { bytes: String(details.serialBytes) }),
  ),
  "common-name-too-long": row("warning", "RFC 5280 appendix A.1, ub-common-name", ({ facts }) =>
    when(Array.from(facts.subject.commonName).length > 64, {
      length: String(Array.from(facts.subject.commonName).length),
    }),
  ),
  "key-algorithm-unusual": row("warning", "RFC 8446 §9.1", ({ facts }) =>
    when(!isWeakKey(facts.keyText) && !/^(?:RSA \d+|EC P-(?:256|384|521))$/.test(facts.keyText), {
      key: facts.keyText,
    }),
  ),
  "purpose-missing": row("info", "RFC 5280 §4.2.1.12", ({ facts, details, role }) =>
    when(role !== "ca" && details.version === 3 && facts.extendedKeyUsage === undefined),
  ),
  "common-name-missing": row("info", "RFC 5280 §4.1.2.6", ({ facts }) =>
    when(facts.subject.commonName === ""),
  ),
} as const satisfies Readonly<Record<string, LintRow>>;

/** The stable code of a rule. */
export type LintCode = keyof typeof lintTable;

/** A rule that a certificate breaks. */
export interface LintFinding {
  readonly code: LintCode;
  readonly severity: Severity;
  readonly values: FindingValues;
}

/** Gives what another client will dislike in a certificate, in the order of the table. Nothing is verified. */
export function lintCertificate(subject: LintCase): readonly LintFinding[] {
  return (Object.keys(lintTable) as LintCode[]).flatMap((code) => {
    const { severity, find } = lintTable[code];
    const values = find(subject);
    return values === undefined ? [] : [{ code, severity, values }];
  });
}

const dayMs = 86_400_000;

/** The longest validity of a server certificate that Apple's systems take from a private authority. */
const mostServerDays = 825;

function row(severity: Severity, clause: string, find: LintRow["find"]): LintRow {
  return { severity, clause, find };
}

function when(isBroken: boolean, values: FindingValues = {}): FindingValues | undefined {
  return isBroken ? values : undefined;
}

function mayServe(role: CertificateRole): boolean {
  return role === "server" || role === "either";
}

function lacksPurpose({ facts }: LintCase, purpose: string): boolean {
  const purposes = facts.extendedKeyUsage ?? [purpose];
  return !purposes.includes(purpose) && !purposes.includes("anyExtendedKeyUsage");
}

function purposesOf({ facts }: LintCase): FindingValues {
  return { purposes: facts.extendedKeyUsage?.join(", ") ?? "" };
}

/** Less than 112 bits of strength. */
function isWeakKey(keyText: string): boolean {
  const [, bits] = /^RSA (\d+)$/.exec(keyText) ?? [];
  return bits === undefined ? /^(?:EC P-192|DSA)$/.test(keyText) : Number(bits) < 2048;
}

function isAddress(name: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) || (name.includes(":") && /^[\dA-Fa-f:.]*$/.test(name));
}

function validityDaysOf({ notBefore, notAfter }: CertificateFacts): number {
  return Math.floor((notAfter.getTime() - notBefore.getTime()) / dayMs);
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
