import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadIdentity, loadProfile } from "../../../src/flows/loadProfile";
import { inMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const path = "/home/ada/tb/keygen.properties";

describe("a properties file is loaded", () => {
  it("with the names of the machine, and nothing in it is run", async () => {
    const world = inMemoryWorld({ [path]: 'DOMAIN_SUFFIX="$(hostname)"\nSERVER_KEYSTORE_DIR=~/conf\n' });
    const profile = await loadProfile(path, world);
    assert.ok(profile.ok);
    assert.equal(profile.value.values.get("DOMAIN_SUFFIX")?.value, "tb.example.org");
    assert.equal(profile.value.values.get("SERVER_KEYSTORE_DIR")?.value, "/home/ada/conf");
  });

  it("whatever is wrong in its text", async () => {
    const profile = await loadProfile(path, inMemoryWorld({ [path]: "((" }));
    assert.equal(profile.ok && profile.value.problems.length > 0, true);
  });
});

describe("a file that is no text is refused with the place:", () => {
  const rows: readonly [what: string, bytes: Uint8Array, reason: string, line: number, column: number][] = [
    ["not UTF-8", Uint8Array.from([0x41, 0x3d, 0x0a, 0x42, 0x3d, 0xff]), "invalid-utf8", 2, 3],
    ["a NUL", Uint8Array.from([0x41, 0x00]), "nul-character", 1, 2],
    ["more than 1 MiB", new Uint8Array(1_048_577).fill(0x23), "file-too-large", 1, 1_048_577],
  ];
  for (const [what, bytes, reason, line, column] of rows) {
    it(what, async () => {
      const world = inMemoryWorld();
      world.disk.set(path, { bytes, mode: 0o644 });
      const failure = { code: "properties-unreadable", path, reason, line, column };
      assert.deepEqual(await loadProfile(path, world), { ok: false, failure });
      assert.deepEqual(await loadIdentity(path, "client", world), { ok: false, failure });
    });
  }
});

describe("an identity is loaded", () => {
  it("of the side that is asked for", async () => {
    const world = inMemoryWorld({ [path]: soundTextWith("") });
    const [client, server] = [
      await loadIdentity(path, "client", world),
      await loadIdentity(path, "server", world),
    ];
    assert.equal(client.ok && client.value.filePrefix, "client");
    assert.equal(server.ok && server.value.filePrefix, "server");
  });

  it("or refused with the file, its text and its errors", async () => {
    const text = soundTextWith("CLIENT_KEY_PASSWORD=abc");
    const identity = await loadIdentity(path, "client", inMemoryWorld({ [path]: text }));
    assert.ok(!identity.ok && identity.failure.code === "properties-invalid");
    assert.deepEqual([identity.failure.path, identity.failure.text], [path, text]);
    assert.deepEqual(
      identity.failure.problems.map(({ code }) => code),
      ["password-too-short"],
    );
  });
});
