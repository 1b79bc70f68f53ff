import { readDetails } from "../certificate/details";
import { lintCertificate, type LintCode } from "../certificate/lint";
import type { CertificateFacts } from "../certificate/read";

/** What of a client certificate that is valid here a server may dislike. */
export type Suspect = Extract<LintCode, (typeof disliked)[number]> | "begun-just-now";

/** Rules of a strict server; a certificate that breaks one may be refused with an alert that does not say why. */
const disliked = [
  "key-weak",
  "signature-weak",
  "extension-critical-unknown",
  "key-usage-unfit",
  "leaf-is-ca",
  "version-1",
  "serial-not-positive",
  "serial-too-long",
] as const satisfies readonly LintCode[];

/** A server whose clock is less behind than this takes a certificate that was just made, milliseconds. */
const justNowMs = 3_600_000;

/**
 * Gives what a server may dislike in a client certificate: the likely reasons where it refuses it and does not say why. None
 * is proven by this.
 */
export function suspectsOf(der: Uint8Array, facts: CertificateFacts, now: Date): readonly Suspect[] {
  const details = readDetails(der);
  const found = lintCertificate({ facts, details, role: "client", now, expiryWarningDays: 0 });
  const isNew = now.getTime() - facts.notBefore.getTime() < justNowMs;
  return [
    ...disliked.filter((wanted) => found.some(({ code }) => code === wanted)),
    ...(isNew ? (["begun-just-now"] as const) : []),
  ];
}
