import type { DiagnosisCode } from "./diagnoses";
import { tlsCauseOf, type TlsCause } from "./tlsErrors";

/** Node's verdicts on a certificate (X509_V_ERR_…), by what they mean. */
const verdicts: ReadonlyMap<string, DiagnosisCode> = new Map([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "server-cert-self-signed"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "server-cert-untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT", "server-cert-untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "server-cert-untrusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "server-cert-untrusted"],
  ["CERT_UNTRUSTED", "server-cert-untrusted"],
  ["CERT_SIGNATURE_FAILURE", "server-cert-untrusted"],
  ["CERT_HAS_EXPIRED", "server-cert-expired"],
  ["CERT_NOT_YET_VALID", "server-cert-not-yet-valid"],
  ["INVALID_PURPOSE", "server-cert-wrong-purpose"],
  ["HOSTNAME_MISMATCH", "server-cert-host-mismatch"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "server-cert-host-mismatch"],
]);

/** What the causes of the TLS layer mean where nobody shows a client certificate. */
const causes: Readonly<Partial<Record<TlsCause, DiagnosisCode>>> = {
  "not-tls": "tls-not-tls",
  version: "tls-version-unsupported",
  "no-shared-cipher": "tls-no-shared-cipher",
  "handshake-failure": "tls-no-shared-cipher",
  "certificate-required": "client-cert-required",
  weak: "server-cert-weak",
};

/** Names the diagnosis behind the code with which an HTTPS connection failed; undefined where it names none. */
export function verificationDiagnosis(errorCode: string): DiagnosisCode | undefined {
  const cause = tlsCauseOf(errorCode);
  return verdicts.get(errorCode) ?? (cause === undefined ? undefined : causes[cause]);
}
