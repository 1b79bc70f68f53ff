import assert from "node:assert/strict";
import { chmodSync, renameSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { filesOf, nodeFiles } from "../../src/io/files";
import { requireTool } from "../support/tools";
import { bundle, failureOf, now, oldFiles, prefix, snapshot, type Version } from "./filesBundles";
import { filesRig, type FilesRig } from "./filesRig";
import { systemError } from "./filesSteps";

const unshare = requireTool("unshare");
const files = nodeFiles();
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const rig = filesRig();

/** A folder with the old bundle. */
async function withOld(): Promise<string> {
  const folder = rig.newFolder();
  assert.ok((await files.writeBundle(folder, bundle("old"), { overwrite: true, now })).ok);
  return folder;
}

describe("the system refuses, and the old bundle stays as it is", () => {
  /** Runs a script with a file system of its own mounted at $1: in a mount namespace that ends with it. */
  const mounted = (script: string, ...jobs: readonly object[]): ReturnType<FilesRig["runThrough"]> => {
    const namespace = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
    return rig.runThrough(unshare, [...namespace, "sh", "-ec", script, "sh", rig.newFolder()], {
      ...Object.fromEntries(jobs.map((job, index) => [`JOB${index + 1}`, JSON.stringify(job)])),
    });
  };
  const calls = (folder: string, version: Version): object => ({
    calls: [
      { method: "writeBundle", path: folder, version, overwrite: true },
      { method: "recoverBundle", path: folder },
      { method: "snapshot", path: folder },
    ],
  });

  it("on a disk that is full", async () => {
    const script = `mount -t tmpfs -o size=64k,mode=755 none "$1"; cd "$1"
      "$2" "$3" "$JOB1"; "$2" "$3" "$JOB2"`;
    const { results, stderr } = await mounted(script, calls(".", "old"), calls(".", "large"));
    assert.equal(stderr, "");
    assert.deepEqual(results, ["ok", "ok", oldFiles, "disk-full", "ok", oldFiles]);
  });

  it("on a file system that is read-only", async () => {
    const script = `mount -t tmpfs none "$1"; cd "$1"; "$2" "$3" "$JOB1"
      mount -o remount,ro "$1"; "$2" "$3" "$JOB2"`;
    const { results, stderr } = await mounted(script, calls(".", "old"), calls(".", "new"));
    assert.equal(stderr, "");
    assert.deepEqual(results, ["ok", "ok", oldFiles, "file-read-only", "ok", oldFiles]);
  });

  it("in a folder that the user may not write, list or enter", async () => {
    const rows = [
      [0o555, ["file-permission-denied", "ok", "file-permission-denied", "file-permission-denied", "ok"]],
      [0o111, ["file-permission-denied", "ok", "file-permission-denied", "file-permission-denied", "ok"]],
      [0o000, Array<string>(5).fill("file-permission-denied")],
    ] as const;
    for (const [mode, expected] of rows) {
      const folder = await withOld();
      chmodSync(folder, mode);
      const calls = [
        { method: "writeBundle", path: folder, version: "new", overwrite: true },
        { method: "recoverBundle", path: folder },
        { method: "create", path: path.join(folder, "x"), text: "x", mode: 0o600 },
        { method: "replace", path: path.join(folder, "mqttclient.pem"), text: "x", mode: 0o600 },
        { method: "stamp", path: path.join(folder, "mqttclient.pem") },
      ] as const;
      const { results, stderr } = await rig.run({ calls }, isRoot ? nobody : undefined);
      assert.equal(stderr, "");
      assert.deepEqual(results, expected, mode.toString(8));
      chmodSync(folder, 0o755);
      assert.deepEqual(snapshot(folder), oldFiles);
    }
  });

  it("with files that the user may not read", async () => {
    const folder = await withOld();
    chmodSync(folder, 0o777);
    chmodSync(path.join(folder, "mqttclient.jks"), 0);
    const { results } = await rig.run(
      {
        calls: [
          { method: "read", path: path.join(folder, "mqttclient.jks") },
          { method: "writeBundle", path: folder, version: "new", overwrite: true },
        ],
      },
      isRoot ? nobody : undefined,
    );
    // Its own file's owner may give it a second name all the same; another's can be neither linked nor copied.
    assert.deepEqual(results, ["file-permission-denied", isRoot ? "file-permission-denied" : "ok"]);
    if (isRoot) {
      assert.deepEqual(snapshot(folder), { ...oldFiles, "mqttclient.jks": "0000 old .jks" });
    }
  });
});

describe("recovering", () => {
  /** The state of a writer that was killed when two of four new files were in place. */
  async function interrupted(): Promise<string> {
    const folder = await withOld();
    let renames = 0;
    const dying = filesOf({
      ...promises,
      rename: (from, to) => {
        renames += 1;
        return renames > 4 ? Promise.reject(systemError("EIO")) : promises.rename(from, to);
      },
    });
    await dying.writeBundle(folder, bundle("new"), { overwrite: true, now });
    assert.equal(snapshot(folder)["mqttclient.pem"], "0600 new .pem");
    const staging = path.join(folder, ".mqttclient.staging");
    const owner = Object.keys(snapshot(staging)).find((name) => name.startsWith("owner-")) ?? "";
    // As if another process had held it, which has ended.
    const gone = owner.replace(/-\d+-\d+-([0-9a-f]{8})-/, "-999999999-1-$1-");
    renameSync(path.join(staging, owner), path.join(staging, gone));
    return folder;
  }

  it("does nothing where there is nothing to do, also without the folder", async () => {
    const folder = await withOld();
    const nothing = { ok: true, value: { recovered: false } };
    assert.deepEqual(await files.recoverBundle(folder, prefix), nothing);
    assert.deepEqual(snapshot(folder), oldFiles);
    assert.deepEqual(await files.recoverBundle("/nowhere/at/all", prefix), nothing);
  });

  it("puts the old bundle back", async () => {
    const folder = await interrupted();
    assert.deepEqual(await files.recoverBundle(folder, prefix), { ok: true, value: { recovered: true } });
    assert.deepEqual(snapshot(folder), oldFiles);
  });

  it("leaves what somebody wrote since the crash, and keeps the old bundle in its backup folder", async () => {
    const folder = await interrupted();
    writeFileSync(path.join(folder, "mqttclient.pem"), "by hand", { mode: 0o600 });
    assert.deepEqual(await files.recoverBundle(folder, prefix), { ok: true, value: { recovered: false } });
    const found = snapshot(folder);
    assert.equal(found["mqttclient.pem"], "0600 by hand");
    assert.equal(found["backup/mqttclient-20261125T012930Z/mqttclient.pem"], "0600 old .pem");
    assert.deepEqual(
      Object.keys(found).filter((name) => name.startsWith(".")),
      [],
    );
  });

  it("waits ten idle minutes where it cannot know whether the owner works: another machine's", async () => {
    const folder = await interrupted();
    const staging = path.join(folder, ".mqttclient.staging");
    const owner = Object.keys(snapshot(staging)).find((name) => name.startsWith("owner-")) ?? "";
    renameSync(path.join(staging, owner), path.join(staging, owner.replace(/owner-.{8}/, "owner-00000000")));
    assert.equal(failureOf(await files.recoverBundle(folder, prefix))?.code, "file-busy");
    const elevenMinutesAgo = Date.now() / 1000 - 660;
    utimesSync(staging, elevenMinutesAgo, elevenMinutesAgo);
    assert.deepEqual(await files.recoverBundle(folder, prefix), { ok: true, value: { recovered: true } });
    assert.deepEqual(snapshot(folder), oldFiles);
  });

  it("does at once where the machine was started anew since, and the process number is used again", async () => {
    const folder = await interrupted();
    const staging = path.join(folder, ".mqttclient.staging");
    const owner = Object.keys(snapshot(staging)).find((name) => name.startsWith("owner-")) ?? "";
    const rebooted = owner.replace(/^(owner-.{8}-).{8}(-.{8}-)\d+/, `$100000000$2${process.pid}`);
    renameSync(path.join(staging, owner), path.join(staging, rebooted));
    assert.deepEqual(await files.recoverBundle(folder, prefix), { ok: true, value: { recovered: true } });
  });

  const hostile: readonly [string, string][] = [
    ["leaves the folder", JSON.stringify({ fresh: [], old: ["../x"], backup: "mqttclient-1" })],
    ["names somebody else's file", JSON.stringify({ fresh: [], old: [".bashrc"], backup: "mqttclient-1" })],
    ["has a backup elsewhere", JSON.stringify({ fresh: [], old: [], backup: "mqttclient-/../../x" })],
    ["is no JSON", "{"],
    ["is another thing", "null"],
  ];
  for (const [title, journal] of hostile) {
    it(`refuses a journal that ${title}`, async () => {
      const folder = await interrupted();
      const staging = path.join(folder, ".mqttclient.staging");
      const noted = Object.keys(snapshot(staging)).find((name) => /^(journal|undo)$/.test(name)) ?? "";
      writeFileSync(path.join(staging, noted), journal);
      assert.deepEqual(failureOf(await files.recoverBundle(folder, prefix)), {
        code: "file-io",
        path: path.join(staging, noted),
        cause: "journal-damaged",
      });
    });
  }

  it("moves nothing out of a folder that a link in staging leads to", async () => {
    const folder = await interrupted();
    const secrets = rig.newFolder();
    writeFileSync(path.join(secrets, "mqttclient.jks"), "secret");
    const kept = path.join(folder, ".mqttclient.staging", "old");
    renameSync(kept, path.join(folder, "elsewhere"));
    symlinkSync(secrets, kept);
    assert.equal(failureOf(await files.recoverBundle(folder, prefix))?.cause, "journal-damaged");
    assert.deepEqual(Object.keys(snapshot(secrets)), ["mqttclient.jks"]);
  });
});
