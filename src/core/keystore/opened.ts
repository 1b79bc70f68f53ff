import type { KeyFailure } from "./pkcs8";

/** What kind of file certificates and keys lie in. */
export type Container = "jks" | "pkcs12" | "pem" | "der";

/** A private key of an opened file: what can be told of it, and a secret where it is open. */
export type OpenedKey =
  /** PrivateKeyInfo, DER. */
  | { readonly state: "open"; readonly pkcs8Der: Uint8Array; readonly isProtected: boolean }
  /** It has a password of its own, which is not known. */
  | { readonly state: "locked" }
  | {
      readonly state: "unusable";
      readonly reason: Exclude<KeyFailure["code"], "key-passphrase-wrong">;
      /** What the key is encrypted with, where it has a name. */
      readonly algorithm?: string;
    };

/** One entry of an opened file. */
export interface OpenedEntry {
  /** Absent in files that have no aliases. */
  readonly alias?: string;
  readonly kind: "key" | "trusted" | "certificate";
  /** In the order of the file, DER. */
  readonly chainDer: readonly Uint8Array[];
  readonly key?: OpenedKey;
}

/** Something in a file that could not be read, while the rest was. */
export interface OpenedProblem {
  readonly code: string;
  /** From 1; absent in binary files. */
  readonly line?: number;
}

/** A file of certificates and keys that is open: its keys perhaps not. */
export interface OpenedFile {
  readonly container: Container;
  readonly entries: readonly OpenedEntry[];
  readonly problems: readonly OpenedProblem[];
}
