import type { Severity } from "../problem";

/** What can be worth knowing about a file of certificates and keys, besides the certificates themselves. */
export const fileFindingTable = {
  /** A key and the certificate that stands for it do not belong together. */
  "key-mismatch": { severity: "error", clause: "RFC 8446 §4.4.3" },
  "certificate-unreadable": { severity: "error", clause: "RFC 5280 §4.1" },
  "key-unreadable": { severity: "error", clause: "RFC 5958 §2" },
  /** Its issuer's name is in the file, with a key that did not sign it. */
  "issuer-signature-wrong": { severity: "error", clause: "RFC 5280 §6.1.3 (a)(1)" },
  "chain-unordered": { severity: "warning", clause: "RFC 8446 §4.4.2, RFC 5246 §7.4.2" },
  "password-well-known": { severity: "warning", clause: "RFC 7292 §5, RFC 8018 §8" },
  "key-unsupported": { severity: "warning", clause: "RFC 8018 appendix B, RFC 5958 §2" },
  /** A certificate of a PKCS#12 keystore without Oracle's mark. */
  "trusted-unmarked": { severity: "warning", clause: "OpenJDK sun.security.pkcs12.PKCS12KeyStore" },
  "key-locked": { severity: "info", clause: "RFC 5958 §3" },
  "key-unprotected": { severity: "info", clause: "RFC 5958 §2" },
  "entry-skipped": { severity: "info", clause: "RFC 7292 §4.2, RFC 7468" },
  "issuer-not-in-file": { severity: "info", clause: "RFC 8446 §4.4.2" },
  "certificate-missing": { severity: "info", clause: "RFC 8446 §4.4.2" },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly clause: string }>>;

/** The stable code of a finding about a file. */
export type FileFindingCode = keyof typeof fileFindingTable;

/** A finding about a file. */
export interface FileFinding {
  readonly code: FileFindingCode;
  readonly severity: Severity;
  readonly values: Readonly<Record<string, string>>;
  /** Index of the certificate that it is about, where it is about one. */
  readonly certificate?: number;
}

/** Makes a finding with the severity of its code. */
export function fileFinding(
  code: FileFindingCode,
  values: FileFinding["values"] = {},
  certificate?: number,
): FileFinding {
  const { severity } = fileFindingTable[code];
  return { code, severity, values, ...(certificate === undefined ? {} : { certificate }) };
}
