import { createCipheriv, createDecipheriv, pbkdf2Sync } from "node:crypto";
import {
  contentOf,
  nullValue,
  numberOf,
  octetString,
  sequence,
  sequenceItems,
  smallInteger,
  tags,
} from "../certificate/asn1";
import { identifierOf, objectIdentifier, type Asn1 } from "../certificate/forge";
import type { RandomBytes } from "../certificate/issued";
import { oids } from "../certificate/oids";
import { fail, ok, type Result } from "../result";

/** A password with the AES-256 key derived from it: deriving is slow, so files of one password share it. */
export interface PasswordKey {
  readonly password: string;
  readonly salt: Uint8Array;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Why something encrypted under a password does not open. */
export interface Pbes2Failure {
  readonly code: "password-wrong" | "encryption-unsupported" | "encryption-malformed";
}

/** Java's number since JDK 8u301 (java.security, keystore.pkcs12.keyPbeIterationCount). */
export const iterations = 10_000;

/** Derives an AES-256 key with PBKDF2-HMAC-SHA256 from the password in UTF-8 and 16 random bytes of salt. */
export function passwordKeyOf(password: string, random: RandomBytes): PasswordKey {
  const salt = random(16);
  const key = pbkdf2Sync(Buffer.from(password, "utf8"), salt, iterations, 32, "sha256");
  return { password, salt, key };
}

/**
 * Encrypts with PBES2 (RFC 8018 §6.2), AES-256-CBC under a fresh random IV, and gives the AlgorithmIdentifier with it.
 * One key under many IVs is what CBC allows, so the same `PasswordKey` serves every container of one bundle.
 */
export function pbes2Encrypt(
  plain: Uint8Array,
  { key, salt }: PasswordKey,
  random: RandomBytes,
): { readonly algorithm: Asn1; readonly ciphertext: Uint8Array } {
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

/**
 * Decrypts PBES2 with PBKDF2 over HMAC-SHA-1, -256, -384 or -512 and AES-128, AES-256 or triple DES in CBC mode.
 * `password-wrong` says that the padding is not right: a wrong password in all but one of 256 cases, so whoever
 * knows the plaintext's structure looks at that too. More than five million iterations are `encryption-unsupported`.
 */
export function pbes2Decrypt(
  algorithm: Asn1 | undefined,
  ciphertext: Uint8Array,
  password: string,
): Result<Uint8Array, Pbes2Failure> {
  const scheme = schemeOf(algorithm);
  if (!scheme.ok) {
    return scheme;
  }
  const { cipher, derivation } = scheme.value;
  if (ciphertext.length === 0 || ciphertext.length % cipher.blockBytes !== 0) {
    return fail({ code: "encryption-malformed" });
  }
  const { salt, rounds, hash } = derivation;
  const key = pbkdf2Sync(Buffer.from(password, "utf8"), salt, rounds, cipher.keyBytes, hash);
  const decipher = createDecipheriv(cipher.name, key, cipher.iv).setAutoPadding(false);
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

/** RFC 8018 appendix B.1. */
const hashes: ReadonlyMap<string, string> = new Map([
  [oids.hmacWithSha1, "sha1"],
  [oids.hmacWithSha256, "sha256"],
  [oids.hmacWithSha384, "sha384"],
  [oids.hmacWithSha512, "sha512"],
]);

/** Some two seconds of work; keytool, OpenSSL and GnuTLS write 2,048 to 600,000. */
const maxIterations = 5_000_000;

interface Derivation {
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly hash: string;
}

interface Scheme {
  readonly derivation: Derivation;
  readonly cipher: CipherRow & { readonly iv: Uint8Array };
}

function schemeOf(algorithm: Asn1 | undefined): Result<Scheme, Pbes2Failure> {
  const [identifier, parameters] = sequenceItems(algorithm) ?? [];
  const scheme = identifierOf(identifier);
  if (scheme !== oids.pbes2) {
    return fail({ code: scheme === undefined ? "encryption-malformed" : "encryption-unsupported" });
  }
  const [derivationNode, cipherNode] = sequenceItems(parameters) ?? [];
  const derivation = derivationOf(derivationNode);
  const cipher = cipherOf(cipherNode);
  if (!derivation.ok) {
    return derivation;
  }
  return cipher.ok ? ok({ derivation: derivation.value, cipher: cipher.value }) : cipher;
}

function derivationOf(node: Asn1 | undefined): Result<Derivation, Pbes2Failure> {
  const [identifier, parameters] = sequenceItems(node) ?? [];
  if (identifierOf(identifier) !== oids.pbkdf2) {
    return fail({ code: "encryption-unsupported" });
  }
  const [saltNode, roundsNode, ...optional] = sequenceItems(parameters) ?? [];
  const salt = contentOf(saltNode, tags.octetString);
  const rounds = numberOf(roundsNode);
  if (salt === undefined || rounds === undefined || rounds === 0) {
    return fail({ code: "encryption-malformed" });
  }
  const hash = hashOf(optional);
  return hash === undefined || rounds > maxIterations
    ? fail({ code: "encryption-unsupported" })
    : ok({ salt, rounds, hash });
}

/** An optional key length may come first, and is the cipher's in any case; without a PRF it is HMAC-SHA-1. */
function hashOf(optional: readonly Asn1[]): string | undefined {
  const prf = optional.find((item) => sequenceItems(item) !== undefined);
  const identifier = prf === undefined ? oids.hmacWithSha1 : identifierOf(sequenceItems(prf)?.[0]);
  return hashes.get(identifier ?? "");
}

function cipherOf(node: Asn1 | undefined): Result<Scheme["cipher"], Pbes2Failure> {
  const [identifierNode, parameters] = sequenceItems(node) ?? [];
  const identifier = identifierOf(identifierNode);
  const row = ciphers.find((cipher) => cipher.identifier === identifier);
  if (row === undefined) {
    return fail({ code: "encryption-unsupported" });
  }
  const iv = contentOf(parameters, tags.octetString);
  return iv?.length === row.blockBytes ? ok({ ...row, iv }) : fail({ code: "encryption-malformed" });
}

/** RFC 8018 §6.1.1: the last byte says how many bytes of its own value there are. */
function withoutPadding(padded: Buffer, blockBytes: number): Result<Uint8Array, Pbes2Failure> {
  const count = padded.at(-1) ?? 0;
  const padding = padded.subarray(padded.length - count);
  const isRight = count >= 1 && count <= blockBytes && padding.every((byte) => byte === count);
  return isRight ? ok(padded.subarray(0, padded.length - count)) : fail({ code: "password-wrong" });
}
