import { contentOf, octetString, sequence, sequenceItems, tags } from "../certificate/asn1";
import { decodeDer, encodeDer } from "../certificate/forge";
import type { RandomBytes } from "../certificate/issued";
import { fail, type Result } from "../result";
import { pbes2Decrypt, pbes2Encrypt, type PasswordKey, type Pbes2Failure } from "./pbes2";

/** Why a private key could not be taken out of where it lies. */
export interface KeyFailure {
  readonly code:
    /** The password does not open it, as far as can be told: damaged bytes look the same. */
    | "key-passphrase-wrong"
    /** Not of the structure that its label or place promises. */
    | "key-unreadable"
    /** Encrypted, or a key, in a way that is not in both TLS libraries. */
    | "key-algorithm-unsupported";
}

/** Encrypts a PKCS#8 PrivateKeyInfo into an EncryptedPrivateKeyInfo (RFC 5208 §6): PBES2, AES-256-CBC. DER both. */
export function encryptPkcs8(pkcs8Der: Uint8Array, key: PasswordKey, random: RandomBytes): Uint8Array {
  const { algorithm, ciphertext } = pbes2Encrypt(pkcs8Der, key, random);
  return encodeDer(sequence(algorithm, octetString(ciphertext)));
}

/** Decrypts a PBES2 EncryptedPrivateKeyInfo; what comes out has the structure of a PrivateKeyInfo. DER both. */
export function decryptPkcs8(encryptedDer: Uint8Array, password: string): Result<Uint8Array, KeyFailure> {
  const decoded = decodeDer(encryptedDer);
  const [algorithm, data, ...rest] = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  const ciphertext = contentOf(data, tags.octetString);
  if (ciphertext === undefined || rest.length > 0) {
    return fail({ code: "key-unreadable" });
  }
  const plain = pbes2Decrypt(algorithm, ciphertext, password);
  if (!plain.ok) {
    return fail({ code: keyCodes[plain.failure.code] });
  }
  return isPrivateKeyInfo(plain.value) ? plain : fail({ code: "key-passphrase-wrong" });
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

const keyCodes: Readonly<Record<Pbes2Failure["code"], KeyFailure["code"]>> = {
  "password-wrong": "key-passphrase-wrong",
  "encryption-unsupported": "key-algorithm-unsupported",
  "encryption-malformed": "key-unreadable",
};
