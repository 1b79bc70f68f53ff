import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeviceProblem } from "../../../src/core/devices/deviceProblems";
import type { Side } from "../../../src/core/identity/identity";
import type { KeystoreFormats } from "../../../src/core/keystore/bundleOf";
import { compareBundle } from "../../../src/flows/compareBundle";
import { freePrefix } from "../../../src/flows/freePrefix";
import { generateIdentity } from "../../../src/flows/generateIdentity";
import { deviceProblemWords } from "../../../src/ui/words/deviceProblems";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { profileOf, soundTextWith } from "../../support/profiles";

const propertiesPath = "/w/keygen.properties";

/** A world with both bundles generated from a file with these lines; the client's keystore trusts the server. */
async function generatedFrom(lines: string, formats?: KeystoreFormats): Promise<InMemoryWorld> {
  const world = inMemoryWorld({ [propertiesPath]: soundTextWith(lines) });
  for (const side of ["server", "client"] as const) {
    const format = formats === undefined ? {} : { formats };
    const request = { propertiesPath, side, overwrite: true, validityDays: 30, ...format };
    const done = await generateIdentity(request, world, new AbortController().signal);
    assert.equal(done.ok, true);
  }
  return world;
}

function compared(
  lines: string,
  side: Side,
  world: InMemoryWorld,
  sharesServer = false,
): Promise<readonly DeviceProblem[]> {
  return compareBundle(
    { propertiesPath, profile: profileOf(soundTextWith(lines)), side, sharesServer },
    world,
    new AbortController().signal,
  );
}

function words(problem: DeviceProblem): string {
  return `${problem.code} ${problem.key}: ${deviceProblemWords(problem, (path) => path)}`;
}

const again = "Generate it again, or take the change back.";

describe("a bundle matches its file", () => {
  for (const lines of [
    "",
    "CLIENT_KEY_ALG=RSA\nSERVER_KEY_ALG=RSA",
    "CLIENT_KEY_ALIAS=MyAlias",
    'ORGANIZATION="Smith, Sons"',
  ]) {
    it(`as it was generated: ${JSON.stringify(lines)}`, async () => {
      const world = await generatedFrom(lines);
      assert.deepEqual(await compared(lines, "client", world), []);
      assert.deepEqual(await compared(lines, "server", world), []);
    });
  }

  it("where there is none, or none that can be read", async () => {
    assert.deepEqual(await compared("", "client", inMemoryWorld()), []);
    const world = inMemoryWorld({ "/w/client.jks": "none", "/w/client.pub.pem": "none" });
    assert.deepEqual(await compared("", "client", world), []);
  });

  it("where the file has errors, which come first", async () => {
    const world = await generatedFrom("");
    assert.deepEqual(await compared("DOMAIN_SUFFIX=", "client", world), []);
  });

  it("of a server that another device of the folder had generated", async () => {
    const world = await generatedFrom("DOMAIN_SUFFIX=pump");
    const codes = async (sharesServer: boolean): Promise<string[]> =>
      (await compared("DOMAIN_SUFFIX=valve", "server", world, sharesServer)).map(({ code }) => code);
    assert.deepEqual([await codes(true), await codes(false)], [[], ["bundle-subject-differs"]]);
  });

  it("whatever concerns the other side alone", async () => {
    const world = await generatedFrom("");
    assert.deepEqual(await compared("SERVER_KEY_PASSWORD=OtherSecret7x", "client", world), []);
    assert.deepEqual(await compared("CLIENT_KEY_ALG=RSA", "server", world), []);
  });
});

describe("a bundle differs from its file", () => {
  const rows: readonly [change: string, side: Side, ...expected: string[]][] = [
    [
      "DOMAIN_SUFFIX=pump",
      "client",
      `bundle-subject-differs DOMAIN_SUFFIX: client.pub.pem is for CN=tb.example.org; this file now says CN=pump. ${again}`,
    ],
    [
      "CITY=Rome\nTWO_LETTER_COUNTRY_CODE=IT",
      "client",
      `bundle-subject-differs CITY: client.pub.pem is for L=Paris, C=FR; this file now says L=Rome, C=IT. ${again}`,
    ],
    [
      "CLIENT_KEY_ALG=RSA",
      "client",
      `bundle-key-differs CLIENT_KEY_ALG: client.pub.pem has a key of EC P-256; this file now says RSA 2048. ${again}`,
    ],
    [
      "CLIENT_KEY_GROUP_NAME=secp384r1",
      "client",
      `bundle-key-differs CLIENT_KEY_GROUP_NAME: client.pub.pem has a key of EC P-256; this file now says EC P-384. ${again}`,
    ],
    [
      "CLIENT_KEY_ALIAS=other",
      "client",
      `bundle-alias-differs CLIENT_KEY_ALIAS: client.jks has the alias clientalias; this file now says other. ${again}`,
    ],
    [
      "SERVER_KEY_ALIAS=other",
      "client",
      `bundle-alias-differs SERVER_KEY_ALIAS: client.jks has the alias serveralias; this file now says other. ${again}`,
    ],
    [
      "CLIENT_KEYSTORE_PASSWORD=OtherSecret7x",
      "client",
      `bundle-password-differs CLIENT_KEYSTORE_PASSWORD: client.jks does not open with CLIENT_KEYSTORE_PASSWORD. The password was changed since it was generated. ${again}`,
    ],
    [
      "CLIENT_KEY_PASSWORD=OtherSecret7x",
      "client",
      `bundle-password-differs CLIENT_KEY_PASSWORD: client.jks does not open with CLIENT_KEY_PASSWORD. The password was changed since it was generated. ${again}`,
    ],
    [
      "SUBJECT_ALTERNATIVE_NAMES=dns:TB.local,ip:192.0.2.2",
      "server",
      `bundle-names-differ SUBJECT_ALTERNATIVE_NAMES: server.pub.pem lacks the names ip:192.0.2.2. server.pub.pem has the names ip:192.0.2.1, which this file does not list. ${again}`,
    ],
    [
      "SERVER_KEY_ALIAS=other",
      "server",
      `bundle-alias-differs SERVER_KEY_ALIAS: server.jks has the alias serveralias; this file now says other. ${again}`,
    ],
  ];
  for (const [change, side, ...expected] of rows) {
    it(`${side}: ${JSON.stringify(change)}`, async () => {
      const problems = await compared(change, side, await generatedFrom(""));
      assert.deepEqual(problems.map(words), expected);
    });
  }

  it("in all that was changed, and no password is told", async () => {
    const change =
      "CITY=Rome\nCLIENT_KEY_ALG=RSA\nCLIENT_KEY_ALIAS=other\nCLIENT_KEYSTORE_PASSWORD=OtherSecret7x\nCLIENT_KEY_PASSWORD=OtherSecret7x";
    const problems = await compared(change, "client", await generatedFrom(""));
    assert.deepEqual(
      problems.map(({ code }) => code),
      [
        "bundle-subject-differs",
        "bundle-key-differs",
        "bundle-alias-differs",
        "bundle-password-differs",
        "bundle-password-differs",
      ],
    );
    assert.doesNotMatch(JSON.stringify(problems), /Secret7x/);
  });
});

describe("a keystore in PKCS#12, named .jks,", () => {
  const lines = "CLIENT_KEY_ALIAS=MyAlias\nCLIENT_KEY_PASSWORD=KeySecret7x";
  const rows: readonly [what: string, change: string, ...expected: string[]][] = [
    ["matches as it was generated", ""],
    [
      "has one password for all of it, whatever the file says of the key's",
      "CLIENT_KEY_PASSWORD=OtherSecret7x",
    ],
    [
      "differs in its alias",
      "CLIENT_KEY_ALIAS=other",
      `bundle-alias-differs CLIENT_KEY_ALIAS: client.jks has the alias myalias; this file now says other. ${again}`,
    ],
    [
      "differs in the server's alias",
      "SERVER_KEY_ALIAS=other",
      `bundle-alias-differs SERVER_KEY_ALIAS: client.jks has the alias serveralias; this file now says other. ${again}`,
    ],
    [
      "differs in its password, behind which its aliases are",
      "CLIENT_KEYSTORE_PASSWORD=OtherSecret7x\nCLIENT_KEY_ALIAS=other",
      `bundle-password-differs CLIENT_KEYSTORE_PASSWORD: client.jks does not open with CLIENT_KEYSTORE_PASSWORD. The password was changed since it was generated. ${again}`,
    ],
  ];
  for (const pkcs12 of ["modern", "legacy"] as const) {
    for (const [what, change, ...expected] of rows) {
      it(`${what} (${pkcs12})`, async () => {
        const world = await generatedFrom(lines, { keystore: "pkcs12", pkcs12 });
        const changed = [...lines.split("\n").filter((line) => !change.includes(keyOf(line))), change];
        const problems = await compared(changed.join("\n"), "client", world);
        assert.deepEqual(problems.map(words), expected);
      });
    }
  }

  it("says nothing when it is damaged, or when nobody needs the answer any more", async () => {
    const world = await generatedFrom("", { keystore: "pkcs12", pkcs12: "modern" });
    const profile = profileOf(soundTextWith("CLIENT_KEY_ALIAS=other"));
    const comparison = { propertiesPath, profile, side: "client", sharesServer: false } as const;
    assert.deepEqual(await compareBundle(comparison, world, AbortSignal.abort()), []);
    const { bytes, mode } = world.disk.get("/w/client.jks") ?? assert.fail();
    world.disk.set("/w/client.jks", { bytes: bytes.subarray(0, -1), mode });
    assert.deepEqual(await compareBundle(comparison, world, new AbortController().signal), []);
  });
});

/** The key of a line, with its equals sign. */
function keyOf(line: string): string {
  return line.slice(0, line.indexOf("=") + 1);
}

describe("a free prefix", () => {
  const isTaken = (prefix: string): boolean => prefix === "pump-2";
  const rows: readonly [what: string, prefix: string, files: readonly string[], free: string][] = [
    ["counts on from the first", "client", [], "client-2"],
    ["is none that a properties file claims", "pump", [], "pump-3"],
    ["is none that files in the folder have", "client", ["client-2.p12", "client-3.pub.pem"], "client-4"],
    ["takes a number for what it is", "client-7", [], "client-2"],
  ];
  for (const [what, prefix, files, free] of rows) {
    it(what, async () => {
      const world = inMemoryWorld(Object.fromEntries(files.map((name) => [`/w/${name}`, ""])));
      assert.equal(await freePrefix({ propertiesPath, side: "client", prefix, isTaken }, world), free);
    });
  }
});
