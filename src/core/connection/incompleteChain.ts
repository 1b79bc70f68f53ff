import { readDetails } from "../certificate/details";
import { readCertificate, type CertificateFacts } from "../certificate/read";

/** Who is missing between what a server shows and what is trusted here. */
export interface MissingIssuer {
  /** Whose certificate the server leaves out. */
  readonly missingIssuer: string;
  /** The trusted CA above it. */
  readonly trustedIssuer: string;
  /**
   * `authority-key-id`: the topmost certificate shown says that the missing one was issued by the trusted CA;
   * `organization`: the missing issuer and the trusted CA are of one organization.
   */
  readonly evidence: "authority-key-id" | "organization";
}

/** A certificate with the extensions that tie it to its issuer. */
interface Tied {
  readonly facts: CertificateFacts;
  readonly subjectKeyIdHex?: string;
  readonly authorityKeyIdHex?: string;
  readonly authorityIssuerText?: string;
}

/**
 * Tells whether a chain ends below a CA that is trusted: its topmost certificate was issued by somebody who is neither shown
 * nor trusted, and who belongs to a trusted CA. What is missing cannot be seen, so this goes by what the topmost says of it:
 * an authority key identifier may name the issuer's own issuer (RFC 5280 §4.2.1.1), and otherwise the organization tells.
 */
export function missingIssuerOf(
  presentedDer: readonly Uint8Array[],
  anchorsDer: readonly Uint8Array[],
): MissingIssuer | undefined {
  const [leaf, ...issuers] = presentedDer.flatMap(tied);
  if (leaf === undefined) {
    return undefined;
  }
  const anchors = anchorsDer.flatMap(tied);
  const top = topmost(leaf, issuers);
  if (top.facts.isSelfIssued || anchors.some((anchor) => isIssuerOf(anchor, top))) {
    return undefined;
  }
  const found = anchors.filter(isAuthority).flatMap((anchor) => evidenceFor(top, anchor));
  return found.find(({ evidence }) => evidence === "authority-key-id") ?? found[0];
}

function evidenceFor(top: Tied, { facts: anchor }: Tied): readonly MissingIssuer[] {
  const names = { missingIssuer: top.facts.issuerText, trustedIssuer: anchor.subjectText };
  if (top.authorityIssuerText !== undefined) {
    return top.authorityIssuerText === anchor.subjectText ? [{ ...names, evidence: "authority-key-id" }] : [];
  }
  const { organization = "" } = top.facts.issuer;
  const isOfOne = organization !== "" && organization === anchor.subject.organization;
  return isOfOne ? [{ ...names, evidence: "organization" }] : [];
}

/** Follows the issuers that were shown, each at most once. */
function topmost(from: Tied, issuers: readonly Tied[]): Tied {
  const above = issuers.find((issuer) => isIssuerOf(issuer, from));
  return above === undefined || from.facts.isSelfIssued
    ? from
    : topmost(
        above,
        issuers.filter((issuer) => issuer !== above),
      );
}

/** By name, and by key identifier where both have one: CAs that were rebuilt have the same name. */
function isIssuerOf(issuer: Tied, { facts, authorityKeyIdHex }: Tied): boolean {
  const { subjectKeyIdHex } = issuer;
  const isSameKey =
    subjectKeyIdHex === undefined || authorityKeyIdHex === undefined || subjectKeyIdHex === authorityKeyIdHex;
  return issuer.facts.subjectText === facts.issuerText && isSameKey;
}

/** A server's own certificate, pinned, is nobody's issuer. */
function isAuthority({ facts }: Tied): boolean {
  const { certificateAuthority, keyUsage } = facts;
  return certificateAuthority === true && (keyUsage === undefined || keyUsage.includes("keyCertSign"));
}

function tied(der: Uint8Array): readonly Tied[] {
  const read = readCertificate(der);
  return read.ok ? [{ facts: read.value, ...readDetails(der) }] : [];
}
