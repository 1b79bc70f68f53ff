import { generateKeyPair, randomBytes } from "node:crypto";
import type { KeyPair } from "../core/certificate/issued";
import type { KeyAlgorithm } from "../core/identity/identity";
import type { Entropy } from "../flows/world";

/** Randomness and key pairs of Node's crypto library, be it OpenSSL or BoringSSL. */
export function nodeEntropy(): Entropy {
  return { bytes, keyPair };
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
      resolve({
        privateKeyPkcs8Der: new Uint8Array(privateKey),
        publicKeySpkiDer: new Uint8Array(publicKey),
      });
    });
  });
}

type Generated = (error: Error | null, publicKey: Buffer, privateKey: Buffer) => void;

function generate(algorithm: KeyAlgorithm, generated: Generated): void {
  const publicKeyEncoding = { type: "spki", format: "der" } as const;
  const privateKeyEncoding = { type: "pkcs8", format: "der" } as const;
  if (algorithm.kind === "rsa") {
    const modulusLength = algorithm.bits;
    generateKeyPair("rsa", { modulusLength, publicKeyEncoding, privateKeyEncoding }, generated);
    return;
  }
  const namedCurve = algorithm.curve;
  generateKeyPair("ec", { namedCurve, publicKeyEncoding, privateKeyEncoding }, generated);
}
