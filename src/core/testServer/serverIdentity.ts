import { createPrivateKey, X509Certificate } from "node:crypto";

/** A server certificate with its key, as the TLS layer takes them. */
export interface ServerMaterial {
  readonly certificatePem: string;
  /** Unencrypted PEM: it goes to the TLS layer and nowhere else. */
  readonly privateKeyPem: string;
}

/** A server certificate that ends sooner is made anew. */
const renewalDays = 30;

const dayMs = 86_400_000;

/** Tells whether a certificate can be read, goes with its key, and is valid now and for 30 days more. */
export function isUsable({ certificatePem, privateKeyPem }: ServerMaterial, now: Date): boolean {
  try {
    const certificate = new X509Certificate(certificatePem);
    return (
      certificate.checkPrivateKey(createPrivateKey(privateKeyPem)) &&
      Date.parse(certificate.validFrom) <= now.getTime() &&
      Date.parse(certificate.validTo) >= now.getTime() + renewalDays * dayMs
    );
  } catch {
    // Whatever OpenSSL or BoringSSL cannot read is made anew.
    return false;
  }
}
