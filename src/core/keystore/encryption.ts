import { sequenceItems } from "../certificate/asn1";
import { identifierOf, type Asn1 } from "../certificate/forge";
import { oids } from "../certificate/oids";
import type { Result } from "../result";
import { nameOfAlgorithm } from "./algorithmNames";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import type { Patience } from "./patience";
import { pbes2Decrypt, readPbes2, type Pbes2 } from "./pbes2";
import { pkcs12PbeDecrypt, pkcs12PbeKeyBytes, readPkcs12Pbe, type Pkcs12Pbe } from "./pkcs12Pbe";

/** How something is encrypted under a password, in a way that we can undo. */
export type Encryption = Pbes2 | Pkcs12Pbe;

/** Reads an AlgorithmIdentifier; whatever is not supported is named, before any password is asked for. */
export function readEncryption(algorithm: Asn1 | undefined): Result<Encryption, KeyFailure> {
  const [identifierNode, parameters] = sequenceItems(algorithm) ?? [];
  const identifier = identifierOf(identifierNode);
  if (identifier === undefined) {
    return unreadable();
  }
  if (identifier === oids.pbes2) {
    return readPbes2(parameters);
  }
  const keyBytes = pkcs12PbeKeyBytes.get(identifier);
  return keyBytes === undefined
    ? unsupported(nameOfAlgorithm(identifier))
    : readPkcs12Pbe(parameters, keyBytes);
}

/**
 * Decrypts under a password; undefined is no password at all, which PKCS#12 tells from an empty one.
 * `key-passphrase-wrong` says that the padding is not right: whoever knows the plaintext's structure looks at that too.
 */
export function decrypt(
  encryption: Encryption,
  ciphertext: Uint8Array,
  password: string | undefined,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  return encryption.kind === "pbes2"
    ? pbes2Decrypt(encryption, ciphertext, password ?? "", patience)
    : pkcs12PbeDecrypt(encryption, ciphertext, password, patience);
}
