import { readDetails, type CertificateDetails } from "../certificate/details";
import { lintCertificate, type LintFinding } from "../certificate/lint";
import { readCertificate, type CertificateFacts, type CertificateUnreadable } from "../certificate/read";
import { roleOf, type CertificateRole } from "../certificate/role";
import type { Side } from "../identity/identity";
import { chainForestOf, type ChainNode } from "./chainForest";
import {
  chainFindings,
  isInOrder,
  keyMatchOf,
  keystoreFindings,
  type KeyEntry,
  type KeyMatch,
  type Link,
} from "./entryFindings";
import { fileFinding, type FileFinding } from "./fileFindings";
import type { Keystore, KeystoreEntry } from "./keystore";
import type { FileLayout } from "./layout";

/** A certificate of a file, read and judged. */
export interface ExplainedCertificate {
  readonly der: Uint8Array;
  readonly facts: CertificateFacts;
  readonly details: CertificateDetails;
  readonly role: CertificateRole;
  readonly findings: readonly LintFinding[];
}

/** An entry of a file; its certificates are indexes. */
export interface ExplainedEntry {
  readonly alias?: string;
  /** `certificate` where the format knows no trust. */
  readonly kind: "key" | "trusted" | "certificate";
  readonly certificates: readonly number[];
  readonly key?: { readonly state: "open" | "locked" | "unusable"; readonly match: KeyMatch };
}

/** What a file of certificates and keys is, and what is to be said about it. No secret is in it. */
export interface Explanation {
  readonly format: Keystore["format"];
  readonly entries: readonly ExplainedEntry[];
  /** Each once, in the file's order. */
  readonly certificates: readonly ExplainedCertificate[];
  /** How many more there are than were looked into. */
  readonly certificatesLeftOut: number;
  /** The certificates by who issued whom; a node's index is the certificate's. */
  readonly chains: readonly ChainNode[];
  /** About the file; those of a certificate are its own. */
  readonly findings: readonly FileFinding[];
}

/** By what a file is judged. */
export interface ExplanationTerms {
  readonly now: Date;
  readonly expiryWarningDays: number;
  /** Whose bundle the file belongs to, where that is known. */
  readonly side?: Side;
  /** Whether a password that everybody tries first opened it. */
  readonly isPasswordWellKnown: boolean;
}

/** Explains an opened file: reads and judges its certificates, fits keys to them and draws the chains. */
export function explanationOf(keystore: Keystore, layout: FileLayout, terms: ExplanationTerms): Explanation {
  const { entries, format } = keystore;
  const all = distinct([...layout.writtenDer, ...entries.flatMap(chainOf)]);
  const looked = all.slice(0, mostCertificates);
  const leaves = entries.flatMap((entry) => (entry.kind === "key" ? entry.chainDer.slice(0, 1) : []));
  const reads = looked.map((der) => ({ der, read: readCertificate(der) }));
  const certificates = reads.flatMap(({ der, read }) =>
    read.ok ? [explained(der, read.value, { terms, hasKey: leaves.some((leaf) => isSame(leaf, der)) })] : [],
  );
  const forest = chainForestOf(certificates);
  const places = new Map(certificates.map(({ der }, index) => [keyOf(der), index]));
  return {
    format,
    entries: entries.map((entry) => explainedEntry(entry, format, places)),
    certificates,
    certificatesLeftOut: all.length - looked.length,
    chains: forest.roots,
    findings: [
      ...(terms.isPasswordWellKnown ? [fileFinding("password-well-known")] : []),
      ...(layout.hasPlainKey ? [fileFinding("key-unprotected")] : []),
      ...reads.flatMap(({ read }, index) => (read.ok ? [] : [unreadable(read.failure, index)])),
      ...forest.wronglySigned.map((index) =>
        fileFinding("issuer-signature-wrong", namesOf(certificates[index]), index),
      ),
      ...keystoreFindings(keystore),
      ...chainsFindings(keystore, layout, (der) => linkOf(der, places, certificates)),
    ],
  };
}

/** More than a person reads; a platform's whole store has some 150. */
const mostCertificates = 250;

interface Place {
  readonly terms: ExplanationTerms;
  /** Whether its private key is in the file. */
  readonly hasKey: boolean;
}

function explained(der: Uint8Array, facts: CertificateFacts, { terms, hasKey }: Place): ExplainedCertificate {
  const details = readDetails(der);
  const side = hasKey ? terms.side : undefined;
  const role = roleOf(facts, { hasKey, ...(side === undefined ? {} : { side }) });
  const { now, expiryWarningDays } = terms;
  return {
    der,
    facts,
    details,
    role,
    findings: lintCertificate({ facts, details, role, now, expiryWarningDays }),
  };
}

function explainedEntry(
  entry: KeystoreEntry,
  format: Keystore["format"],
  places: ReadonlyMap<string, number>,
): ExplainedEntry {
  const { alias } = entry;
  const isPlain = format === "pem" || format === "der";
  return {
    ...(alias === undefined ? {} : { alias }),
    kind: entry.kind === "trusted" && isPlain ? "certificate" : entry.kind,
    certificates: chainOf(entry)
      .map((der) => places.get(keyOf(der)))
      .filter((index) => index !== undefined),
    ...(entry.kind === "key" ? { key: { state: keyStateOf(entry), match: keyMatchOf(entry) } } : {}),
  };
}

function keyStateOf({ key }: KeyEntry): "open" | "locked" | "unusable" {
  if (key.ok) {
    return "open";
  }
  return key.failure.code === "key-passphrase-wrong" ? "locked" : "unusable";
}

function chainOf(entry: KeystoreEntry): readonly Uint8Array[] {
  return entry.kind === "key" ? entry.chainDer : [entry.certificateDer];
}

/** A PEM text is taken as it is written by whoever connects with it; other formats order their chains. */
function chainsFindings(
  { entries }: Keystore,
  { writtenDer }: FileLayout,
  linkOfDer: (der: Uint8Array) => Link | undefined,
): readonly FileFinding[] {
  const linksOf = (ders: readonly Uint8Array[]): readonly Link[] =>
    ders.map(linkOfDer).filter((link) => link !== undefined);
  const keyChains = entries.flatMap((entry) => (entry.kind === "key" ? [linksOf(entry.chainDer)] : []));
  const written = linksOf(writtenDer);
  const [chain = []] = keyChains;
  const isOneChain = keyChains.length === 1 && written.length > 1 && chain.length === written.length;
  return [
    ...(isOneChain && !isInOrder(written) ? [fileFinding("chain-unordered")] : []),
    ...keyChains.flatMap(chainFindings),
  ];
}

function linkOf(
  der: Uint8Array,
  places: ReadonlyMap<string, number>,
  certificates: readonly ExplainedCertificate[],
): Link | undefined {
  const index = places.get(keyOf(der));
  const facts = index === undefined ? undefined : certificates[index]?.facts;
  return index === undefined || facts === undefined ? undefined : { index, facts };
}

function unreadable({ reason }: CertificateUnreadable, index: number): FileFinding {
  return fileFinding("certificate-unreadable", { reason, number: String(index + 1) });
}

function namesOf(certificate: ExplainedCertificate | undefined): Readonly<Record<string, string>> {
  const { subjectText = "", issuerText = "" } = certificate?.facts ?? {};
  return { subject: subjectText, issuer: issuerText };
}

function distinct(ders: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(ders.map((der) => [keyOf(der), der])).values()];
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(other);
}

function keyOf(der: Uint8Array): string {
  return Buffer.from(der).toString("latin1");
}
