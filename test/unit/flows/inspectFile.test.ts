import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Result } from "../../../src/core/result";
import { inspectFile, type InspectedFile, type InspectFailure } from "../../../src/flows/inspectFile";
import { inMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly properties?: string;
  readonly passwords?: readonly string[];
}

async function inspect({
  name,
  bytes,
  properties,
  passwords = [],
}: Case): Promise<Result<InspectedFile, InspectFailure>> {
  const world = inMemoryWorld();
  world.disk.set(`/w/${name}`, { bytes, mode: 0o600 });
  if (properties !== undefined) {
    world.put("/w/pump.keygen.properties", properties);
  }
  const propertiesPaths = ["/elsewhere/keygen.properties", "/w/pump.keygen.properties"];
  const request = { path: `/w/${name}`, propertiesPaths, passwords, expiryWarningDays: 30 };
  return inspectFile(request, new AbortController().signal, world);
}

async function inspected(of: Case): Promise<InspectedFile> {
  const result = await inspect(of);
  assert.ok(result.ok, result.ok ? "" : result.failure.code);
  return result.value;
}

const fixture = (name: string): Uint8Array => readFileSync(`test/fixtures/keystore/${name}`);
const codesOf = ({ explanation }: InspectedFile): readonly string[] =>
  explanation.findings.map(({ code }) => code);

describe("a keystore opens with", () => {
  const jks = fixture("keytool.jks");
  const properties = soundTextWith(
    "CLIENT_FILE_PREFIX=pump\nCLIENT_KEYSTORE_PASSWORD=store-secret\nCLIENT_KEY_PASSWORD=key-secret",
  );

  it("the two passwords of the properties file whose prefix its name has", async () => {
    const file = await inspected({ name: "pump.jks", bytes: jks, properties });
    assert.deepEqual(file.openedWith, { kind: "properties", propertiesPath: "/w/pump.keygen.properties" });
    assert.deepEqual(
      file.explanation.entries.map(({ alias, kind, key }) => [alias, kind, key?.match]),
      [
        ["clientalias", "key", "matches"],
        ["serveralias", "trusted", undefined],
      ],
    );
    assert.deepEqual(codesOf(file), []);
  });

  it("no password of a file that is another's", async () => {
    const refused = await inspect({ name: "valve.jks", bytes: jks, properties });
    assert.deepEqual(refused, { ok: false, failure: { code: "key-passphrase-wrong", path: "/w/valve.jks" } });
  });

  it("what the person gives, the key still locked", async () => {
    const file = await inspected({ name: "valve.jks", bytes: jks, passwords: ["store-secret"] });
    assert.deepEqual(file.openedWith, { kind: "given" });
    assert.deepEqual(codesOf(file), ["key-locked"]);
    const both = await inspected({
      name: "valve.jks",
      bytes: jks,
      passwords: ["key-secret", "store-secret"],
    });
    assert.deepEqual(codesOf(both), []);
  });

  it("nothing of a password kept in what is shown", async () => {
    const file = await inspected({ name: "pump.jks", bytes: jks, properties });
    assert.doesNotMatch(JSON.stringify(file), /store-secret|key-secret/);
  });
});

describe("a PEM file is explained", () => {
  const plainKey = Buffer.from(fixture("ec.pk8.pem")).toString();
  const chains = readFileSync("test/fixtures/certificate/chains.pem", "latin1");

  it("with a key that is not that of its certificate", async () => {
    const file = await inspected({ name: "a.pem", bytes: Buffer.from(plainKey + chains) });
    assert.ok(codesOf(file).includes("key-mismatch"));
    assert.ok(codesOf(file).includes("key-unprotected"));
  });

  it("with a key alone", async () => {
    const file = await inspected({ name: "a.pem", bytes: Buffer.from(plainKey) });
    assert.deepEqual(codesOf(file), ["key-unprotected", "certificate-missing"]);
  });

  it("with an encrypted key, locked and open", async () => {
    const bytes = fixture("ec.aes256.pem");
    assert.deepEqual(codesOf(await inspected({ name: "a.pem", bytes })), ["key-locked"]);
    const open = await inspected({ name: "a.pem", bytes, passwords: ["key-secret"] });
    assert.deepEqual([codesOf(open), open.openedWith.kind], [["certificate-missing"], "given"]);
  });

  it("with an algorithm that is not supported", async () => {
    const bytes = fixture("ec.scrypt.pem");
    assert.deepEqual(codesOf(await inspected({ name: "a.pem", bytes })), ["key-unsupported"]);
  });

  it("unless a block is damaged, whose line is told", async () => {
    const refused = await inspect({ name: "a.pem", bytes: Buffer.from("x\n-----BEGIN CERTIFICATE-----\n") });
    assert.deepEqual(refused, { ok: false, failure: { code: "key-unreadable", line: 2, path: "/w/a.pem" } });
  });
});

describe("a file cannot be explained that", () => {
  const rows: readonly [name: string, bytes: Uint8Array, code: string][] = [
    ["is empty", new Uint8Array(0), "key-file-unknown"],
    ["is a text", Buffer.from("hello\n"), "key-file-unknown"],
    ["is JCEKS", Buffer.from("cececece0000000200000000", "hex"), "key-algorithm-unsupported"],
    ["breaks off", fixture("golden.p12").subarray(0, 100), "key-unreadable"],
  ];
  for (const [name, bytes, code] of rows) {
    it(name, async () => {
      const refused = await inspect({ name: "a.jks", bytes });
      assert.equal(refused.ok ? "ok" : refused.failure.code, code);
    });
  }
});
