import type { KeyObject } from "node:crypto";

/** A key pair as the Entropy port makes it. */
export interface KeyPair {
  /** PKCS#8 `PrivateKeyInfo` (RFC 5208), DER. */
  readonly privateKeyPkcs8Der: Uint8Array;
  /** `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7), DER. */
  readonly publicKeySpkiDer: Uint8Array;
  /** The private key as the TLS library holds it, where it was made here: reading it takes longer than signing. */
  readonly privateKey?: KeyObject;
}

/** A private key and the certificate issued for it, with the issuers above it. */
export interface Issued {
  /** PKCS#8 `PrivateKeyInfo`, DER, unencrypted: it leaves the program only through `Files` with mode 0600. */
  readonly privateKeyPkcs8Der: Uint8Array;
  /** The leaf certificate, DER. */
  readonly certificateDer: Uint8Array;
  /** Issuers of the leaf, nearest first, DER; empty when it is self-signed. */
  readonly issuersDer: readonly Uint8Array[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Gives `lengthBytes` unpredictable bytes; in tests, counted ones. */
export type RandomBytes = (lengthBytes: number) => Uint8Array;
