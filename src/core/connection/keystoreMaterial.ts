import type { Identity } from "../identity/identity";
import type { Keystore, KeystoreEntry } from "../keystore/keystore";
import type { KeyFileFailure } from "../keystore/open";
import { writePem } from "../keystore/pem";
import { fail, ok, type Result } from "../result";
import type { DiagnosisFacts } from "./diagnoses";
import type { LoadedFile } from "./preflight";

/** A keystore of a device, and what the properties' passwords gave of it. */
export interface OpenedKeystore {
  /** Absolute path. */
  readonly path: string;
  readonly opened: Result<Keystore, KeyFileFailure>;
  /** The property that holds the password of the whole. */
  readonly storePasswordKey: string;
}

/**
 * Gives the device's key and certificates of a keystore as the PEM file that they would be: the key under the device's
 * alias, or the first one.
 */
export function plainFileOf(
  { path, opened, storePasswordKey }: OpenedKeystore,
  { alias }: Pick<Identity, "alias">,
): Result<LoadedFile, DiagnosisFacts> {
  if (!opened.ok) {
    return refusal(opened.failure, path, storePasswordKey);
  }
  const keys = opened.value.entries.filter((entry) => entry.kind === "key");
  const own = keys.find((entry) => entry.alias?.toLowerCase() === alias) ?? keys[0];
  if (own === undefined) {
    return fail({ code: "client-key-missing", facts: { path } });
  }
  return own.key.ok ? ok({ path, bytes: pemOf(own.key.value, own) }) : refusal(own.key.failure, path);
}

function pemOf(keyDer: Uint8Array, { chainDer }: Extract<KeystoreEntry, { kind: "key" }>): Uint8Array {
  const certificates = chainDer.map((der) => writePem("CERTIFICATE", der));
  return Buffer.from([writePem("PRIVATE KEY", keyDer), ...certificates].join(""), "latin1");
}

/** `lockedBy` is the property whose password does not open the whole; a key in it may have another. */
function refusal(failure: KeyFileFailure, path: string, lockedBy?: string): Result<never, DiagnosisFacts> {
  if (failure.code === "key-passphrase-wrong") {
    return fail({ code: "client-key-passphrase-wrong", facts: { path, ...(lockedBy && { lockedBy }) } });
  }
  const algorithm = failure.code === "key-algorithm-unsupported" ? { algorithm: failure.algorithm } : {};
  return fail({ code: "client-key-unreadable", facts: { path, reason: failure.code, ...algorithm } });
}
