import { readDetails } from "../certificate/details";
import { readCertificate, type CertificateFacts } from "../certificate/read";
import { chainOf, hasSigned, poolCertificateOf, type PoolCertificate } from "../keystore/chain";

type Facts = Readonly<Record<string, string>>;

/** A certificate that lies here in a file, whatever it is kept for. */
export interface CertificateHere {
  readonly der: Uint8Array;
  /** Absolute path of its file. */
  readonly path: string;
}

/**
 * Says what the chain that a device shows lacks between it and a root; nothing where it ends in a root, or right below one.
 *
 * `missingIssuer`: who issued the topmost certificate that is shown, and those above, as far as they lie in files here, `; `
 * between. `issuersAbove`: who issued each of these: by the certificates themselves, else by what the topmost says of its
 * issuer's issuer (RFC 5280 §4.2.1.1); absent where nothing tells. `missingIssuerFile`: where the first of them lies.
 */
export function lackingAbove(shownDer: readonly Uint8Array[], here: readonly CertificateHere[]): Facts {
  const shown = shownDer.map(poolCertificateOf);
  const [leaf] = shown;
  const top = leaf && chainOf(leaf, shown).at(-1);
  const facts = top && factsOf(top);
  if (top === undefined || facts === undefined || facts.isSelfIssued) {
    return {};
  }
  const pool = here.map(({ der }) => poolCertificateOf(der));
  const above = signersAbove(top, pool);
  const between = above.flatMap((one) => factsOf(one) ?? []).filter(({ isSelfIssued }) => !isSelfIssued);
  if (between.length > 0) {
    const file = here[pool.findIndex((one) => one === above[0])];
    return {
      missingIssuer: between.map(({ subjectText }) => subjectText).join("; "),
      issuersAbove: between.map(({ issuerText }) => issuerText).join("; "),
      ...(file && { missingIssuerFile: file.path }),
    };
  }
  return above.length > 0 ? {} : unseen(facts, readDetails(top.der).authorityIssuerText);
}

/** Whoever signed a certificate, and whoever signed that: names alone prove nothing. */
function signersAbove(top: PoolCertificate, pool: readonly PoolCertificate[]): readonly PoolCertificate[] {
  const chain = chainOf(top, pool);
  const unsigned = chain.findIndex((one, index) => {
    const issuer = chain[index + 1];
    return issuer === undefined || !hasSigned(issuer, one);
  });
  return chain.slice(1, unsigned + 1);
}

/** An issuer whose certificate is not here: a root, by what the certificate says of it, need not be shown. */
function unseen({ issuerText }: CertificateFacts, above: string | undefined): Facts {
  return above === issuerText
    ? {}
    : { missingIssuer: issuerText, ...(above !== undefined && { issuersAbove: above }) };
}

function factsOf({ der }: PoolCertificate): CertificateFacts | undefined {
  const read = readCertificate(der);
  return read.ok ? read.value : undefined;
}

/** The names of a fact that holds several. */
export function namesIn(text: string | undefined): readonly string[] {
  // RFC 4514 §2.4 writes a semicolon within a name with a backslash.
  return text?.split(/(?<!\\); /) ?? [];
}

/**
 * Says whether what a chain lacks is why a server refuses it, by the issuers that the server takes: `trustedIssuer` is the one
 * of them that it leads to. What leads elsewhere is left out; where nobody knows where it leads, it stays as a possibility.
 */
export function lackingBelow(accepted: readonly string[], facts: Facts): Facts {
  const above = namesIn(facts["issuersAbove"]);
  const reached = above.findIndex((name) => accepted.includes(name));
  const trustedIssuer = above[reached];
  if (trustedIssuer === undefined) {
    return above.length > 0 ? withoutLack(facts) : facts;
  }
  const missing = namesIn(facts["missingIssuer"]).slice(0, reached + 1);
  return { ...facts, missingIssuer: missing.join("; "), trustedIssuer };
}

/** The same facts without what the chain lacks. */
export function withoutLack(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !lackFacts.has(name)));
}

const lackFacts: ReadonlySet<string> = new Set([
  "missingIssuer",
  "issuersAbove",
  "missingIssuerFile",
  "path",
]);
