import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Result } from "../../../src/core/result";
import { newDevice, type NewDeviceFailure, type NewDeviceRequest } from "../../../src/flows/newDevice";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { profileOf, soundTextWith } from "../../support/profiles";

const folder = "/home/ada/tb";

function make(
  world: InMemoryWorld,
  values: Readonly<Record<string, string>> = {},
  options: Partial<NewDeviceRequest> = {},
): Promise<Result<string, NewDeviceFailure>> {
  return newDevice({ folder, values, ...options }, world);
}

async function made(...args: Parameters<typeof make>): Promise<string> {
  const result = await make(...args);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** The value of a key in a file. */
function valueIn(world: InMemoryWorld, path: string, key: string): string | undefined {
  return profileOf(world.text(path) ?? "").values.get(key)?.value;
}

describe("a new device", () => {
  it("gets a file of the current generation without a finding, for its owner alone", async () => {
    const world = inMemoryWorld();
    const path = await made(world, { DOMAIN_SUFFIX: "thermometer-1" });
    assert.equal(path, "/home/ada/tb/keygen.properties");
    assert.deepEqual(world.listing(folder), ["keygen.properties 600"]);
    const profile = profileOf(world.text(path) ?? "");
    assert.deepEqual([profile.generation, profile.problems], ["current", []]);
    assert.equal(valueIn(world, path, "DOMAIN_SUFFIX"), "thermometer-1");
    assert.equal(valueIn(world, path, "CLIENT_KEY_GROUP_NAME"), "secp256r1");
  });

  it("has files that begin with its name, where that is wanted", async () => {
    const world = inMemoryWorld();
    const values = { DOMAIN_SUFFIX: "Hall 2" };
    const path = await newDevice({ folder, values, filesByName: true }, world);
    assert.deepEqual(path, { ok: true, value: "/home/ada/tb/keygen.properties" });
    assert.equal(valueIn(world, "/home/ada/tb/keygen.properties", "CLIENT_FILE_PREFIX"), "Hall-2");
  });

  it("gets random passwords, one for the server and another for itself", async () => {
    const world = inMemoryWorld();
    const path = await made(world);
    const read = (key: string): string => valueIn(world, path, key) ?? "";
    assert.match(read("CLIENT_KEY_PASSWORD"), /^[A-Za-z0-9]{24}$/);
    assert.match(read("SERVER_KEY_PASSWORD"), /^[A-Za-z0-9]{24}$/);
    assert.notEqual(read("CLIENT_KEY_PASSWORD"), read("SERVER_KEY_PASSWORD"));
    assert.equal(read("CLIENT_KEYSTORE_PASSWORD"), read("CLIENT_KEY_PASSWORD"));
    assert.equal(read("SERVER_KEYSTORE_PASSWORD"), read("SERVER_KEY_PASSWORD"));
  });

  it("gets the values that it is given, quoted where the shell needs it", async () => {
    const world = inMemoryWorld();
    const values = { CITY: "Île d'Yeu", CLIENT_KEY_PASSWORD: '$(id) `id` "7x' };
    const path = await made(world, values);
    assert.equal(valueIn(world, path, "CITY"), "Île d'Yeu");
    assert.equal(valueIn(world, path, "CLIENT_KEY_PASSWORD"), '$(id) `id` "7x');
  });

  const prefixes: readonly [name: string, filesByName: boolean, prefix: string][] = [
    ["thermometer-1", true, "thermometer-1"],
    ["server", true, "device-server"],
    ["thermometer-1", false, "client"],
  ];
  for (const [name, filesByName, prefix] of prefixes) {
    it(`called ${name} has files that begin with ${prefix}${filesByName ? ", by its name" : ""}`, async () => {
      const world = inMemoryWorld();
      const path = await made(world, { DOMAIN_SUFFIX: name }, { filesByName });
      assert.equal(path, "/home/ada/tb/keygen.properties");
      assert.equal(valueIn(world, path, "CLIENT_FILE_PREFIX"), prefix);
    });
  }

  it("takes over what devices share from another one's file, and no name or password", async () => {
    const world = inMemoryWorld({ "/fleet/a.keygen.properties": soundTextWith("CLIENT_FILE_PREFIX=a") });
    const templatePath = "/fleet/a.keygen.properties";
    const path = await made(world, { DOMAIN_SUFFIX: "b" }, { templatePath });
    const shown = ["DOMAIN_SUFFIX", "CITY", "SERVER_KEY_PASSWORD", "CLIENT_FILE_PREFIX"];
    assert.deepEqual(
      shown.map((key) => valueIn(world, path, key)),
      ["b", "Paris", "ServerSecret7x", "client"],
    );
    assert.notEqual(valueIn(world, path, "CLIENT_KEY_PASSWORD"), "ClientSecret7x");
  });
});

describe("a second device of a folder", () => {
  const rows: readonly [name: string, fileName: string, prefix: string][] = [
    ["thermometer-2", "thermometer-2.keygen.properties", "thermometer-2"],
    ["Wärme 2/b", "Wärme-2-b.keygen.properties", "Wärme-2-b"],
    ["../../etc/x", "etc-x.keygen.properties", "etc-x"],
    ["con", "device-con.keygen.properties", "device-con"],
    ["server", "device-server.keygen.properties", "device-server"],
    ["Client", "device-Client.keygen.properties", "device-Client"],
    ["***", "device.keygen.properties", "device"],
  ];
  for (const [name, fileName, prefix] of rows) {
    it(`called ${name} has the file ${fileName}, and its server is the first one's`, async () => {
      const first = "/home/ada/tb/keygen.properties";
      const world = inMemoryWorld({ [first]: soundTextWith("") });
      const path = await made(world, { DOMAIN_SUFFIX: name });
      assert.equal(path, `/home/ada/tb/${fileName}`);
      assert.equal(valueIn(world, path, "CLIENT_FILE_PREFIX"), prefix);
      assert.equal(valueIn(world, path, "DOMAIN_SUFFIX"), name);
      assert.equal(valueIn(world, path, "SERVER_KEY_PASSWORD"), "ServerSecret7x");
      assert.equal(valueIn(world, path, "SUBJECT_ALTERNATIVE_NAMES"), "dns:tb.local,ip:192.0.2.1");
      assert.equal(world.text(first), soundTextWith(""));
    });
  }
});

describe("no device is made, and nothing is written, when", () => {
  const first = "/home/ada/tb/keygen.properties";
  const template = "/fleet/a.keygen.properties";

  async function expectRefused(
    world: InMemoryWorld,
    failure: Readonly<Record<string, unknown>>,
    request: Partial<NewDeviceRequest> = {},
  ): Promise<void> {
    const before = new Map(world.disk);
    const result = await make(world, request.values, request);
    assert.ok(!result.ok);
    assert.deepEqual({ ...result.failure, ...failure }, result.failure);
    assert.deepEqual(world.disk, before);
  }

  it("its file is there already", async () => {
    const own = "/home/ada/tb/b.keygen.properties";
    const world = inMemoryWorld({ [first]: soundTextWith(""), [own]: "# mine" });
    await expectRefused(world, { code: "file-exists", path: own }, { values: { DOMAIN_SUFFIX: "b" } });
  });

  it("a value would be an error", async () => {
    const values = { TWO_LETTER_COUNTRY_CODE: "USA", CLIENT_KEY_PASSWORD: "12345" };
    const result = await make(inMemoryWorld(), values);
    assert.ok(!result.ok && result.failure.code === "values-invalid");
    const { problems, text } = result.failure;
    assert.deepEqual(
      problems.map(({ code, span }) => [code, text.slice(span.start, span.end)]),
      [
        ["country-not-two-letters", "USA"],
        ["password-too-short", "12345"],
      ],
    );
    await expectRefused(inMemoryWorld(), { code: "values-invalid" }, { values });
  });

  it("the folder may not be written to", async () => {
    const world = inMemoryWorld();
    world.refuse(folder, "file-permission-denied", { onlyWriting: true });
    await expectRefused(world, { code: "file-permission-denied", path: first });
  });

  it("the disk is full", async () => {
    const world = inMemoryWorld();
    world.refuse(folder, "disk-full", { onlyWriting: true });
    await expectRefused(world, { code: "disk-full", path: first });
  });

  it("its template is not there", async () => {
    const request = { templatePath: template };
    await expectRefused(inMemoryWorld(), { code: "file-not-found", path: template }, request);
  });

  it("its template is no text", async () => {
    const world = inMemoryWorld({ [template]: "\0" });
    const failure = { code: "properties-unreadable", path: template, reason: "nul-character" };
    await expectRefused(world, failure, { templatePath: template });
  });

  it("a first file is there that may not be read, and has the name that the second would get", async () => {
    const own = "/home/ada/tb/b.keygen.properties";
    const world = inMemoryWorld({ [first]: "", [own]: "# mine" });
    world.refuse(first, "file-permission-denied");
    await expectRefused(world, { code: "file-exists", path: own }, { values: { DOMAIN_SUFFIX: "b" } });
  });
});
