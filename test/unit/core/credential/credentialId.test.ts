import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { canonicalPemOf, credentialIdOf } from "../../../../src/core/credential/credentialId";
import { readPem } from "../../../../src/core/keystore/pem";

function derOf(file: string): Uint8Array {
  const [block] = readPem(readFileSync(`test/fixtures/${file}`, "utf8")).blocks;
  assert.ok(block);
  return block.der;
}

describe("ThingsBoard finds a device under", () => {
  // Each by Python, for FILE:
  //   python3 -c 'import hashlib, sys; lines = open(sys.argv[1]).read().split("\n");
  //   print(hashlib.sha3_256("".join(l for l in lines if not l.startswith("-")).encode()).hexdigest())' FILE
  const rows: readonly [file: string, credentialId: string][] = [
    ["certificate/golden.client.pem", "df1a48cfac7f2f02af7b9204f60b82fde36bdad324761338eaf482da5c0465d2"],
    ["certificate/ca.pem", "75bc9414190223aa189aac90c5bb3fac24f3429a409b740a740bfa0669bb679a"],
    ["certificate/ed25519.pem", "651ecdbb0d2aa66afc909bbfe1b0ea192b6dabf35e8c33e4f21b0cacf9990ae4"],
    // By openssl: test/fixtures/testServer/README.md.
    ["testServer/alpha.pem", "a5c2a73b1461eab9505d7d4b59e02e989916e2bd3569600407cd94d37cb99184"],
    ["testServer/beta.pem", "c3dc1ac95d6ab1cc4b8e265e3d3e4c72f5155330d76ccfb02e22551b4bf39aec"],
  ];
  for (const [file, credentialId] of rows) {
    it(`${credentialId} for ${file}`, () => {
      assert.equal(credentialIdOf(derOf(file)), credentialId);
    });
  }
});

describe("the PEM for ThingsBoard", () => {
  it("is the leaf alone, as openssl writes it", () => {
    const file = "certificate/golden.client.pem";
    assert.equal(canonicalPemOf(derOf(file)), readFileSync(`test/fixtures/${file}`, "utf8"));
  });
});
