import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import type { KeyPair, RandomBytes } from "../../src/core/certificate/issued";
import type { Identity, KeyAlgorithm, Side } from "../../src/core/identity/identity";

/** An identity as the how-to's file gives it, except for what is asked otherwise. */
export function identityWith(side: Side, changes: Partial<Identity> = {}): Identity {
  const other: Side = side === "client" ? "server" : "client";
  return {
    side,
    subject: {
      commonName: "device-1",
      organizationalUnit: "ThingsBoard",
      organization: "ThingsBoard",
      locality: "San Francisco",
      stateOrProvince: "CA",
      country: "US",
    },
    names: side === "server" ? localNames : [],
    algorithm: { kind: "ec", curve: "P-256" },
    alias: `${side}alias`,
    filePrefix: side,
    storePassword: `${side}-store-secret`,
    keyPassword: `${side}-key-secret`,
    peer: { alias: `${other}alias`, filePrefix: other },
    ...changes,
  };
}

/** Generates a key pair. */
export function newKeyPair(algorithm: KeyAlgorithm): KeyPair {
  const { privateKey } =
    algorithm.kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: algorithm.bits })
      : generateKeyPairSync("ec", { namedCurve: algorithm.curve });
  return exported(privateKey);
}

/** Reads the key pair of an unencrypted PKCS#8 PEM file. */
export function keyPairFrom(pemPath: string): KeyPair {
  return exported(createPrivateKey(readFileSync(pemPath, "utf8")));
}

/** Gives the bytes 0, 1, 2, … and goes on counting from call to call. */
export function countedBytes(): RandomBytes {
  let next = 0;
  return (lengthBytes) => Uint8Array.from({ length: lengthBytes }, () => next++ & 0xff);
}

const localNames = [
  { kind: "dns", value: "localhost" },
  { kind: "ip", value: "127.0.0.1" },
  { kind: "ip", value: "::1" },
] as const;

function exported(privateKey: KeyObject): KeyPair {
  return {
    privateKeyPkcs8Der: privateKey.export({ type: "pkcs8", format: "der" }),
    publicKeySpkiDer: createPublicKey(privateKey).export({ type: "spki", format: "der" }),
  };
}
