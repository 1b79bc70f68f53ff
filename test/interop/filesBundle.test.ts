import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import type { Bundle } from "../../src/core/keystore/bundle";
import { filesOf, nodeFiles } from "../../src/io/files";
import type { Version } from "./filesBundles";
import { bundle, failureOf, newFiles, now, oldFiles, prefix, snapshot } from "./filesBundles";
import { filesRig } from "./filesRig";
import { systemError, watchedSteps } from "./filesSteps";

const files = nodeFiles();
const rig = filesRig();

function write(folder: string, version: Version, overwrite = true): ReturnType<typeof files.writeBundle> {
  return files.writeBundle(folder, bundle(version), { overwrite, now });
}

/** A folder with the old bundle. */
async function withOld(): Promise<string> {
  const folder = rig.newFolder();
  assert.ok((await write(folder, "old")).ok);
  return folder;
}

describe("a bundle", () => {
  it("is written into a folder that it makes, and its files are told in its order", async () => {
    const folder = path.join(rig.newFolder(), "a", "b");
    assert.deepEqual(await write(folder, "new", false), {
      ok: true,
      value: {
        files: [".jks", ".pem", ".pub.pem", ".nopass.pem"].map((ending) =>
          path.join(folder, prefix + ending),
        ),
      },
    });
    assert.deepEqual(snapshot(folder), newFiles);
  });

  it("replaces an old one, which is kept whole with its modes, under a time of its own each time", async () => {
    const folder = await withOld();
    chmodSync(path.join(folder, "mqttclient.pem"), 0o440);
    const backups = ["", "-2", "-3"].map((ending) => `mqttclient-20261125T012930Z${ending}`);
    for (const [index, version] of (["new", "old", "new"] as const).entries()) {
      const written = await write(folder, version);
      assert.ok(written.ok);
      assert.equal(written.value.backupFolder, path.join(folder, "backup", backups[index] ?? ""));
    }
    const found = snapshot(path.join(folder, "backup"));
    assert.equal(found[`${backups[0] ?? ""}/mqttclient.pem`], "0440 old .pem");
    assert.equal(found[`${backups[0] ?? ""}/mqttclient.chain.pem`], "0644 old .chain.pem");
    assert.equal(found[`${backups[1] ?? ""}/mqttclient.nopass.pem`], "0600 new .nopass.pem");
    assert.equal(found[`${backups[2] ?? ""}/mqttclient.chain.pem`], "0644 old .chain.pem");
    assert.equal(Object.keys(snapshot(folder)).filter((name) => name.startsWith(".")).length, 0);
  });

  it("without overwrite is file-exists for any of its names, and nothing is touched", async () => {
    for (const name of [
      "mqttclient.jks",
      "mqttclient.nopass.pem",
      "mqttclient.chain.pem",
      "mqttclient.cer",
    ]) {
      const folder = rig.newFolder();
      writeFileSync(path.join(folder, name), "mine", { mode: 0o600 });
      assert.deepEqual(failureOf(await write(folder, "new", false)), {
        code: "file-exists",
        path: path.join(folder, name),
      });
      assert.deepEqual(snapshot(folder), { [name]: "0600 mine" });
    }
  });

  it("leaves the user's own files that begin with the prefix", async () => {
    const folder = rig.newFolder();
    const own = ["mqttclient", "mqttclient.csr", "mqttclient.keygen.properties", "mqttclient2.pem"];
    own.forEach((name) => {
      writeFileSync(path.join(folder, name), "mine", { mode: 0o600 });
    });
    assert.ok((await write(folder, "new")).ok);
    assert.deepEqual(snapshot(folder), {
      ...newFiles,
      ...Object.fromEntries(own.map((name) => [name, "0600 mine"])),
    });
  });

  it("has its modes whatever the umask is", async () => {
    for (const umask of [0, 0o077]) {
      const folder = await withOld();
      const call = { method: "writeBundle", path: folder, version: "new", overwrite: true } as const;
      assert.deepEqual((await rig.run({ umask, calls: [call] })).results, ["ok"]);
      const found = snapshot(folder);
      assert.deepEqual({ ...found, ...newFiles }, found);
      assert.equal(found["backup/"], "0700");
    }
  });

  it("goes through a link to its folder", async () => {
    const folder = await withOld();
    const link = path.join(rig.newFolder(), "link");
    symlinkSync(folder, link);
    const written = await write(link, "new");
    assert.ok(written.ok && written.value.files[0] === path.join(link, "mqttclient.jks"));
    assert.equal(snapshot(folder)["mqttclient.jks"], "0600 new .jks");
  });

  it("is written, kept and put back where there are no hard links", async () => {
    const linkless = { ...promises, link: () => Promise.reject(systemError("EPERM")) };
    const folder = await withOld();
    assert.ok((await filesOf(linkless).writeBundle(folder, bundle("new"), { overwrite: true, now })).ok);
    assert.equal(snapshot(folder)["backup/mqttclient-20261125T012930Z/mqttclient.jks"], "0600 old .jks");
    const other = await withOld();
    let renames = 0;
    const full = filesOf({
      ...linkless,
      rename: (from, to) => {
        renames += 1;
        return renames === 5 ? Promise.reject(systemError("ENOSPC")) : promises.rename(from, to);
      },
    });
    const failed = await full.writeBundle(other, bundle("new"), { overwrite: true, now });
    assert.equal(failureOf(failed)?.code, "disk-full");
    assert.deepEqual(snapshot(other), oldFiles);
  });
});

describe("a bundle is refused, and nothing is touched, when", () => {
  const odd: readonly [string, (file: string) => void][] = [
    [
      "a folder has a file's name",
      (file) => {
        mkdirSync(file);
      },
    ],
    [
      "a FIFO has a file's name",
      (file) => {
        execFileSync("mkfifo", [file]);
      },
    ],
    [
      "a link has a file's name",
      (file) => {
        symlinkSync("mqttclient.jks", file);
      },
    ],
  ];
  for (const [title, make] of odd) {
    it(title, async () => {
      const folder = await withOld();
      const file = path.join(folder, "mqttclient.pem");
      unlinkSync(file);
      make(file);
      const before = snapshot(folder);
      assert.deepEqual(failureOf(await write(folder, "new")), { code: "file-not-regular", path: file });
      assert.deepEqual(snapshot(folder), before);
    });
  }

  it("a file stands where the backup folder should be", async () => {
    const folder = await withOld();
    writeFileSync(path.join(folder, "backup"), "mine", { mode: 0o600 });
    assert.deepEqual(failureOf(await write(folder, "new")), {
      code: "file-not-regular",
      path: path.join(folder, "backup"),
      cause: "ENOTDIR",
    });
    assert.deepEqual(snapshot(folder), { ...oldFiles, backup: "0600 mine" });
  });

  it("the folder is a file", async () => {
    const file = path.join(rig.newFolder(), "x");
    writeFileSync(file, "mine");
    assert.equal(failureOf(await write(file, "new"))?.code, "file-not-regular");
  });

  const named = (its: string, ...names: readonly string[]): Bundle => ({
    prefix: its,
    files: names.map((name) => ({ name, bytes: new Uint8Array(1), mode: 0o600 })),
  });
  const unsafe: readonly Bundle[] = [
    named("../mqttclient", "../mqttclient.jks"),
    named("..", "...jks"),
    named("a/b", "a/b.jks"),
    named("a\\b", "a\\b.jks"),
    named("", ".jks"),
    named("a\u0000", "a\u0000.jks"),
    named("a", "a.jks/../../x"),
    named("a", "b.jks"),
    named("a", "a."),
    named("a", "a.jks", "a.jks"),
    named("a", "a.jks", "a.JKS"),
    named("con", "con.jks"),
    named("Lpt1.x", "Lpt1.x.jks"),
    named("a ", "a .jks"),
    named("a.", "a..jks"),
    named("a:b", "a:b.jks"),
  ];
  for (const one of unsafe) {
    it(`its names are ${JSON.stringify(one.files.map(({ name }) => name))}`, async () => {
      const folder = path.join(rig.newFolder(), "inner");
      mkdirSync(folder);
      assert.deepEqual(failureOf(await files.writeBundle(folder, one, { overwrite: true, now })), {
        code: "file-io",
        path: folder,
        cause: "unsafe-name",
      });
      assert.deepEqual(Object.keys(snapshot(path.dirname(folder))), ["inner/"]);
    });
  }

  it("the backup folder is a link, so that no old key goes where it leads", async () => {
    const folder = await withOld();
    const elsewhere = rig.newFolder();
    symlinkSync(elsewhere, path.join(folder, "backup"));
    const before = snapshot(folder);
    assert.deepEqual(failureOf(await write(folder, "new")), {
      code: "file-not-regular",
      path: path.join(folder, "backup"),
    });
    assert.deepEqual(snapshot(folder), before);
    assert.deepEqual(snapshot(elsewhere), {});
  });

  it("its names are so long that it could not be kept in backup/ some day; the longest others are", async () => {
    const folder = rig.newFolder();
    for (const longest of ["x".repeat(235), "ü".repeat(117)]) {
      const long = bundle("old", longest);
      for (let round = 0; round < 2; round += 1) {
        assert.ok((await files.writeBundle(folder, long, { overwrite: true, now })).ok);
      }
      assert.ok(existsSync(path.join(folder, "backup", `${longest}-20261125T012930Z`, `${longest}.jks`)));
    }
    const before = snapshot(folder);
    for (const longer of ["x".repeat(236), "ü".repeat(118), "x".repeat(252), "x".repeat(300)]) {
      assert.deepEqual(
        failureOf(await files.writeBundle(folder, bundle("old", longer), { overwrite: true, now })),
        { code: "file-name-too-long", path: path.join(folder, longer) },
      );
    }
    assert.deepEqual(snapshot(folder), before);
  });

  it("recovering has an unsafe prefix", async () => {
    const folder = rig.newFolder();
    assert.deepEqual(failureOf(await files.recoverBundle(folder, "../x")), {
      code: "file-io",
      path: folder,
      cause: "unsafe-name",
    });
  });
});

describe("two writers of one bundle", () => {
  it("at the same time: the second is told file-busy, and so is who recovers", async () => {
    const folder = await withOld();
    const steps: string[] = [];
    await filesOf(watchedSteps((_step, name) => void steps.push(name))).writeBundle(
      await withOld(),
      bundle("new"),
      { overwrite: true, now },
    );
    const locked = steps.indexOf("rename") + 2;
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let reach: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const slow = filesOf(
      watchedSteps(async (step) => {
        if (step === locked + 20) {
          reach();
          await opened;
        }
      }),
    );
    const first = slow.writeBundle(folder, bundle("new"), { overwrite: true, now });
    await reached;
    const busy = { code: "file-busy", path: path.join(folder, ".mqttclient.staging") };
    for (const other of [slow, files]) {
      assert.deepEqual(
        failureOf(await other.writeBundle(folder, bundle("large"), { overwrite: true, now })),
        busy,
      );
      assert.deepEqual(failureOf(await other.recoverBundle(folder, prefix)), busy);
    }
    const elsewhere = await rig.run({ calls: [{ method: "recoverBundle", path: folder }] });
    assert.deepEqual(elsewhere.results, ["file-busy"]);
    assert.ok((await files.recoverBundle(folder, "mqttserver")).ok, "another bundle is not concerned");
    open();
    assert.ok((await first).ok);
    const found = snapshot(folder);
    assert.deepEqual({ ...found, ...newFiles }, found);
  });

  it("at the same time, the first of which ends just when the second was refused: file-busy, too", async () => {
    const folder = rig.newFolder();
    const late = filesOf({ ...promises, rename: () => Promise.reject(systemError("ENOTEMPTY")) });
    assert.deepEqual(failureOf(await late.writeBundle(folder, bundle("new"), { overwrite: true, now })), {
      code: "file-busy",
      path: path.join(folder, ".mqttclient.staging"),
    });
    assert.deepEqual(snapshot(folder), {});
  });

  it("in two processes: one bundle is there whole, fifteen times", async () => {
    for (let round = 0; round < 15; round += 1) {
      const folder = rig.newFolder();
      const ended = await Promise.all(
        (["old", "new"] as const).map((version) =>
          rig.run({ calls: [{ method: "writeBundle", path: folder, version, overwrite: true }] }),
        ),
      );
      const outcomes = ended.flatMap(({ results }) => results);
      assert.ok(outcomes.includes("ok"), JSON.stringify(ended));
      assert.deepEqual(
        outcomes.filter((outcome) => outcome !== "ok" && outcome !== "file-busy"),
        [],
      );
      const found = Object.fromEntries(
        Object.entries(snapshot(folder)).filter(([name]) => !name.startsWith("backup/")),
      );
      const isNew = "mqttclient.nopass.pem" in found;
      assert.deepEqual(found, isNew ? newFiles : oldFiles);
    }
  });
});
