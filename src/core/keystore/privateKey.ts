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
import { curveNames, oids } from "../certificate/oids";
import { fail, ok, type Result } from "../result";
import type { PemBlock } from "./pem";
import { decryptPkcs8, isPrivateKeyInfo, type KeyFailure } from "./pkcs8";

/** The labels of blocks that hold a private key (RFC 7468 §10 and §11, RFC 5915 §4, PKCS#1). */
const privateKeyLabels = [
  "PRIVATE KEY",
  "ENCRYPTED PRIVATE KEY",
  "EC PRIVATE KEY",
  "RSA PRIVATE KEY",
] as const;

/**
 * Gives the private key of a PEM block as unencrypted PKCS#8 PrivateKeyInfo, DER, which `createPrivateKey` takes.
 * Reads PKCS#8, encrypted PKCS#8 (PBES2), SEC1 and PKCS#1, of RSA and of the curves P-256, P-384 and P-521.
 * SEC1 and PKCS#1 blocks with their old encryption header are `key-algorithm-unsupported`: its key is made with MD5.
 */
export function privateKeyOf(block: PemBlock, password: string): Result<Uint8Array, KeyFailure> {
  const isLegacyEncrypted = block.headers.some(
    ({ name, value }) => name === "Proc-Type" && value.includes("ENCRYPTED"),
  );
  if (isLegacyEncrypted) {
    return fail({ code: "key-algorithm-unsupported" });
  }
  const label = privateKeyLabels.find((known) => known === block.label);
  if (label === undefined) {
    return fail({ code: "key-unreadable" });
  }
  const pkcs8 = readers[label](block.der, password);
  return pkcs8.ok ? usable(pkcs8.value) : pkcs8;
}

type KeyReader = (der: Uint8Array, password: string) => Result<Uint8Array, KeyFailure>;

const readers: Readonly<Record<(typeof privateKeyLabels)[number], KeyReader>> = {
  "PRIVATE KEY": (der) => (isPrivateKeyInfo(der) ? ok(der) : fail({ code: "key-unreadable" })),
  "ENCRYPTED PRIVATE KEY": decryptPkcs8,
  "EC PRIVATE KEY": fromSec1,
  "RSA PRIVATE KEY": fromPkcs1,
};

/** RFC 5915 §3: SEQUENCE of version, key, [0] curve and [1] public key; the curve may not be left out here. */
function fromSec1(der: Uint8Array): Result<Uint8Array, KeyFailure> {
  const decoded = decodeDer(der);
  const items = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  const curve = items.map((item) => contextItems(item, 0)?.[0]).find((item) => item !== undefined);
  if (contentOf(items[1], tags.octetString) === undefined || curve === undefined) {
    return fail({ code: "key-unreadable" });
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
    : fail({ code: "key-unreadable" });
}

function privateKeyInfo(algorithm: Asn1, key: Uint8Array): Uint8Array {
  return encodeDer(sequence(smallInteger(0), algorithm, octetString(key)));
}

/** Lets through what is of our algorithms and what the TLS library takes. */
function usable(pkcs8Der: Uint8Array): Result<Uint8Array, KeyFailure> {
  if (!isSupported(pkcs8Der)) {
    return fail({ code: "key-algorithm-unsupported" });
  }
  try {
    createPrivateKey({ key: Buffer.from(pkcs8Der), format: "der", type: "pkcs8" });
    return ok(pkcs8Der);
  } catch {
    // The algorithm is known, so what the library refuses is the key's own numbers.
    return fail({ code: "key-unreadable" });
  }
}

const supportedCurves: readonly string[] = ["P-256", "P-384", "P-521"];

function isSupported(pkcs8Der: Uint8Array): boolean {
  const decoded = decodeDer(pkcs8Der);
  const items = decoded.ok ? sequenceItems(decoded.value) : undefined;
  const [identifierNode, parameters] = sequenceItems(items?.[1]) ?? [];
  const identifier = identifierOf(identifierNode);
  const curve = curveNames.get(identifierOf(parameters) ?? "") ?? "";
  return (
    identifier === oids.rsaEncryption || (identifier === oids.ecPublicKey && supportedCurves.includes(curve))
  );
}
