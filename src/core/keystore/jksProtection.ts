import { hash as digestOf, timingSafeEqual } from "node:crypto";
import { contentOf, nullValue, octetString, sequence, sequenceItems, tags } from "../certificate/asn1";
import { decodeDer, encodeDer, identifierOf, objectIdentifier } from "../certificate/forge";
import type { RandomBytes } from "../certificate/issued";
import { oids } from "../certificate/oids";
import { fail, ok, type Result } from "../result";
import { nameOfAlgorithm } from "./algorithmNames";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";

/**
 * Protects a PKCS#8 key under its own password and gives the EncryptedPrivateKeyInfo, DER.
 *
 * salt (20 bytes) ‖ key XOR stream ‖ SHA-1(password ‖ key); the stream's blocks are SHA-1(password ‖ block before),
 * the salt standing before the first; passwords are UTF-16BE. That is weak, and all that the format has.
 * Source: OpenJDK sun.security.provider.KeyProtector.
 */
export function protectJksKey(pkcs8Der: Uint8Array, password: string, random: RandomBytes): Uint8Array {
  const salt = random(hashBytes);
  const secret = utf16(password);
  const content = Buffer.concat([salt, masked(pkcs8Der, secret, salt), sha1(secret, pkcs8Der)]);
  secret.fill(0);
  const algorithm = sequence(objectIdentifier(oids.jksKeyProtector), nullValue());
  return encodeDer(sequence(algorithm, octetString(content)));
}

/** Gives back the PKCS#8 key. The check at its end is compared in constant time; damage looks like a wrong password. */
export function unprotectJksKey(protectedDer: Uint8Array, password: string): Result<Uint8Array, KeyFailure> {
  const { identifier, content } = partsOf(protectedDer);
  if (identifier === undefined || content === undefined) {
    return unreadable();
  }
  if (identifier !== oids.jksKeyProtector) {
    return unsupported(nameOfAlgorithm(identifier));
  }
  if (content.length < 2 * hashBytes) {
    return unreadable();
  }
  const secret = utf16(password);
  const salt = content.subarray(0, hashBytes);
  const plain = masked(content.subarray(hashBytes, -hashBytes), secret, salt);
  const isRight = timingSafeEqual(sha1(secret, plain), content.subarray(-hashBytes));
  secret.fill(0);
  return isRight ? ok(plain) : fail({ code: "key-passphrase-wrong" });
}

/** Tells whether bytes are an EncryptedPrivateKeyInfo of any algorithm. */
export function isProtectedKey(der: Uint8Array): boolean {
  const { identifier, content } = partsOf(der);
  return identifier !== undefined && content !== undefined;
}

/**
 * Gives the digest at the end of a JKS file: SHA-1 over the password in UTF-16BE, the ASCII words and all bytes before.
 * Source: OpenJDK sun.security.provider.JavaKeyStore.getPreKeyedHash.
 */
export function jksDigest(password: string, content: Uint8Array): Uint8Array {
  const secret = utf16(password);
  const digest = sha1(secret, Buffer.from("Mighty Aphrodite", "latin1"), content);
  secret.fill(0);
  return digest;
}

const hashBytes = 20;

function partsOf(der: Uint8Array): {
  readonly identifier: string | undefined;
  readonly content: Uint8Array | undefined;
} {
  const decoded = decodeDer(der);
  const [algorithm, content] = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  return {
    identifier: identifierOf(sequenceItems(algorithm)?.[0]),
    content: contentOf(content, tags.octetString),
  };
}

/** XOR with the key stream: the same in both directions. */
function masked(bytes: Uint8Array, secret: Uint8Array, salt: Uint8Array): Buffer {
  const result = Buffer.from(bytes);
  const input = Buffer.concat([secret, salt]);
  for (let start = 0; start < result.length; start += hashBytes) {
    const block = digestOf("sha1", input, "buffer");
    input.set(block, secret.length);
    const end = Math.min(start + hashBytes, result.length);
    for (let index = start; index < end; index += 1) {
      result[index] = (result[index] ?? 0) ^ (block[index - start] ?? 0);
    }
  }
  input.fill(0);
  return result;
}

function sha1(...parts: readonly Uint8Array[]): Buffer {
  const input = Buffer.concat(parts);
  const digest = digestOf("sha1", input, "buffer");
  input.fill(0);
  return digest;
}

/** Whoever asks wipes it. */
function utf16(password: string): Buffer {
  return Buffer.from(password, "utf16le").swap16();
}
