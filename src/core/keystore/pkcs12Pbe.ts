import { createDecipheriv } from "node:crypto";
import { contentOf, sequenceItems, tags } from "../certificate/asn1";
import type { Asn1 } from "../certificate/forge";
import { oids } from "../certificate/oids";
import { ok, type Result } from "../result";
import { unreadable, type KeyFailure } from "./keyFailure";
import { withoutPadding } from "./padding";
import type { Patience } from "./patience";
import { positiveOf } from "./pbkdf2";
import { derivePkcs12 } from "./pkcs12Kdf";

/** How something is encrypted with PKCS#12's own scheme: SHA-1 and triple DES. */
export interface Pkcs12Pbe {
  readonly kind: "pkcs12-pbe";
  /** 24, or 16 where the first third is the last one too. */
  readonly keyBytes: 16 | 24;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** Key lengths of those schemes of RFC 7292 appendix C that both TLS libraries can do; the others are RC2 and RC4. */
export const pkcs12PbeKeyBytes: ReadonlyMap<string, Pkcs12Pbe["keyBytes"]> = new Map([
  [oids.pbeWithTripleDes3Key, 24],
  [oids.pbeWithTripleDes2Key, 16],
]);

/** Reads the pkcs-12PbeParams of RFC 7292 appendix C. */
export function readPkcs12Pbe(
  parameters: Asn1 | undefined,
  keyBytes: Pkcs12Pbe["keyBytes"],
): Result<Pkcs12Pbe, KeyFailure> {
  const [saltNode, iterationsNode] = sequenceItems(parameters) ?? [];
  const salt = contentOf(saltNode, tags.octetString);
  const iterations = positiveOf(iterationsNode);
  return salt === undefined || iterations === undefined
    ? unreadable()
    : ok({ kind: "pkcs12-pbe", keyBytes, salt, iterations });
}

/** Decrypts it. Whoever knows the plaintext's structure has to look at that too. */
export async function pkcs12PbeDecrypt(
  { keyBytes, salt, iterations }: Pkcs12Pbe,
  ciphertext: Uint8Array,
  password: string | undefined,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  if (ciphertext.length === 0 || ciphertext.length % blockBytes !== 0) {
    return unreadable();
  }
  const common = { hash: "sha1", password, salt, iterations } as const;
  const key = await derivePkcs12({ ...common, purpose: "key", lengthBytes: keyBytes }, patience);
  if (!key.ok) {
    return key;
  }
  const iv = await derivePkcs12({ ...common, purpose: "iv", lengthBytes: blockBytes }, patience);
  if (!iv.ok) {
    return iv;
  }
  const wholeKey = Buffer.concat([key.value, key.value]).subarray(0, 24);
  const decipher = createDecipheriv("des-ede3-cbc", wholeKey, iv.value).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  return withoutPadding(padded, blockBytes);
}

/** Of triple DES. */
const blockBytes = 8;
