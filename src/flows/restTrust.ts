import { readCertificate } from "../core/certificate/read";
import { summaryOf } from "../core/connection/certificateFacts";
import type { DiagnosisFacts } from "../core/connection/diagnoses";
import { judgeTrust, type TrustTerms } from "../core/connection/trust";
import { verificationDiagnosis } from "../core/connection/verification";
import { readPem } from "../core/keystore/pem";
import type { HttpFailure, HttpRequest } from "./world";

/** HTTPS did not come up. */
export interface RestTlsFailure {
  readonly code: "http-tls";
  readonly cause?: string;
  /** What the doctor says of it, with the facts of the server's certificate where that was shown. */
  readonly verdict?: DiagnosisFacts;
}

type Refused = Extract<HttpFailure, { readonly code: "http-tls" }>;

/** Node's word for a name that the certificate has not: the chain itself had verified. */
const otherName = "ERR_TLS_CERT_ALTNAME_INVALID";

/** Judges why HTTPS did not come up as the doctor judges MQTT, by the same rules. */
export function restTlsFailure(
  { cause = "unknown", presentedDer = [] }: Refused,
  { url, trustedPem }: Pick<HttpRequest, "url" | "trustedPem">,
  now: Date,
): RestTlsFailure {
  const failure = { code: "http-tls", cause } as const;
  const named = verificationDiagnosis(cause);
  if (named === undefined) {
    return failure;
  }
  const [leafDer] = presentedDer;
  if (leafDer === undefined) {
    return { ...failure, verdict: { code: named, facts: {} } };
  }
  const verified = cause === otherName ? {} : { authorizationError: cause };
  const verdict = judgeTrust(
    { presentedDer, protocol: "unknown", ...verified },
    termsOf(url, trustedPem, now),
  );
  if (!verdict.trusted) {
    return { ...failure, verdict: { code: verdict.code, facts: verdict.facts } };
  }
  // MQTT trusts a certificate that is named itself whoever signed it; HTTPS trusts who signed it.
  const leaf = readCertificate(leafDer);
  return { ...failure, verdict: { code: named, facts: leaf.ok ? summaryOf(leaf.value) : {} } };
}

function termsOf(url: string, trustedPem: readonly string[] | undefined, now: Date): TrustTerms {
  return {
    host: new URL(url).hostname.replace(/^\[|\]$/g, ""),
    anchorsDer: trustedPem?.flatMap((pem) => readPem(pem).blocks.map(({ der }) => der)),
    now,
    expiryWarningDays: 0,
  };
}
