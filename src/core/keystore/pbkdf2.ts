import { pbkdf2 } from "node:crypto";
import { contentOf, numberOf, sequenceItems, tags } from "../certificate/asn1";
import { identifierOf, type Asn1 } from "../certificate/forge";
import { oids } from "../certificate/oids";
import { fail, ok, type Result } from "../result";
import { nameOfAlgorithm } from "./algorithmNames";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import { askFor, type Patience } from "./patience";

/** The parameters of PBKDF2 (RFC 8018 appendix A.2). */
export interface Pbkdf2 {
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Of the key to derive; few writers say it. */
  readonly lengthBytes: number | undefined;
  readonly hash: "sha1" | "sha256" | "sha384" | "sha512";
}

/** Reads the AlgorithmIdentifier of a key derivation. */
export function readPbkdf2(algorithm: Asn1 | undefined): Result<Pbkdf2, KeyFailure> {
  const [identifierNode, parameters] = sequenceItems(algorithm) ?? [];
  const identifier = identifierOf(identifierNode);
  if (identifier !== oids.pbkdf2) {
    return identifier === undefined ? unreadable() : unsupported(nameOfAlgorithm(identifier));
  }
  const [saltNode, iterationsNode, ...optional] = sequenceItems(parameters) ?? [];
  const salt = contentOf(saltNode, tags.octetString);
  const iterations = positiveOf(iterationsNode);
  if (salt === undefined || iterations === undefined) {
    return unreadable();
  }
  const hash = hmacHashOf(prfOf(optional));
  return hash.ok ? ok({ salt, iterations, lengthBytes: numberOf(optional[0]), hash: hash.value }) : hash;
}

/** Gives the hash of an HMAC that both TLS libraries have (RFC 8018 appendix B.1); any other HMAC is named. */
export function hmacHashOf(identifier: string | undefined): Result<Pbkdf2["hash"], KeyFailure> {
  const hash = hmacHashes.get(identifier ?? "");
  if (hash !== undefined) {
    return ok(hash);
  }
  return identifier === undefined ? unreadable() : unsupported(nameOfAlgorithm(identifier));
}

/** Gives an INTEGER from 1; undefined for anything else. */
export function positiveOf(node: Asn1 | undefined): number | undefined {
  const value = numberOf(node);
  return value === 0 ? undefined : value;
}

/** Derives a key from the password in UTF-8, in the thread pool. */
export async function derivePbkdf2(
  { salt, iterations, hash }: Pbkdf2,
  password: string,
  lengthBytes: number,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  const asked = askFor(iterations, "PBKDF2", patience);
  if (!asked.ok) {
    return asked;
  }
  const key = await pbkdf2Key({ salt, iterations, hash }, password, lengthBytes);
  if (patience.signal.aborted) {
    key.fill(0);
    return fail({ code: "cancelled" });
  }
  return ok(key);
}

/** Derives a key from the password in UTF-8, in the thread pool, whatever the rounds. */
export function pbkdf2Key(
  { salt, iterations, hash }: Omit<Pbkdf2, "lengthBytes">,
  password: string,
  lengthBytes: number,
): Promise<Uint8Array> {
  const secret = Buffer.from(password, "utf8");
  return new Promise((resolve, reject) => {
    pbkdf2(secret, salt, iterations, lengthBytes, hash, (error, derived) => {
      secret.fill(0);
      if (error === null) {
        resolve(derived);
        return;
      }
      reject(error);
    });
  });
}

/** Without a PRF it is HMAC-SHA-1. */
function prfOf(optional: readonly Asn1[]): string | undefined {
  const prf = optional.find((item) => sequenceItems(item) !== undefined);
  return prf === undefined ? oids.hmacWithSha1 : identifierOf(sequenceItems(prf)?.[0]);
}

const hmacHashes: ReadonlyMap<string, Pbkdf2["hash"]> = new Map([
  [oids.hmacWithSha1, "sha1"],
  [oids.hmacWithSha256, "sha256"],
  [oids.hmacWithSha384, "sha384"],
  [oids.hmacWithSha512, "sha512"],
]);
