import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { inspectScriptFolder, type ScriptFolderFailure } from "../../../src/flows/inspectScriptFolder";
import type { FileFailure } from "../../../src/flows/world";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const howto = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");
const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");

const firstFiles = [
  "mqttclient.jks",
  "mqttclient.p12",
  "mqttclient.pem",
  "mqttclient.nopass.pem",
  "mqttclient.pub.pem",
  "mqttserver.jks",
  "mqttserver.pub.pem",
  "mqttserver.cer",
];
const currentFiles = [
  "client.jks",
  "client.p12",
  "client.pem",
  "client.pk8.pem",
  "client.nopass.pem",
  "client.pub.pem",
  "server.jks",
  "server.p12",
  "server.pem",
  "server.pk8.pem",
  "server.pub.pem",
  "server.cer",
];

/** A folder `/w` with a properties file, and files that are empty but for the client's certificate. */
function folderWith(names: readonly string[], properties: Readonly<Record<string, string>>): InMemoryWorld {
  const contentOf = (name: string): string => (name.endsWith("client.pub.pem") ? alphaPem : "");
  return inMemoryWorld({
    ...Object.fromEntries(names.map((name) => [`/w/${name}`, contentOf(name)])),
    ...Object.fromEntries(Object.entries(properties).map(([name, text]) => [`/w/${name}`, text])),
  });
}

const inFolder = (names: readonly string[]): readonly string[] => names.map((name) => `/w/${name}`);

describe("looking at a folder of ThingsBoard's scripts", () => {
  const rows: readonly (readonly [
    what: string,
    text: string,
    names: readonly string[],
    generation: string,
  ])[] = [
    ["the first", howto, firstFiles, "first"],
    ["today's", soundTextWith("CITY=Paris"), currentFiles, "current"],
  ];
  for (const [what, text, names, generation] of rows) {
    it(`finds all that ${what} scripts wrote, with the certificate's name, and touches nothing`, async () => {
      const world = folderWith(names, { "keygen.properties": text });
      const before = new Map(world.disk);
      const found = await inspectScriptFolder("/w", world);
      assert.ok(found.ok);
      assert.deepEqual(
        { ...found.value, device: found.value.device.propertiesPath },
        {
          device: "/w/keygen.properties",
          generation,
          commonName: "alpha",
          files: inFolder(names),
          missing: [],
        },
      );
      assert.deepEqual(world.disk, before);
    });

    it(`names what ${what} scripts would have written and is not there`, async () => {
      const world = folderWith(names.slice(1, -1), { "keygen.properties": text });
      const found = await inspectScriptFolder("/w", world);
      assert.ok(found.ok);
      assert.deepEqual(found.value.missing, inFolder([names[0] ?? "", names.at(-1) ?? ""]));
    });
  }

  it("finds files that scripts between the two wrote as well", async () => {
    const names = [...firstFiles, "mqttclient.pk8.pem"];
    const found = await inspectScriptFolder("/w", folderWith(names, { "keygen.properties": howto }));
    assert.ok(found.ok);
    assert.deepEqual([...found.value.files].sort(), [...inFolder(names)].sort());
  });

  it("takes the name from the properties file where there is no certificate", async () => {
    const found = await inspectScriptFolder("/w", folderWith([], { "keygen.properties": howto }));
    assert.ok(found.ok);
    assert.equal(found.value.commonName, "tb.example.org");
    assert.deepEqual(found.value.files, []);
    assert.deepEqual(found.value.missing, inFolder(firstFiles));
  });

  it("expects no file where the properties file names none", async () => {
    const found = await inspectScriptFolder("/w", folderWith([], { "keygen.properties": "CITY=Paris\n" }));
    assert.ok(found.ok);
    assert.deepEqual(found.value.files, []);
    assert.deepEqual(found.value.missing, []);
  });

  it("takes one of several properties files that it is given itself", async () => {
    const world = folderWith(firstFiles, { "keygen.properties": "", "old.keygen.properties": howto });
    const found = await inspectScriptFolder("/w/old.keygen.properties", world);
    assert.ok(found.ok);
    assert.equal(found.value.device.name, "old");
    assert.deepEqual(found.value.files, inFolder(firstFiles));
  });
});

describe("a folder gives no device when", () => {
  async function failureAt(path: string, world: InMemoryWorld): Promise<ScriptFolderFailure> {
    const found = await inspectScriptFolder(path, world);
    assert.ok(!found.ok);
    return found.failure;
  }

  it("it is not there", async () => {
    assert.deepEqual(await failureAt("/w", inMemoryWorld()), { code: "folder-not-found", path: "/w" });
  });

  it("it is a file, or may not be read", async () => {
    const rows: readonly (readonly [path: string, code: FileFailure["code"]])[] = [
      ["/w/notes.txt", "file-not-regular"],
      ["/w/locked", "file-permission-denied"],
    ];
    const world = inMemoryWorld({ "/w/notes.txt": "" });
    world.refuse("/w/locked", "file-permission-denied");
    for (const [path, code] of rows) {
      assert.deepEqual(await failureAt(path, world), {
        code: "folder-unreadable",
        path,
        failure: { code, path },
      });
    }
  });

  it("it has no properties file; generated files are named, and what else is called .properties", async () => {
    const world = folderWith([...firstFiles, "ca.pem", "truststore.jks"], { "pump.properties": howto });
    assert.deepEqual(await failureAt("/w", world), {
      code: "properties-missing",
      path: "/w",
      generated: firstFiles,
      otherProperties: ["pump.properties"],
    });
  });

  it("it has several properties files", async () => {
    const world = folderWith([], { "keygen.properties": howto, "b.keygen.properties": howto });
    assert.deepEqual(await failureAt("/w", world), {
      code: "properties-several",
      path: "/w",
      properties: ["b.keygen.properties", "keygen.properties"],
    });
  });

  it("its properties file is no text, or may not be read", async () => {
    const world = folderWith([], { "keygen.properties": "A=\0" });
    assert.equal((await failureAt("/w", world)).code, "properties-unreadable");
    world.refuse("/w/keygen.properties", "file-permission-denied");
    assert.equal((await failureAt("/w", world)).code, "file-permission-denied");
  });
});
