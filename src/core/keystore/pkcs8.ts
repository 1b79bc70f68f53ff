import { contentOf, octetString, sequence, sequenceItems, tags } from "../certificate/asn1";
import { decodeBer } from "../certificate/ber";
import { decodeDer, encodeDer, type Asn1 } from "../certificate/forge";
import type { RandomBytes } from "../certificate/issued";
import { fail, type Result } from "../result";
import { decrypt, readEncryption } from "./encryption";
import { unreadable, type KeyFailure } from "./keyFailure";
import type { Patience } from "./patience";
import { pbes2Encrypt, type PasswordKey } from "./pbes2";

/** Encrypts a PKCS#8 PrivateKeyInfo into an EncryptedPrivateKeyInfo (RFC 5208 §6): PBES2, AES-256-CBC. DER both. */
export function encryptPkcs8(pkcs8Der: Uint8Array, key: PasswordKey, random: RandomBytes): Uint8Array {
  const { algorithm, ciphertext } = pbes2Encrypt(pkcs8Der, key, random);
  return encodeDer(sequence(algorithm, octetString(ciphertext)));
}

/** Decrypts an EncryptedPrivateKeyInfo; what comes out has the structure of a PrivateKeyInfo, DER. */
export async function decryptPkcs8(
  encryptedDer: Uint8Array,
  password: string,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  const decoded = decodeBer(encryptedDer);
  return decoded.ok ? decryptKeyInfo(decoded.value, password, patience) : unreadable(decoded.failure.offset);
}

/** Does the same for one that is decoded already; an undefined password is none at all. */
export async function decryptKeyInfo(
  encrypted: Asn1,
  password: string | undefined,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  const [algorithm, data, ...rest] = sequenceItems(encrypted) ?? [];
  const ciphertext = contentOf(data, tags.octetString);
  if (ciphertext === undefined || rest.length > 0) {
    return unreadable();
  }
  const encryption = readEncryption(algorithm);
  if (!encryption.ok) {
    return encryption;
  }
  const plain = await decrypt(encryption.value, ciphertext, password, patience);
  return !plain.ok || isPrivateKeyInfo(plain.value) ? plain : fail({ code: "key-passphrase-wrong" });
}

/** Tells whether an EncryptedPrivateKeyInfo is encrypted by algorithms that we have, so that a password is all it takes. */
export function isKnownEncryption(encryptedDer: Uint8Array): boolean {
  const decoded = decodeBer(encryptedDer);
  const [algorithm] = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  return readEncryption(algorithm).ok;
}

/** Tells whether bytes are a SEQUENCE of version, algorithm and key (RFC 5208 §5), which a wrong password never gives. */
export function isPrivateKeyInfo(der: Uint8Array): boolean {
  const decoded = decodeDer(der);
  const [version, algorithm, key] = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  return (
    contentOf(version, tags.integer) !== undefined &&
    sequenceItems(algorithm) !== undefined &&
    contentOf(key, tags.octetString) !== undefined
  );
}
