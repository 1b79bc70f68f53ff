import type { Secured } from "./events";

/**
 * Tells whether the server asked for a client certificate, from how many bytes the client sent between the server's first
 * flight and the end of the handshake. A client sends a Certificate only where it was asked (RFC 8446 §4.4.2, RFC 5246
 * §7.4.6), and what it sends besides is of known length. Undefined where that does not decide. It needs no second connection
 * and nothing of the TLS library, where BoringSSL has no list of what a server asked.
 */
export function wasAskedForCertificate({
  protocol,
  cipher,
  clientFlightBytes,
}: Pick<Secured, "protocol" | "cipher" | "clientFlightBytes">): boolean | undefined {
  if (clientFlightBytes === undefined || clientFlightBytes <= 0) {
    return undefined;
  }
  if (protocol === "TLSv1.3") {
    return clientFlightBytes > bareFlight13(cipher);
  }
  // A ClientKeyExchange with RSA or a Diffie-Hellman group is as long as the server's key: it may hide a certificate.
  return protocol === "TLSv1.2" && /^(?:TLS_)?ECDHE/.test(cipher)
    ? clientFlightBytes > longestBareFlight12
    : undefined;
}

/**
 * ChangeCipherSpec (5 + 1, RFC 8446 §D.4) and a Finished alone: record header 5, message header 4, hash, content type 1,
 * tag 16 (RFC 8446 §5.2; the CCM_8 suite's tag is shorter).
 */
function bareFlight13(cipher: string): number {
  const hashBytes = cipher.endsWith("SHA384") ? 48 : 32;
  return 6 + 5 + 4 + hashBytes + 1 + 16;
}

/**
 * ClientKeyExchange with a point of P-521 (5 + 4 + 1 + 133, RFC 8422 §5.7), ChangeCipherSpec (6), and a Finished of 12 bytes
 * under CBC with SHA-384 (5 + IV 16 + 4 + 12 + MAC 48 + padding 16). A Certificate of one X.509 certificate alone is longer.
 */
const longestBareFlight12 = 143 + 6 + 101;

/**
 * Tells whether our certificate went out, from how many bytes the client sent after the server's first flight: with a
 * certificate in it they are more than the certificate is long. A TLS library leaves ours out where the server takes no
 * signature of its key's kind (RFC 8446 §4.4.2.3, RFC 5246 §7.4.6). Undefined where nothing was counted;
 * `certificateBytes` is the DER's length, undefined where there is none to show.
 */
export function wasCertificateShown(
  clientFlightBytes: number | undefined,
  certificateBytes: number | undefined,
): boolean | undefined {
  return clientFlightBytes === undefined || clientFlightBytes <= 0
    ? undefined
    : certificateBytes !== undefined && clientFlightBytes > certificateBytes;
}
