import assert from "node:assert/strict";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { blockingSteps } from "../../src/io/blockingSteps";
import { filesOf } from "../../src/io/files";
import type { FileSteps } from "../../src/io/wholeFile";
import { bundle, newFiles, snapshot } from "./filesBundles";
import { filesRig } from "./filesRig";
import { systemError, watchedSteps } from "./filesSteps";

const rig = filesRig();

const beside = [{ name: "keygen.properties", bytes: Buffer.from("mine"), mode: 0o600 }] as const;
const whole = { ...newFiles, "keygen.properties": "0600 mine" };

async function made(folder: string, steps: FileSteps): Promise<string> {
  const done = await filesOf(steps).createFolder(folder, bundle("new"), beside);
  return done.ok ? "ok" : done.failure.code;
}

const kinds: readonly [name: string, steps: FileSteps][] = [
  ["the thread pool", promises],
  ["a thread of its own", blockingSteps],
];
for (const [name, steps] of kinds) {
  describe(`a new folder, made by ${name}`, () => {
    it("has all files with their modes, and nothing hidden is left beside it", async () => {
      const parent = path.join(rig.newFolder(), "fleet");
      assert.equal(await made(path.join(parent, "m-1"), steps), "ok");
      assert.deepEqual(readdirSync(parent), ["m-1"]);
      assert.deepEqual(snapshot(path.join(parent, "m-1")), whole);
    });

    it("is refused where something has its name, which stays", async () => {
      const parent = rig.newFolder();
      mkdirSync(path.join(parent, "empty"));
      writeFileSync(path.join(parent, "file"), "mine");
      symlinkSync("nowhere", path.join(parent, "link"));
      const before = snapshot(parent);
      for (const taken of ["empty", "file", "link"]) {
        assert.equal(await made(path.join(parent, taken), steps), "file-exists");
      }
      assert.deepEqual(snapshot(parent), before);
    });

    it("is made by one of two who want the same", async () => {
      const parent = rig.newFolder();
      const folder = path.join(parent, "m-1");
      const files = filesOf(steps);
      const both = [1, 2].map(() => files.createFolder(folder, bundle("new"), beside));
      const done = await Promise.all(both);
      assert.deepEqual(done.map((one) => (one.ok ? "ok" : one.failure.code)).sort(), ["file-exists", "ok"]);
      assert.deepEqual(readdirSync(parent), ["m-1"]);
      assert.deepEqual(snapshot(folder), whole);
    });
  });
}

describe("new folders that are asked for together", () => {
  it("wait for the disk together: the folder above is synced twice, not once for each", async () => {
    const parent = rig.newFolder();
    const names: string[] = [];
    const files = filesOf(watchedSteps((_step, name) => void names.push(name)));
    const folders = Array.from({ length: 10 }, (_, index) => path.join(parent, `m-${index}`));
    const done = await Promise.all(
      folders.map((folder) => files.createFolder(folder, bundle("new"), beside)),
    );
    assert.ok(done.every(({ ok }) => ok));
    folders.forEach((folder) => {
      assert.deepEqual(snapshot(folder), whole);
    });
    const syncs = names.filter((name) => name === "sync").length;
    const ofFolders = 10 * (Object.keys(whole).length + 1);
    assert.ok(syncs > ofFolders && syncs < ofFolders + 10, String(syncs));
    assert.ok(names.lastIndexOf("rename") < names.lastIndexOf("sync"));
  });
});

describe("a new folder whose writing is refused at any step", () => {
  it("is not there, or whole where only the folder above could not be synced; the next try makes it", async () => {
    const names: string[] = [];
    const standard = path.join(rig.newFolder(), "m-1");
    await made(
      standard,
      watchedSteps((_step, name) => void names.push(name)),
    );
    assert.ok(names.length > 20);
    for (let refusedStep = 1; refusedStep <= names.length; refusedStep += 1) {
      const parent = rig.newFolder();
      const folder = path.join(parent, "m-1");
      const code = await made(
        folder,
        watchedSteps((step) => {
          if (step === refusedStep) {
            throw systemError("ENOSPC");
          }
        }),
      );
      const left = readdirSync(parent);
      const what = `${names[refusedStep - 1] ?? ""} ${refusedStep}: ${code}, ${left.join(" ")}`;
      assert.ok(code === "disk-full" || code === "ok", what);
      assert.ok(left.length === 0 || left.join() === "m-1", what);
      if (left.length > 0) {
        assert.deepEqual(snapshot(folder), whole, what);
        assert.ok(code === "ok" || refusedStep > names.lastIndexOf("rename"), what);
      } else {
        assert.equal(await made(folder, promises), "ok", what);
      }
    }
  });
});
