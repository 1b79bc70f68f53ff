import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { ecPublicKeyIn } from "../../../../src/core/certificate/ecPublicKey";

describe("the public key that goes with an EC key is to the byte the library's own for", () => {
  for (const curve of ["P-256", "P-384", "P-521"] as const) {
    it(curve, () => {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: curve });
      const found = ecPublicKeyIn(curve, privateKey.export({ type: "pkcs8", format: "der" }));
      assert.ok(found);
      assert.deepEqual(Buffer.from(found), publicKey.export({ type: "spki", format: "der" }));
    });
  }
});

describe("there is no public key with an EC key", () => {
  it("that has none in it, as RFC 5915 leaves it out", () => {
    // openssl ec -in key.pem -no_public | openssl pkcs8 -topk8 -nocrypt -outform DER
    const der = Buffer.from(
      "3041020100301306072a8648ce3d020106082a8648ce3d0301070427302502010104203bb67558be1f57bd70b390760179c1f6fbfc8aa1c0b7783b1a1f4d3cf6aef957",
      "hex",
    );
    assert.equal(ecPublicKeyIn("P-256", der), undefined);
  });
});
