import type { Issued, RandomBytes } from "../certificate/issued";
import type { Bundle } from "./bundle";
import { caEndings } from "./caEndings";
import { passwordKeyOf } from "./pbes2";
import { writePem } from "./pem";
import { encryptPkcs8 } from "./pkcs8";

/**
 * Gives the files of a device CA: `NAME.ca.key.pem`, its key as encrypted PKCS#8 (PBES2, AES-256-CBC) under a
 * passphrase of its own, mode 0600, and `NAME.ca.pem`, its certificate. Its key is in no file unencrypted.
 */
export async function caBundleOf(
  issued: Issued,
  name: string,
  passphrase: string,
  random: RandomBytes,
): Promise<Bundle> {
  const key = await passwordKeyOf(passphrase, random);
  const encrypted = encryptPkcs8(issued.privateKeyPkcs8Der, key, random);
  const bytes = (label: string, der: Uint8Array): Uint8Array => Buffer.from(writePem(label, der), "latin1");
  return {
    prefix: name,
    files: [
      {
        name: `${name}${caEndings.key}`,
        bytes: bytes("ENCRYPTED PRIVATE KEY", encrypted),
        mode: 0o600,
      },
      {
        name: `${name}${caEndings.certificate}`,
        bytes: bytes("CERTIFICATE", issued.certificateDer),
        mode: 0o644,
      },
    ],
  };
}
