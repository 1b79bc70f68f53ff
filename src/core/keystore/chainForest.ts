import { X509Certificate } from "node:crypto";
import type { CertificateDetails } from "../certificate/details";
import type { CertificateFacts } from "../certificate/read";

/** A certificate of a file, as far as chains go by it. */
export interface ChainLink {
  readonly der: Uint8Array;
  readonly facts: Pick<CertificateFacts, "subjectText" | "issuerText" | "isSelfIssued">;
  readonly details: Pick<CertificateDetails, "subjectKeyIdHex" | "authorityKeyIdHex">;
}

/** A certificate with those that it issued; `index` is its place among the links. */
export interface ChainNode {
  readonly index: number;
  readonly issued: readonly ChainNode[];
}

/** Certificates drawn as trees, and those whose issuer's name is there with a key that did not sign them. */
export interface ChainForest {
  /** Roots, or what stands highest in the file, in the file's order. */
  readonly roots: readonly ChainNode[];
  /** Indexes. */
  readonly wronglySigned: readonly number[];
}

/**
 * Draws certificates as trees, each below its issuer. An issuer is the certificate of that name whose key signed it;
 * where none of that name did, it stands by itself. Certificates that issued one another in a circle are cut open at
 * the first of them.
 */
export function chainForestOf(links: readonly ChainLink[]): ChainForest {
  const bySubject = grouped(links);
  const found = links.map((link, index) => issuerOf(link, index, bySubject));
  const parents = withoutCircles(found.map((one) => (one.kind === "issuer" ? one.index : undefined)));
  const children = new Map<number, number[]>();
  parents.forEach((parent, index) => {
    if (parent !== undefined) {
      children.set(parent, [...(children.get(parent) ?? []), index]);
    }
  });
  const nodeOf = (index: number): ChainNode => ({ index, issued: (children.get(index) ?? []).map(nodeOf) });
  return {
    roots: parents.flatMap((parent, index) => (parent === undefined ? [nodeOf(index)] : [])),
    wronglySigned: found.flatMap((one, index) => (one.kind === "wrong-key" ? [index] : [])),
  };
}

interface Indexed {
  readonly link: ChainLink;
  readonly index: number;
}

type Issuer = { readonly kind: "issuer"; readonly index: number } | { readonly kind: "none" | "wrong-key" };

function issuerOf(
  link: ChainLink,
  index: number,
  bySubject: ReadonlyMap<string, readonly Indexed[]>,
): Issuer {
  if (link.facts.isSelfIssued) {
    return { kind: "none" };
  }
  const named = (bySubject.get(link.facts.issuerText) ?? []).filter((other) => other.index !== index);
  const candidates = named.slice(0, mostCandidates);
  const signer = candidates.find((other) => isSignedBy(link.der, other.link.der));
  if (signer !== undefined) {
    return { kind: "issuer", index: signer.index };
  }
  // A key identifier that is another says that the issuer meant is not in the file.
  const { authorityKeyIdHex } = link.details;
  const isMeant = candidates.some(
    ({ link: { details } }) =>
      authorityKeyIdHex === undefined ||
      details.subjectKeyIdHex === undefined ||
      details.subjectKeyIdHex === authorityKeyIdHex,
  );
  return { kind: isMeant ? "wrong-key" : "none" };
}

/** Enough for every honest file: each candidate costs a verification. */
const mostCandidates = 16;

function isSignedBy(der: Uint8Array, issuerDer: Uint8Array): boolean {
  try {
    return new X509Certificate(der).verify(new X509Certificate(issuerDer).publicKey);
  } catch {
    // The TLS library throws, with codes of its own, for keys and algorithms that it does not know.
    return false;
  }
}

function grouped(links: readonly ChainLink[]): ReadonlyMap<string, readonly Indexed[]> {
  const groups = new Map<string, Indexed[]>();
  links.forEach((link, index) => {
    const group = groups.get(link.facts.subjectText) ?? [];
    group.push({ link, index });
    groups.set(link.facts.subjectText, group);
  });
  return groups;
}

/** Takes the issuer from the first certificate of each circle. */
function withoutCircles(parents: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const open = [...parents];
  open.forEach((_, start) => {
    const seen = new Set<number>();
    let at: number | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      at = open[at];
    }
    if (at === start) {
      open[start] = undefined;
    }
  });
  return open;
}
