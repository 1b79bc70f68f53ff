import { createHmac, timingSafeEqual } from "node:crypto";
import { contentOf, sequenceItems, tags } from "../certificate/asn1";
import { identifierOf, type Asn1 } from "../certificate/forge";
import { oids } from "../certificate/oids";
import { ok, type Result } from "../result";
import { nameOfAlgorithm } from "./algorithmNames";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import type { Patience } from "./patience";
import { derivePbkdf2, hmacHashOf, positiveOf, readPbkdf2, type Pbkdf2 } from "./pbkdf2";
import { derivePkcs12 } from "./pkcs12Kdf";

type Hash = Pbkdf2["hash"];

/** How a PKCS#12 file is sealed under a password. */
export type Pkcs12Mac =
  /** RFC 7292 §4: an HMAC with the key of appendix B. */
  | {
      readonly kind: "pkcs12";
      readonly hash: Hash;
      readonly digest: Uint8Array;
      readonly salt: Uint8Array;
      readonly iterations: number;
    }
  /** RFC 9579: an HMAC with a key of PBKDF2. */
  | {
      readonly kind: "pbmac1";
      readonly hash: Hash;
      readonly digest: Uint8Array;
      readonly derivation: Pbkdf2;
      readonly keyBytes: number;
    };

/** Reads the MacData of a PKCS#12 file; a digest that is not supported is named. */
export function readPkcs12Mac(macData: Asn1): Result<Pkcs12Mac, KeyFailure> {
  const [digestInfo, saltNode, iterationsNode] = sequenceItems(macData) ?? [];
  const [algorithm, digestNode] = sequenceItems(digestInfo) ?? [];
  const digest = contentOf(digestNode, tags.octetString);
  const salt = contentOf(saltNode, tags.octetString);
  // RFC 7292 §4: one round is the default.
  const iterations = iterationsNode === undefined ? 1 : positiveOf(iterationsNode);
  if (digest === undefined || salt === undefined || iterations === undefined) {
    return unreadable();
  }
  const [identifierNode, parameters] = sequenceItems(algorithm) ?? [];
  const identifier = identifierOf(identifierNode);
  if (identifier === oids.pbmac1) {
    return readPbmac1(parameters, digest);
  }
  const hash = hashOf(identifier);
  return hash.ok ? fitting({ kind: "pkcs12", hash: hash.value, digest, salt, iterations }) : hash;
}

/** Tells whether the seal is of this content and password; the comparison takes the same time for every digest. */
export async function isSealedBy(
  mac: Pkcs12Mac,
  content: Uint8Array,
  password: string | undefined,
  patience: Patience,
): Promise<Result<boolean, KeyFailure>> {
  const key =
    mac.kind === "pbmac1"
      ? await derivePbkdf2(mac.derivation, password ?? "", mac.keyBytes, patience)
      : await derivePkcs12({ ...mac, password, purpose: "mac", lengthBytes: hashBytes[mac.hash] }, patience);
  if (!key.ok) {
    return key;
  }
  const digest = createHmac(mac.hash, key.value).update(content).digest();
  return ok(timingSafeEqual(digest, mac.digest));
}

/** RFC 7292 §4 and appendix B.2; the names are of the allow-list. */
const hashes: ReadonlyMap<string, Hash> = new Map([
  [oids.sha1, "sha1"],
  [oids.sha256, "sha256"],
  [oids.sha384, "sha384"],
  [oids.sha512, "sha512"],
]);

function hashOf(identifier: string | undefined): Result<Hash, KeyFailure> {
  const hash = hashes.get(identifier ?? "");
  if (hash !== undefined) {
    return ok(hash);
  }
  return identifier === undefined ? unreadable() : unsupported(nameOfAlgorithm(identifier));
}

const hashBytes: Readonly<Record<Hash, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** RFC 9579 §5 wants the length of the key, and at least this much. */
const minKeyBytes = 20;
/** No HMAC has a longer key to itself: it would be hashed first. */
const maxKeyBytes = 128;

/** PBMAC1-params (RFC 8018 appendix A.5). */
function readPbmac1(parameters: Asn1 | undefined, digest: Uint8Array): Result<Pkcs12Mac, KeyFailure> {
  const [derivationNode, schemeNode] = sequenceItems(parameters) ?? [];
  const derivation = readPbkdf2(derivationNode);
  if (!derivation.ok) {
    return derivation;
  }
  const hash = hmacHashOf(identifierOf(sequenceItems(schemeNode)?.[0]));
  if (!hash.ok) {
    return hash;
  }
  const { lengthBytes: keyBytes = 0 } = derivation.value;
  return keyBytes < minKeyBytes || keyBytes > maxKeyBytes
    ? unreadable()
    : fitting({ kind: "pbmac1", hash: hash.value, digest, derivation: derivation.value, keyBytes });
}

/** A digest of another length than the hash's was not made by it. */
function fitting(mac: Pkcs12Mac): Result<Pkcs12Mac, KeyFailure> {
  return mac.digest.length === hashBytes[mac.hash] ? ok(mac) : unreadable();
}
