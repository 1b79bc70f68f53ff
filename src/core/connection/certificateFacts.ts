import { readCertificate, type CertificateFacts } from "../certificate/read";
import type { Secured } from "./events";

type Facts = Readonly<Record<string, string>>;

/** The facts of a completed handshake: version, cipher, whether a client certificate was asked for, and the chain. */
export function tlsFactsOf(secured: Secured): Facts {
  const asked = secured.certificateRequested;
  return {
    protocol: secured.protocol,
    cipher: secured.cipher,
    ...(asked === undefined ? {} : { clientCertificateRequested: String(asked) }),
    ...certificateFactsOf(secured.presentedDer),
  };
}

/**
 * The facts of a presented chain, leaf first: `chainLength`, and for each certificate `certificate1.subject`, `.issuer`,
 * `.notBefore`, `.notAfter` (ISO 8601) and `.fingerprint256`; `certificate1.unreadable` where it cannot be read.
 */
export function certificateFactsOf(presentedDer: readonly Uint8Array[]): Facts {
  if (presentedDer.length === 0) {
    return {};
  }
  const rows = presentedDer.flatMap((der, index) =>
    Object.entries(oneCertificate(der)).map(
      ([name, value]) => [`certificate${index + 1}.${name}`, value] as const,
    ),
  );
  return { chainLength: String(presentedDer.length), ...Object.fromEntries(rows) };
}

/** The facts of one certificate that sentences use. */
export function summaryOf(certificate: CertificateFacts): Facts {
  return {
    subject: certificate.subjectText,
    issuer: certificate.issuerText,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    fingerprint256: certificate.fingerprint256,
  };
}

function oneCertificate(der: Uint8Array): Facts {
  const read = readCertificate(der);
  return read.ok ? summaryOf(read.value) : { unreadable: read.failure.reason };
}
