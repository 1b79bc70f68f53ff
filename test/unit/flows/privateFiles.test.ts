import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addToGitignore, trackedPrivateFiles, unignoredAmong } from "../../../src/flows/privateFiles";
import type { Git } from "../../../src/flows/world";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const propertiesPath = "/w/keygen.properties";
const file = "/w/.gitignore";

function worldWith(git: Partial<Git>, gitignore?: string): InMemoryWorld & { readonly git: Git } {
  const none = (): Promise<undefined> => Promise.resolve(undefined);
  const texts = { [propertiesPath]: soundTextWith("CLIENT_FILE_PREFIX=pump\nSERVER_FILE_PREFIX=tb") };
  const world = inMemoryWorld(gitignore === undefined ? texts : { ...texts, [file]: gitignore });
  return Object.assign(world, { git: { tracked: none, unignored: none, indexOf: none, ...git } });
}

/** A git that ignores what these match. */
function ignoring(...patterns: readonly RegExp[]): Pick<Git, "unignored"> {
  return {
    unignored: (_folder, paths) =>
      Promise.resolve(paths.filter((path) => !patterns.some((pattern) => pattern.test(path)))),
  };
}

describe("private files are ignored", () => {
  it("by a new file beside the properties file", async () => {
    const world = worldWith(ignoring());
    const ignored = await addToGitignore(propertiesPath, world);
    assert.deepEqual(ignored.ok && ignored.value.file, file);
    assert.match(world.text(file) ?? "", /^# Private keys of ThingsBoard devices\n\*\.jks\n/);
    assert.equal(world.disk.get(file)?.mode, 0o644);
  });

  it("by a file in a folder above, for all devices below it", async () => {
    const world = worldWith(ignoring());
    const ignored = await addToGitignore(propertiesPath, world, "/");
    assert.deepEqual(ignored.ok && ignored.value.file, "/.gitignore");
    assert.match(world.text("/.gitignore") ?? "", /\*\.jks\n/);
    assert.equal(world.text(file), undefined);
  });

  it("by what lacks alone: a rule above the folder counts", async () => {
    const world = worldWith(ignoring(/\.jks$/, /\.p12$/, /^backup/), "dist\n");
    const ignored = await addToGitignore(propertiesPath, world);
    const pem = ["*.pem", "!*.pub.pem", "!*.chain.pem", "!*.ca.pem"];
    assert.deepEqual(ignored.ok && ignored.value.added, pem);
  });

  it("already: then nothing is written", async () => {
    const world = worldWith(ignoring(/./));
    assert.deepEqual(await addToGitignore(propertiesPath, world), { ok: true, value: { file, added: [] } });
    assert.equal(world.text(file), undefined);
  });

  it("without git by every rule, and the mode stays", async () => {
    const world = worldWith({}, "*.jks\n");
    world.disk.set(file, { bytes: Buffer.from([0x2a, 0xff, 0x0a]), mode: 0o640 });
    const ignored = await addToGitignore(propertiesPath, world);
    assert.equal(ignored.ok && ignored.value.added.length, 7);
    assert.equal(world.disk.get(file)?.mode, 0o640);
    assert.deepEqual([...(world.disk.get(file)?.bytes.subarray(0, 3) ?? [])], [0x2a, 0xff, 0x0a]);
  });

  it("not where git would not read it", async () => {
    const utf16 = worldWith({});
    utf16.disk.set(file, { bytes: Buffer.from("\uFEFF*.jks\n", "utf16le"), mode: 0o644 });
    const linked = worldWith({});
    const files = { ...linked.files, isLink: () => Promise.resolve({ ok: true, value: true } as const) };
    for (const [world, reason] of [
      [utf16, "encoding"],
      [{ ...linked, files }, "link"],
    ] as const) {
      const failure = { code: "gitignore-unusable", path: file, reason };
      assert.deepEqual(await addToGitignore(propertiesPath, world), { ok: false, failure });
    }
  });

  it("not where the file may not be written or read", async () => {
    const world = worldWith({}, "x\n");
    world.refuse(file, "file-permission-denied");
    const ignored = await addToGitignore(propertiesPath, world);
    assert.equal(!ignored.ok && ignored.failure.code, "file-permission-denied");
  });
});

describe("written files are told", () => {
  it("where they hold a key and git would take them", async () => {
    const names = ["pump.jks", "pump.p12", "pump.pub.pem", "pump.nopass.pem"];
    const paths = names.map((name) => `/w/${name}`);
    const world = worldWith(ignoring(/\.p12$/));
    assert.deepEqual(await unignoredAmong(propertiesPath, paths, world), ["pump.jks", "pump.nopass.pem"]);
    assert.deepEqual(await unignoredAmong(propertiesPath, paths, worldWith({})), []);
  });
});

describe("tracked private files are told", () => {
  it("for each side, and none without git", async () => {
    const tracked = (): Promise<readonly string[]> =>
      Promise.resolve(["pump.jks", "pump.pub.pem", "tb.pk8.pem", "x.jks"]);
    assert.deepEqual(await trackedPrivateFiles(propertiesPath, worldWith({ tracked })), {
      ok: true,
      value: { client: ["pump.jks"], server: ["tb.pk8.pem"] },
    });
    assert.deepEqual(await trackedPrivateFiles(propertiesPath, worldWith({})), {
      ok: true,
      value: { client: [], server: [] },
    });
  });
});
