import { createCipheriv, createDecipheriv } from "node:crypto";
import {
  contentOf,
  nullValue,
  octetString,
  sequence,
  sequenceItems,
  smallInteger,
  tags,
} from "../certificate/asn1";
import { identifierOf, objectIdentifier, type Asn1 } from "../certificate/forge";
import type { RandomBytes } from "../certificate/issued";
import { oids } from "../certificate/oids";
import { ok, type Result } from "../result";
import { nameOfAlgorithm } from "./algorithmNames";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import { withoutPadding } from "./padding";
import type { Patience } from "./patience";
import { derivePbkdf2, pbkdf2Key, readPbkdf2, type Pbkdf2 } from "./pbkdf2";

/** A password with the AES-256 key derived from it: deriving is slow, so files of one password share it. */
export interface PasswordKey {
  readonly password: string;
  readonly salt: Uint8Array;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** The key of a PKCS#12 MAC with SHA-256, where it is derived already; see `sharedPasswordKeys`. */
  readonly mac?: { readonly salt: Uint8Array; readonly key: Uint8Array };
}

/** Something encrypted, with the AlgorithmIdentifier of how. */
export interface Encrypted {
  readonly algorithm: Asn1;
  readonly ciphertext: Uint8Array;
}

/** Java's number since JDK 8u301 (java.security, keystore.pkcs12.keyPbeIterationCount). */
export const iterations = 10_000;

/**
 * Derives an AES-256 key with PBKDF2-HMAC-SHA256 from the password in UTF-8 and 16 random bytes of salt, in the thread
 * pool.
 */
export async function passwordKeyOf(password: string, random: RandomBytes): Promise<PasswordKey> {
  const salt = random(16);
  const key = await pbkdf2Key({ salt, iterations, hash: "sha256" }, password, 32);
  return { password, salt, key };
}

/**
 * Encrypts with PBES2 (RFC 8018 §6.2), AES-256-CBC under a fresh random IV, and gives the AlgorithmIdentifier with it.
 * One key under many IVs is what CBC allows, so the same `PasswordKey` serves every container of one bundle.
 */
export function pbes2Encrypt(plain: Uint8Array, { key, salt }: PasswordKey, random: RandomBytes): Encrypted {
  const iv = random(16);
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  const derivation = sequence(
    octetString(salt),
    smallInteger(iterations),
    sequence(objectIdentifier(oids.hmacWithSha256), nullValue()),
  );
  const algorithm = sequence(
    objectIdentifier(oids.pbes2),
    sequence(
      sequence(objectIdentifier(oids.pbkdf2), derivation),
      sequence(objectIdentifier(oids.aes256Cbc), octetString(iv)),
    ),
  );
  return { algorithm, ciphertext };
}

/** How something is encrypted with PBES2. */
export interface Pbes2 {
  readonly kind: "pbes2";
  readonly derivation: Pbkdf2;
  readonly cipher: CipherRow & { readonly iv: Uint8Array };
}

/**
 * Reads the parameters of PBES2: PBKDF2 over HMAC-SHA-1, -256, -384 or -512 and AES-128, AES-256 or triple DES in CBC
 * mode. Any other is named.
 */
export function readPbes2(parameters: Asn1 | undefined): Result<Pbes2, KeyFailure> {
  const [derivationNode, cipherNode] = sequenceItems(parameters) ?? [];
  const derivation = readPbkdf2(derivationNode);
  if (!derivation.ok) {
    return derivation;
  }
  const cipher = readCipher(cipherNode);
  return cipher.ok ? ok({ kind: "pbes2", derivation: derivation.value, cipher: cipher.value }) : cipher;
}

/** Decrypts PBES2 under a password in UTF-8. Whoever knows the plaintext's structure has to look at that too. */
export async function pbes2Decrypt(
  { derivation, cipher }: Pbes2,
  ciphertext: Uint8Array,
  password: string,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  if (ciphertext.length === 0 || ciphertext.length % cipher.blockBytes !== 0) {
    return unreadable();
  }
  const key = await derivePbkdf2(derivation, password, cipher.keyBytes, patience);
  if (!key.ok) {
    return key;
  }
  const decipher = createDecipheriv(cipher.name, key.value, cipher.iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  return withoutPadding(padded, cipher.blockBytes);
}

interface CipherRow {
  readonly identifier: string;
  readonly name: "aes-128-cbc" | "aes-256-cbc" | "des-ede3-cbc";
  readonly keyBytes: number;
  readonly blockBytes: number;
}

/** RFC 8018 appendix B.2, RFC 3565 §4.1; the names are of the allow-list. */
const ciphers: readonly CipherRow[] = [
  { identifier: oids.aes256Cbc, name: "aes-256-cbc", keyBytes: 32, blockBytes: 16 },
  { identifier: oids.aes128Cbc, name: "aes-128-cbc", keyBytes: 16, blockBytes: 16 },
  { identifier: oids.tripleDesCbc, name: "des-ede3-cbc", keyBytes: 24, blockBytes: 8 },
];

function readCipher(node: Asn1 | undefined): Result<Pbes2["cipher"], KeyFailure> {
  const [identifierNode, parameters] = sequenceItems(node) ?? [];
  const identifier = identifierOf(identifierNode);
  const row = ciphers.find((cipher) => cipher.identifier === identifier);
  if (row === undefined) {
    return identifier === undefined ? unreadable() : unsupported(nameOfAlgorithm(identifier));
  }
  const iv = contentOf(parameters, tags.octetString);
  return iv?.length === row.blockBytes ? ok({ ...row, iv }) : unreadable();
}
