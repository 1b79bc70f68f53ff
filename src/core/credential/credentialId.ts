import { sha3_256 } from "@noble/hashes/sha3.js";
import { writePem } from "../keystore/pem";

/**
 * Gives the id under which ThingsBoard finds a device by its certificate: SHA3-256, lower-case hex, of the leaf's
 * standard base64 text in one line.
 * Source: ThingsBoard 4.4 EncryptionUtil.getSha3Hash over certTrimNewLines. Not through node:crypto: BoringSSL has no SHA-3.
 */
export function credentialIdOf(certificateDer: Uint8Array): string {
  const base64 = Buffer.from(certificateDer).toString("base64");
  return Buffer.from(sha3_256(Buffer.from(base64, "latin1"))).toString("hex");
}

/** Gives the PEM text that is pasted into ThingsBoard: the leaf alone, LF, 64 columns, one trailing newline. */
export function canonicalPemOf(certificateDer: Uint8Array): string {
  return writePem("CERTIFICATE", certificateDer);
}
