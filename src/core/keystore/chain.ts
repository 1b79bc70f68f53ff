import { createPrivateKey, X509Certificate } from "node:crypto";

/** A certificate of a container, with what the TLS library makes of it; undefined where it takes it for none. */
export interface PoolCertificate {
  readonly der: Uint8Array;
  readonly parsed: X509Certificate | undefined;
}

/** Takes a certificate into a pool that chains are made of. */
export function poolCertificateOf(der: Uint8Array): PoolCertificate {
  return { der, parsed: parsedOf(der) };
}

/**
 * Orders certificates into the chain of a leaf, leaf first, root last: by issuer name and key identifier, and, where
 * several issuers are of one name, by who signed. It ends where the issuer is not in the pool.
 */
export function chainOf(leaf: PoolCertificate, pool: readonly PoolCertificate[]): readonly PoolCertificate[] {
  const chain = [leaf];
  for (let next = issuerOf(leaf, pool); next !== undefined && !chain.includes(next);) {
    chain.push(next);
    next = issuerOf(next, pool);
  }
  return chain;
}

/** Finds the certificate of a private key, PKCS#8 DER that the TLS library takes. */
export function certificateOfKey(
  pkcs8Der: Uint8Array,
  pool: readonly PoolCertificate[],
): PoolCertificate | undefined {
  const key = createPrivateKey({ key: Buffer.from(pkcs8Der), format: "der", type: "pkcs8" });
  return pool.find(({ parsed }) => {
    try {
      return parsed?.checkPrivateKey(key) ?? false;
    } catch {
      // A public key that the library cannot take out of the certificate is not this one.
      return false;
    }
  });
}

/** Finds the first certificate that issued none of the others: the leaf, if there is one key and one chain. */
export function firstLeafOf(pool: readonly PoolCertificate[]): PoolCertificate | undefined {
  return pool.find((one) => pool.every((other) => other === one || !hasIssued(one, other)));
}

function issuerOf(
  certificate: PoolCertificate,
  pool: readonly PoolCertificate[],
): PoolCertificate | undefined {
  if (hasIssued(certificate, certificate)) {
    return undefined;
  }
  const [first, ...others] = pool.filter((other) => hasIssued(other, certificate));
  return others.length === 0 || first === undefined
    ? first
    : ([first, ...others].find((other) => hasSigned(other, certificate)) ?? first);
}

/** Names and key identifiers fit; nothing is verified. */
function hasIssued(issuer: PoolCertificate, certificate: PoolCertificate): boolean {
  return issuer.parsed !== undefined && certificate.parsed?.checkIssued(issuer.parsed) === true;
}

/** Tells whether a certificate's signature is of an issuer's key. */
export function hasSigned(issuer: PoolCertificate, certificate: PoolCertificate): boolean {
  try {
    return issuer.parsed !== undefined && certificate.parsed?.verify(issuer.parsed.publicKey) === true;
  } catch {
    // A key or signature that the library does not know proves nothing.
    return false;
  }
}

function parsedOf(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    // The library's only way to say that it is no certificate.
    return undefined;
  }
}
