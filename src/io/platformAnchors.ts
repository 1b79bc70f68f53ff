import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";

/**
 * Gives the trust anchors of this machine's Node, DER: those that are built in, and those of NODE_EXTRA_CA_CERTS, which Node
 * has read when it started.
 */
export async function platformAnchors(): Promise<readonly Uint8Array[]> {
  const extra = await extraPem(process.env["NODE_EXTRA_CA_CERTS"]);
  return [...rootCertificates, ...extra].flatMap(readable);
}

/** A file that is not there is what Node warns of and goes on without. */
async function extraPem(path: string | undefined): Promise<readonly string[]> {
  const text = path === undefined ? "" : await readFile(path, "latin1").catch(() => "");
  return text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
}

function readable(pem: string): readonly Uint8Array[] {
  try {
    return [new X509Certificate(pem).raw];
  } catch {
    // Expected: a block that holds no certificate.
    return [];
  }
}
