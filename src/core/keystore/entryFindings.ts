import { X509Certificate, createPrivateKey } from "node:crypto";
import type { CertificateFacts } from "../certificate/read";
import { fileFinding, type FileFinding } from "./fileFindings";
import type { KeyFailure } from "./keyFailure";
import type { Keystore, KeystoreEntry } from "./keystore";

/** Whether a key belongs to the certificate beside it; `unknown` where one of the two cannot be looked into. */
export type KeyMatch = "matches" | "differs" | "unknown";

/** An entry with a private key. */
export type KeyEntry = Extract<KeystoreEntry, { readonly kind: "key" }>;

/** Tells whether a private key is that of a certificate. */
export function keyMatchOf({ key, chainDer: [leaf] }: KeyEntry): KeyMatch {
  if (!key.ok || leaf === undefined) {
    return "unknown";
  }
  try {
    const privateKey = createPrivateKey({ key: Buffer.from(key.value), format: "der", type: "pkcs8" });
    return new X509Certificate(leaf).checkPrivateKey(privateKey) ? "matches" : "differs";
  } catch {
    // The TLS library throws, with codes of its own, for keys and curves that it does not know.
    return "unknown";
  }
}

/** Gives what is to be said about the keys of a keystore and about what was passed over. */
export function keystoreFindings({ format, entries, skipped }: Keystore): readonly FileFinding[] {
  const hasOthers = entries.some(({ kind }) => kind === "trusted");
  return [
    ...entries.flatMap((entry) => (entry.kind === "key" ? keyFindings(entry, hasOthers) : [])),
    ...entries.flatMap((entry) =>
      entry.kind === "trusted" && format === "pkcs12" && !entry.isTrustedByJava
        ? [fileFinding("trusted-unmarked", { alias: entry.alias ?? "" })]
        : [],
    ),
    ...skipped.map(({ alias, name, kind }) =>
      fileFinding("entry-skipped", {
        alias: alias ?? "",
        name: kind === "pem-block" ? name : `${kind} ${name}`,
      }),
    ),
  ];
}

/** Where files have no order of their own, certificates that a key does not fit are entries beside it. */
function keyFindings(entry: KeyEntry, hasOthers: boolean): readonly FileFinding[] {
  const alias = entry.alias ?? "";
  const { key } = entry;
  if (!key.ok) {
    return lockFindings(key.failure, alias);
  }
  if (entry.chainDer.length === 0) {
    return [fileFinding(hasOthers ? "key-mismatch" : "certificate-missing", { alias })];
  }
  return keyMatchOf(entry) === "differs" ? [fileFinding("key-mismatch", { alias })] : [];
}

function lockFindings(failure: KeyFailure, alias: string): readonly FileFinding[] {
  switch (failure.code) {
    case "key-passphrase-wrong":
      return [fileFinding("key-locked", { alias })];
    case "key-unreadable":
      return [fileFinding("key-unreadable", { alias })];
    case "key-algorithm-unsupported":
      return [fileFinding("key-unsupported", { alias, algorithm: failure.algorithm })];
    case "cancelled":
      return [];
  }
}

/** A certificate of a chain, and its place among all of the file. */
export interface Link {
  readonly index: number;
  readonly facts: CertificateFacts;
}

/** Gives what is to be said about the chain of a key: whether it ends with a root. */
export function chainFindings(chain: readonly Link[]): readonly FileFinding[] {
  const top = chain.find(({ facts }) => !chain.some((other) => other.facts.subjectText === facts.issuerText));
  return top === undefined
    ? []
    : [fileFinding("issuer-not-in-file", { issuer: top.facts.issuerText }, top.index)];
}

/** Tells whether each certificate is followed by its issuer, as TLS sends them. */
export function isInOrder(chain: readonly Link[]): boolean {
  return chain.every(
    ({ facts }, place) => place === 0 || chain[place - 1]?.facts.issuerText === facts.subjectText,
  );
}
