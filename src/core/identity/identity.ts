import type { ProfileProblem } from "../profile/profile";

/** Which of a file's two identities is meant: the device's (`CLIENT_*`) or the server's (`SERVER_*`). */
export type Side = "client" | "server";

/** A distinguished name's attributes, as text; an absent or empty one is left out of the certificate. */
export interface Subject {
  readonly commonName: string;
  readonly organizationalUnit?: string;
  readonly organization?: string;
  readonly locality?: string;
  readonly stateOrProvince?: string;
  readonly country?: string;
}

/** A key algorithm of the allow-list that OpenSSL and BoringSSL share. */
export type KeyAlgorithm =
  | { readonly kind: "ec"; readonly curve: "P-256" | "P-384" | "P-521" }
  | { readonly kind: "rsa"; readonly bits: 2048 | 3072 | 4096 };

/** One subject alternative name (RFC 5280 §4.2.1.6); an `ip` value is dotted v4 or any RFC 4291 v6 text. */
export interface AlternativeName {
  readonly kind: "dns" | "ip" | "uri" | "email";
  readonly value: string;
}

/** Who a certificate speaks for, and under which names and secrets its keystores are kept. */
export interface Identity {
  readonly side: Side;
  readonly subject: Subject;
  /** Empty for a client. */
  readonly names: readonly AlternativeName[];
  readonly algorithm: KeyAlgorithm;
  /** Lower-cased, as keytool stores it. */
  readonly alias: string;
  /** First part of the bundle's file names. */
  readonly filePrefix: string;
  readonly storePassword: string;
  readonly keyPassword: string;
  /** The other side of the same file: where its files lie and under which alias it is trusted. */
  readonly peer: { readonly alias: string; readonly filePrefix: string };
}

/** The file has errors that leave no safe reading; `problems` holds those errors alone. */
export interface IdentityFailure {
  readonly code: "properties-invalid";
  readonly problems: readonly ProfileProblem[];
}
