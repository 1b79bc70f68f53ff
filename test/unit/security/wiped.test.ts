import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { jksDigest, protectJksKey, unprotectJksKey } from "../../../src/core/keystore/jksProtection";
import { patienceFor } from "../../../src/core/keystore/patience";
import { pbkdf2Key } from "../../../src/core/keystore/pbkdf2";
import { derivePkcs12 } from "../../../src/core/keystore/pkcs12Kdf";

const password = "Wax7-Otter";
const salt = new Uint8Array(20).fill(7);
const patience = patienceFor({ pause: () => Promise.resolve(), signal: new AbortController().signal });

/** Each use of a password, which makes bytes of it. */
const uses: readonly (readonly [what: string, use: () => unknown])[] = [
  ["a key in a JKS", () => protectJksKey(new Uint8Array(48), password, () => salt)],
  [
    "opening one",
    () => {
      const protectedDer = protectJksKey(new Uint8Array(48), password, () => salt);
      assert.equal(unprotectJksKey(protectedDer, password).ok, true);
    },
  ],
  ["the digest of a JKS", () => jksDigest(password, new Uint8Array(48))],
  ["PBKDF2", () => pbkdf2Key({ salt, iterations: 10, hash: "sha256" }, password, 32)],
  [
    "PKCS#12's derivation",
    () =>
      derivePkcs12(
        { hash: "sha1", salt, iterations: 10, password, purpose: "key", lengthBytes: 24 },
        patience,
      ),
  ],
];

describe("the bytes of a password are wiped after", () => {
  const made: Buffer[] = [];

  beforeEach(() => {
    const from = Buffer.from.bind(Buffer) as (...args: readonly unknown[]) => Buffer;
    mock.method(Buffer, "from", (...args: readonly unknown[]) => {
      const bytes = from(...args);
      if (typeof args[0] === "string" && args[0].startsWith(password)) {
        made.push(bytes);
      }
      return bytes;
    });
  });
  afterEach(() => {
    mock.restoreAll();
    made.length = 0;
  });

  for (const [what, use] of uses) {
    it(what, async () => {
      await use();
      assert.ok(made.length > 0);
      assert.ok(made.every((bytes) => bytes.every((byte) => byte === 0)));
    });
  }
});
