import { generateKeyPair, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import { ecPublicKeyIn } from "../core/certificate/ecPublicKey";
import type { KeyPair } from "../core/certificate/issued";
import type { KeyAlgorithm } from "../core/identity/identity";
import type { Entropy } from "../flows/world";
import { nextTurn } from "./clock";

/** Randomness and key pairs of Node's crypto library, be it OpenSSL or BoringSSL. */
export function nodeEntropy(): Entropy {
  return { bytes, keyPair };
}

/**
 * The same for a thread of its own, which makes one key after the other by itself: the thread pool is the whole process's,
 * and has four threads however many cores there are. Between two keys whoever waits has a turn.
 */
export function threadEntropy(): Entropy {
  let last = Promise.resolve<unknown>(undefined);
  return {
    bytes,
    keyPair: (algorithm, signal) => {
      const made = last.then(nextTurn).then(() => (signal.aborted ? undefined : madeHere(algorithm)));
      last = made;
      return made;
    },
  };
}

function madeHere(algorithm: KeyAlgorithm): KeyPair {
  const { publicKey, privateKey } =
    algorithm.kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: algorithm.bits })
      : generateKeyPairSync("ec", { namedCurve: algorithm.curve });
  return pairOf(algorithm, publicKey, privateKey);
}

function pairOf(algorithm: KeyAlgorithm, publicKey: KeyObject, privateKey: KeyObject): KeyPair {
  const privateKeyPkcs8Der = new Uint8Array(privateKey.export({ type: "pkcs8", format: "der" }));
  const found = algorithm.kind === "ec" ? ecPublicKeyIn(algorithm.curve, privateKeyPkcs8Der) : undefined;
  return {
    privateKeyPkcs8Der,
    publicKeySpkiDer: found ?? new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
    privateKey,
  };
}

function bytes(lengthBytes: number): Uint8Array {
  return new Uint8Array(randomBytes(lengthBytes));
}

/** A generation that was aborted runs to its end on Node's thread pool, as nothing can stop it; its key is dropped. */
function keyPair(algorithm: KeyAlgorithm, signal: AbortSignal): Promise<KeyPair | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      resolve(undefined);
      return;
    }
    const abort = (): void => {
      resolve(undefined);
    };
    signal.addEventListener("abort", abort, { once: true });
    generate(algorithm, (error, publicKey, privateKey) => {
      signal.removeEventListener("abort", abort);
      if (error) {
        reject(error);
        return;
      }
      resolve(pairOf(algorithm, publicKey, privateKey));
    });
  });
}

type Generated = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void;

function generate(algorithm: KeyAlgorithm, generated: Generated): void {
  if (algorithm.kind === "rsa") {
    generateKeyPair("rsa", { modulusLength: algorithm.bits }, generated);
    return;
  }
  generateKeyPair("ec", { namedCurve: algorithm.curve }, generated);
}
