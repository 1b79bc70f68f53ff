import type { KeyAlgorithm } from "../identity/identity";
import { bitsOf, contentOf, sequenceItems, tags } from "./asn1";
import { decodeDer, identifierOf, type Asn1 } from "./forge";
import { curveNames, keyAlgorithmNames, oids } from "./oids";

/**
 * Names the algorithm of a SubjectPublicKeyInfo: `EC P-256`, `RSA 2048` (bits of the modulus), `Ed25519`.
 * Dotted decimals stand where we have no name; undefined where it is no SubjectPublicKeyInfo.
 */
export function keyTextOf(publicKey: Asn1 | undefined): string | undefined {
  const [algorithm, key] = sequenceItems(publicKey) ?? [];
  const [identifierNode, parameters] = sequenceItems(algorithm) ?? [];
  const identifier = identifierOf(identifierNode);
  const bits = bitsOf(key);
  if (identifier === undefined || bits === undefined) {
    return undefined;
  }
  if (identifier === oids.rsaEncryption) {
    return rsaText(bits);
  }
  if (identifier === oids.ecPublicKey) {
    const curve = identifierOf(parameters) ?? "";
    return `EC ${curveNames.get(curve) ?? curve}`.trimEnd();
  }
  return keyAlgorithmNames.get(identifier) ?? identifier;
}

/** Gives the algorithm of our allow-list that a key's text (`EC P-256`, `RSA 2048`) names; undefined for any other. */
export function keyAlgorithmOf(keyText: string): KeyAlgorithm | undefined {
  return algorithms.find((algorithm) => keyTextFor(algorithm) === keyText);
}

const algorithms: readonly KeyAlgorithm[] = [
  { kind: "ec", curve: "P-256" },
  { kind: "ec", curve: "P-384" },
  { kind: "ec", curve: "P-521" },
  { kind: "rsa", bits: 2048 },
  { kind: "rsa", bits: 3072 },
  { kind: "rsa", bits: 4096 },
];

function keyTextFor(algorithm: KeyAlgorithm): string {
  return algorithm.kind === "rsa" ? `RSA ${algorithm.bits}` : `EC ${algorithm.curve}`;
}

function rsaText(publicKeyDer: Uint8Array): string | undefined {
  const key = decodeDer(publicKeyDer);
  const modulus = key.ok ? contentOf(sequenceItems(key.value)?.[0], tags.integer) : undefined;
  if (modulus === undefined) {
    return undefined;
  }
  const first = modulus.findIndex((byte) => byte !== 0);
  const leading = modulus[first];
  return leading === undefined ? undefined : `RSA ${(modulus.length - first) * 8 - Math.clz32(leading) + 24}`;
}
