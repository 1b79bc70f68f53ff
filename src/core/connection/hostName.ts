import type { AlternativeName } from "../identity/identity";

/** Whether a certificate speaks for the host that was dialled, and by what. */
export type HostMatch = "alternative-name" | "common-name" | "none";

/** The names of a certificate, as far as a host check looks at them. */
export interface CertificateNames {
  readonly names: readonly AlternativeName[];
  readonly commonName: string;
}

const dottedQuad = /^\d{1,3}(\.\d{1,3}){3}$/;

/**
 * Checks the reference identity `host` against a server certificate (RFC 9525 §6). An IP address matches an `ip` name
 * alone. A DNS name matches a `dns` name, where `*` may stand for the whole left-most label. The common name counts only
 * where there is no `dns`, `ip` or `uri` name at all (RFC 6125 §6.4.4; RFC 9525 no longer allows it).
 */
export function matchHost(host: string, certificate: CertificateNames): HostMatch {
  if (isIpAddress(host)) {
    const wanted = canonicalIp(host);
    const matches = certificate.names.some(
      (name) => name.kind === "ip" && canonicalIp(name.value) === wanted,
    );
    return matches ? "alternative-name" : "none";
  }
  const named = certificate.names.filter((name) => name.kind === "dns");
  if (named.some((name) => matchesPattern(host, name.value))) {
    return "alternative-name";
  }
  const namesOnlyInSubject = certificate.names.every((name) => name.kind === "email");
  return namesOnlyInSubject && matchesPattern(host, certificate.commonName) ? "common-name" : "none";
}

/** True for a dotted IPv4 or any textual IPv6 address, without brackets. */
export function isIpAddress(host: string): boolean {
  return dottedQuad.test(host) || host.includes(":");
}

/** RFC 9525 §6.3: labels compare without case; a wildcard is the whole left-most label and stands for exactly one. */
function matchesPattern(host: string, pattern: string): boolean {
  const wanted = labelsOf(host);
  const offered = labelsOf(pattern);
  if (wanted.length !== offered.length || wanted.includes("")) {
    return false;
  }
  // "*.com" would speak for a whole top-level domain.
  const wildcard = offered[0] === "*" && offered.length > 2;
  return offered.every((label, index) => (index === 0 && wildcard) || label === wanted[index]);
}

function labelsOf(name: string): readonly string[] {
  return name.toLowerCase().replace(/\.$/, "").split(".");
}

/** One spelling for each address: RFC 5952 for IPv6, without zone; text that is none stays as it is. */
function canonicalIp(text: string): string {
  const bare = text.replace(/%[^]*$/, "").toLowerCase();
  if (!bare.includes(":")) {
    return bare;
  }
  const url = `http://[${bare}]/`;
  return URL.canParse(url) ? new URL(url).hostname : bare;
}
