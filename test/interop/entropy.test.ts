import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { homedir, hostname } from "node:os";
import { describe, it } from "node:test";
import type { KeyAlgorithm } from "../../src/core/identity/identity";
import { systemClock } from "../../src/io/clock";
import { nodeEntropy } from "../../src/io/entropy";
import { machineNames } from "../../src/io/machine";
import { requireTool } from "../support/tools";

const openssl = requireTool("openssl");
const entropy = nodeEntropy();

/** What openssl says of a key, and the public key that it derives. */
function asked(der: Uint8Array): { readonly text: string; readonly publicDer: Buffer } {
  const run = (...args: readonly string[]): Buffer =>
    execFileSync(openssl, ["pkey", "-inform", "DER", ...args], {
      input: der,
      stdio: ["pipe", "pipe", "pipe"],
    });
  return { text: String(run("-noout", "-text")), publicDer: run("-pubout", "-outform", "DER") };
}

describe("a key pair is one that openssl reads, private and public part matching", () => {
  const rows: readonly [KeyAlgorithm, RegExp][] = [
    [{ kind: "ec", curve: "P-256" }, /ASN1 OID: prime256v1/],
    [{ kind: "ec", curve: "P-384" }, /ASN1 OID: secp384r1/],
    [{ kind: "ec", curve: "P-521" }, /ASN1 OID: secp521r1/],
    [{ kind: "rsa", bits: 2048 }, /Private-Key: \(2048 bit/],
    [{ kind: "rsa", bits: 3072 }, /Private-Key: \(3072 bit/],
  ];
  for (const [algorithm, says] of rows) {
    it(JSON.stringify(algorithm), async () => {
      const pair = await entropy.keyPair(algorithm, new AbortController().signal);
      assert.ok(pair);
      const { text, publicDer } = asked(pair.privateKeyPkcs8Der);
      assert.match(text, says);
      assert.deepEqual(Buffer.from(pair.publicKeySpkiDer), publicDer);
    });
  }
});

describe("making a key pair", () => {
  it("leaves the main thread free", async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    await entropy.keyPair({ kind: "rsa", bits: 4096 }, new AbortController().signal);
    clearInterval(turning);
    assert.ok(turns > 5, `only ${turns} turns of the event loop`);
  });

  it("gives undefined when it was aborted before, and at once when it is aborted meanwhile", async () => {
    assert.equal(await entropy.keyPair({ kind: "ec", curve: "P-256" }, AbortSignal.abort()), undefined);
    const controller = new AbortController();
    const pair = entropy.keyPair({ kind: "rsa", bits: 4096 }, controller.signal);
    controller.abort();
    assert.equal(await pair, undefined);
  });
});

describe("random bytes", () => {
  it("have the length asked for and differ each time", () => {
    assert.deepEqual(
      [0, 1, 1000].map((length) => entropy.bytes(length).length),
      [0, 1, 1000],
    );
    assert.notDeepEqual(entropy.bytes(16), entropy.bytes(16));
  });
});

describe("the machine", () => {
  it("has the names that the system gives it", () => {
    assert.deepEqual(machineNames(), { hostName: hostname(), homeFolder: homedir() });
    assert.equal(machineNames().hostName, String(execFileSync("hostname")).trim());
  });

  it("tells the time", () => {
    const before = Date.now();
    const told = systemClock().getTime();
    assert.ok(before <= told && told <= Date.now());
  });
});
