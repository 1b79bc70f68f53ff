import { X509Certificate, createPrivateKey } from "node:crypto";
import type { CertificateFacts } from "../certificate/read";
import { fileFinding, type FileFinding } from "./fileFindings";
import type { Container, OpenedEntry, OpenedKey } from "./opened";

/** Whether a key belongs to the certificate beside it; `unknown` where one of the two cannot be looked into. */
export type KeyMatch = "matches" | "differs" | "unknown";

/** Tells whether a private key is that of a certificate. */
export function keyMatchOf(key: OpenedKey, certificateDer: Uint8Array | undefined): KeyMatch {
  if (key.state !== "open" || certificateDer === undefined) {
    return "unknown";
  }
  try {
    const privateKey = createPrivateKey({ key: Buffer.from(key.pkcs8Der), format: "der", type: "pkcs8" });
    return new X509Certificate(certificateDer).checkPrivateKey(privateKey) ? "matches" : "differs";
  } catch {
    // The TLS library throws, with codes of its own, for keys and curves that it does not know.
    return "unknown";
  }
}

/** Gives what is to be said about an entry: its key, and how its chain is put together. */
export function entryFindings(
  entry: OpenedEntry,
  container: Container,
  places: ReadonlyMap<string, number>,
  certificates: readonly { readonly facts: CertificateFacts }[],
): readonly FileFinding[] {
  const chain = entry.chainDer.flatMap((der) => {
    const index = places.get(Buffer.from(der).toString("latin1"));
    const facts = index === undefined ? undefined : certificates[index]?.facts;
    return index === undefined || facts === undefined ? [] : [{ index, facts }];
  });
  return entry.key === undefined
    ? []
    : [...keyFindings(entry, entry.key, container), ...chainFindings(chain)];
}

function keyFindings(entry: OpenedEntry, key: OpenedKey, container: Container): readonly FileFinding[] {
  const alias = entry.alias ?? "";
  const [leaf] = entry.chainDer;
  if (leaf === undefined && entry.key?.state !== "open") {
    return stateFindings(key, alias);
  }
  if (leaf === undefined) {
    return [fileFinding("certificate-missing", { alias }), ...protection(key, container)];
  }
  const mismatch = keyMatchOf(key, leaf) === "differs" ? [fileFinding("key-mismatch", { alias })] : [];
  return [...mismatch, ...stateFindings(key, alias), ...protection(key, container)];
}

function stateFindings(key: OpenedKey, alias: string): readonly FileFinding[] {
  switch (key.state) {
    case "open":
      return [];
    case "locked":
      return [fileFinding("key-locked", { alias })];
    case "unusable":
      return [fileFinding("key-unusable", { alias, reason: key.reason, algorithm: key.algorithm ?? "" })];
  }
}

/** A keystore as a whole may have no password either; it is rarely meant. */
function protection(key: OpenedKey, container: Container): readonly FileFinding[] {
  return key.state === "open" && !key.isProtected && (container === "pem" || container === "der")
    ? [fileFinding("key-unprotected")]
    : [];
}

interface Link {
  readonly index: number;
  readonly facts: CertificateFacts;
}

function chainFindings(chain: readonly Link[]): readonly FileFinding[] {
  const [leaf] = chain;
  if (leaf === undefined) {
    return [];
  }
  const isOrdered = chain.every(
    ({ facts }, place) => place === 0 || chain[place - 1]?.facts.issuerText === facts.subjectText,
  );
  const last = chain.at(-1);
  const top = chain.find(({ facts }) => !chain.some((other) => other.facts.subjectText === facts.issuerText));
  return [
    ...(isOrdered ? [] : [fileFinding("chain-unordered", { subject: last?.facts.subjectText ?? "" })]),
    ...(top === undefined
      ? []
      : [fileFinding("issuer-not-in-file", { issuer: top.facts.issuerText }, top.index)]),
  ];
}
