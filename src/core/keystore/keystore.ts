import type { Result } from "../result";
import { certificateOfKey, chainOf, firstLeafOf, poolCertificateOf, type PoolCertificate } from "./chain";
import type { KeyFailure } from "./keyFailure";

/** What a file of keys and certificates holds, whatever its format. */
export interface Keystore {
  readonly format: "jks" | "pkcs12" | "pem" | "der";
  readonly entries: readonly KeystoreEntry[];
  /** What is in it and neither a private key nor a certificate. */
  readonly skipped: readonly SkippedEntry[];
  /** Whether the store password proved the whole; a store without a seal, and PEM and DER, have nothing to prove. */
  readonly integrity: "verified" | "absent";
}

/** One entry. Names may be missing, and need not be unique outside JKS. */
export type KeystoreEntry =
  | {
      readonly kind: "key";
      readonly alias: string | undefined;
      /** PKCS#8 PrivateKeyInfo, DER; a failure `key-passphrase-wrong` means that it is locked. */
      readonly key: Result<Uint8Array, KeyFailure>;
      /** The key's own certificate first, then its issuers, DER; empty where there is none for it. */
      readonly chainDer: readonly Uint8Array[];
    }
  | {
      readonly kind: "trusted";
      readonly alias: string | undefined;
      readonly certificateDer: Uint8Array;
      /** Whether Java lists it as trusted: in JKS always, in PKCS#12 by Oracle's mark alone, else never. */
      readonly isTrustedByJava: boolean;
    };

/** Something that we do not read. */
export interface SkippedEntry {
  readonly kind: "secret-key" | "crl" | "certificate-of-another-kind" | "unknown-bag" | "pem-block";
  readonly alias: string | undefined;
  /** The label of a PEM block or dotted decimals of a bag. */
  readonly name: string;
}

/** A private key as it was found, before its certificates are. */
export interface FoundKey {
  readonly alias: string | undefined;
  readonly localKeyIdHex: string | undefined;
  readonly key: Result<Uint8Array, KeyFailure>;
}

/** A certificate as it was found, before it is known what for. */
export interface FoundCertificate {
  readonly alias: string | undefined;
  readonly localKeyIdHex: string | undefined;
  readonly der: Uint8Array;
  /** Whether it has a mark that makes it an entry of its own. */
  readonly isMarked: boolean;
}

/**
 * Makes entries of keys and certificates that lie side by side: each key with the chain of its certificate, and each
 * certificate that is marked, or in no chain, by itself.
 *
 * A key's certificate is the one of its public key; where none is or the key does not open, that of the same
 * localKeyId, then of the same name, then, if there is but one key, the first that issued no other.
 */
export function entriesOf(
  keys: readonly FoundKey[],
  certificates: readonly FoundCertificate[],
): readonly KeystoreEntry[] {
  const pool =
    keys.length === 0 ? [] : certificates.map((found) => ({ found, ...poolCertificateOf(found.der) }));
  const chains = keys.map((key) => {
    const leaf = leafOf(key, pool, keys.length === 1);
    return leaf === undefined ? [] : chainOf(leaf, pool);
  });
  const chained = new Set(chains.flat().map(({ der }) => der));
  return [
    ...keys.map(({ alias, key }, index): KeystoreEntry => ({
      kind: "key",
      alias,
      key,
      chainDer: (chains[index] ?? []).map(({ der }) => der),
    })),
    ...certificates.filter(({ der, isMarked }) => isMarked || !chained.has(der)).map(trustedEntry),
  ];
}

type Pooled = PoolCertificate & { readonly found: FoundCertificate };

function leafOf(key: FoundKey, pool: readonly Pooled[], isOnly: boolean): PoolCertificate | undefined {
  const own = key.key.ok ? certificateOfKey(key.key.value, pool) : undefined;
  const ofId = pool.find(
    ({ found }) => key.localKeyIdHex !== undefined && found.localKeyIdHex === key.localKeyIdHex,
  );
  if (key.key.ok) {
    return own ?? ofId;
  }
  const unmarked = pool.filter(({ found }) => !found.isMarked);
  const ofName = unmarked.find(({ found }) => key.alias !== undefined && found.alias === key.alias);
  return ofId ?? ofName ?? (isOnly ? firstLeafOf(unmarked) : undefined);
}

function trustedEntry({ alias, der, isMarked }: FoundCertificate): KeystoreEntry {
  return { kind: "trusted", alias, certificateDer: der, isTrustedByJava: isMarked };
}
