import { fail, type Result } from "../result";

/** Why a private key, or the keystore around it, could not be taken out of where it lies. */
export type KeyFailure =
  /** The password does not open it, as far as can be told: damaged bytes may look the same. */
  | { readonly code: "key-passphrase-wrong" }
  /** Not of the structure that its label or place promises: damaged. */
  | {
      readonly code: "key-unreadable";
      /** Where in the file, in bytes from its start. */
      readonly offset?: number;
      /** Where in a PEM text, from 1. */
      readonly line?: number;
    }
  /** Encrypted, sealed, or a key, in a way that is not in both TLS libraries. */
  | {
      readonly code: "key-algorithm-unsupported";
      /** What it is: `RC2-40`, `scrypt`, `Ed25519`, `JCEKS`; dotted decimals where we have no name. */
      readonly algorithm: string;
    }
  /** The signal aborted it. */
  | { readonly code: "cancelled" };

/** Says that something is damaged, somewhere. */
export function unreadable(offset?: number): Result<never, KeyFailure> {
  return fail({ code: "key-unreadable", ...(offset !== undefined && { offset }) });
}

/** Says that an algorithm is not supported here. */
export function unsupported(algorithm: string): Result<never, KeyFailure> {
  return fail({ code: "key-algorithm-unsupported", algorithm });
}
