import assert from "node:assert/strict";
import crypto, { createHash, createHmac, getHashes } from "node:crypto";
import { createRequire } from "node:module";
import { describe, it } from "node:test";

describe("these tests run", () => {
  it("on BoringSSL", () => {
    assert.match(process.versions["boringssl"] ?? "none", /^[0-9a-f]{40}$/);
  });

  it("without SHA-3 and MD5, however they are asked for", () => {
    const required = createRequire(import.meta.url)("node:crypto") as typeof crypto;
    assert.deepEqual(getHashes(), ["sha1", "sha256", "sha384", "sha512"]);
    for (const ask of [createHash, crypto.createHash, required.createHash]) {
      assert.throws(() => ask("sha3-256"), /Digest method not supported: sha3-256/);
      assert.throws(() => ask("md5"), /Digest method not supported: md5/);
    }
    assert.throws(() => createHmac("md5", "key"), /Digest method not supported: md5/);
    // FIPS 180-2 appendix A.1.
    const digest = "a9993e364706816aba3e25717850c26c9cd0d89d";
    assert.equal(createHash("sha1").update("abc").digest("hex"), digest);
  });
});
