import { createPrivateKey } from "node:crypto";
import {
  contentOf,
  contextItems,
  nullValue,
  octetString,
  sequence,
  sequenceItems,
  smallInteger,
  tags,
} from "../certificate/asn1";
import { decodeDer, encodeDer, identifierOf, objectIdentifier, type Asn1 } from "../certificate/forge";
import { curveNames, keyAlgorithmNames, oids } from "../certificate/oids";
import { fail, ok, type Result } from "../result";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import type { Patience } from "./patience";
import type { PemBlock } from "./pem";
import { decryptPkcs8, isPrivateKeyInfo } from "./pkcs8";

/** How a private key is written down. */
export type PrivateKeyForm = "pkcs8" | "encrypted-pkcs8" | "sec1" | "pkcs1";

/** The form in a PEM block of each label (RFC 7468 §10 and §11, RFC 5915 §4, PKCS#1). */
export const privateKeyForms: ReadonlyMap<string, PrivateKeyForm> = new Map([
  ["PRIVATE KEY", "pkcs8"],
  ["ENCRYPTED PRIVATE KEY", "encrypted-pkcs8"],
  ["EC PRIVATE KEY", "sec1"],
  ["RSA PRIVATE KEY", "pkcs1"],
]);

/**
 * Gives the private key of a PEM block as unencrypted PKCS#8 PrivateKeyInfo, DER, which `createPrivateKey` takes.
 * SEC1 and PKCS#1 blocks with their old encryption header are `key-algorithm-unsupported`: its key is made with MD5.
 */
export async function privateKeyOf(
  block: PemBlock,
  passwords: readonly string[],
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  const isLegacyEncrypted = block.headers.some(
    ({ name, value }) => name === "Proc-Type" && value.includes("ENCRYPTED"),
  );
  if (isLegacyEncrypted) {
    return unsupported(legacyName(block));
  }
  const form = privateKeyForms.get(block.label);
  return form === undefined ? unreadable() : readPrivateKey({ form, der: block.der }, passwords, patience);
}

/**
 * Gives a private key as PKCS#8 PrivateKeyInfo, DER. Reads PKCS#8, encrypted PKCS#8, SEC1 and PKCS#1, of RSA and of the
 * curves P-256, P-384 and P-521; the passwords are tried in their order.
 */
export async function readPrivateKey(
  { form, der }: { readonly form: PrivateKeyForm; readonly der: Uint8Array },
  passwords: readonly string[],
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  const pkcs8 =
    form === "encrypted-pkcs8"
      ? await firstThatOpens(passwords, (password) => decryptPkcs8(der, password, patience))
      : readers[form](der);
  return pkcs8.ok ? usableKey(pkcs8.value) : pkcs8;
}

/** Lets a PKCS#8 key through that is of our algorithms and that the TLS library takes. */
export function usableKey(pkcs8Der: Uint8Array): Result<Uint8Array, KeyFailure> {
  const foreign = foreignAlgorithm(pkcs8Der);
  if (foreign !== undefined) {
    return unsupported(foreign);
  }
  try {
    createPrivateKey({ key: Buffer.from(pkcs8Der), format: "der", type: "pkcs8" });
    return ok(pkcs8Der);
  } catch {
    // The algorithm is known, so what the library refuses is the key's own numbers.
    return unreadable();
  }
}

/** Tries passwords until one opens, or something else than the password is wrong. */
export async function firstThatOpens<Password, T>(
  passwords: readonly Password[],
  open: (password: Password) => Promise<Result<T, KeyFailure>> | Result<T, KeyFailure>,
): Promise<Result<T, KeyFailure>> {
  for (const password of passwords) {
    const opened = await open(password);
    if (opened.ok || opened.failure.code !== "key-passphrase-wrong") {
      return opened;
    }
  }
  return fail({ code: "key-passphrase-wrong" });
}

type KeyReader = (der: Uint8Array) => Result<Uint8Array, KeyFailure>;

const readers: Readonly<Record<Exclude<PrivateKeyForm, "encrypted-pkcs8">, KeyReader>> = {
  pkcs8: (der) => (isPrivateKeyInfo(der) ? ok(der) : unreadable()),
  sec1: fromSec1,
  pkcs1: fromPkcs1,
};

/** RFC 1421 §4.6.1.3: `DEK-Info: AES-256-CBC,…`. */
function legacyName({ headers }: PemBlock): string {
  const [cipher = ""] = (headers.find(({ name }) => name === "DEK-Info")?.value ?? "").split(",");
  return `${/^[A-Z0-9-]+$/.test(cipher) ? cipher : "PEM encryption"} with MD5`;
}

/** RFC 5915 §3: SEQUENCE of version, key, [0] curve and [1] public key; the curve may not be left out here. */
function fromSec1(der: Uint8Array): Result<Uint8Array, KeyFailure> {
  const decoded = decodeDer(der);
  const items = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  const curve = items.map((item) => contextItems(item, 0)?.[0]).find((item) => item !== undefined);
  if (contentOf(items[1], tags.octetString) === undefined || curve === undefined) {
    return unreadable();
  }
  return ok(privateKeyInfo(sequence(objectIdentifier(oids.ecPublicKey), curve), der));
}

/** RFC 8017 appendix A.1.2: SEQUENCE of version and eight numbers. */
function fromPkcs1(der: Uint8Array): Result<Uint8Array, KeyFailure> {
  const decoded = decodeDer(der);
  const numbers = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  const isRsa = numbers.length === 9 && numbers.every((item) => contentOf(item, tags.integer) !== undefined);
  return isRsa
    ? ok(privateKeyInfo(sequence(objectIdentifier(oids.rsaEncryption), nullValue()), der))
    : unreadable();
}

function privateKeyInfo(algorithm: Asn1, key: Uint8Array): Uint8Array {
  return encodeDer(sequence(smallInteger(0), algorithm, octetString(key)));
}

const supportedCurves: readonly string[] = ["P-256", "P-384", "P-521"];

/** The name of a key's algorithm that is none of ours; undefined where it is one. */
function foreignAlgorithm(pkcs8Der: Uint8Array): string | undefined {
  const decoded = decodeDer(pkcs8Der);
  const [, algorithm] = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  const [identifierNode, parameters] = sequenceItems(algorithm) ?? [];
  const identifier = identifierOf(identifierNode) ?? "";
  if (identifier === oids.ecPublicKey) {
    return foreignCurve(identifierOf(parameters) ?? "");
  }
  return identifier === oids.rsaEncryption ? undefined : (keyAlgorithmNames.get(identifier) ?? identifier);
}

function foreignCurve(identifier: string): string | undefined {
  const name = curveNames.get(identifier) ?? identifier;
  return supportedCurves.includes(name) ? undefined : `EC ${name}`.trimEnd();
}
