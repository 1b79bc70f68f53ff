import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import * as promises from "node:fs/promises";
import { once } from "node:events";
import path from "node:path";
import { describe, it } from "node:test";
import { filesOf, nodeFiles } from "../../src/io/files";
import type { FileFailure } from "../../src/flows/world";
import { bytesOf, codeOf, snapshot } from "./filesBundles";
import { filesRig } from "./filesRig";
import { systemError, watchedSteps } from "./filesSteps";

const files = nodeFiles();
const rig = filesRig();

/** A folder with one file `a.txt` of five bytes and mode 0640. */
function withFile(): { readonly folder: string; readonly file: string } {
  const folder = rig.newFolder();
  const file = path.join(folder, "a.txt");
  writeFileSync(file, "hello");
  chmodSync(file, 0o640);
  return { folder, file };
}

describe("read", () => {
  it("gives a file's bytes, also those of a file whose size the system does not know", async () => {
    assert.deepEqual(await files.read(withFile().file), { ok: true, value: bytesOf("hello") });
    const unsized = await files.read("/proc/self/cmdline");
    assert.ok(unsized.ok && Buffer.from(unsized.value).includes("node"));
  });

  it("takes exactly maxBytes and refuses one more, without reading it", async () => {
    const { file } = withFile();
    const names: string[] = [];
    const watched = filesOf(watchedSteps((_step, name) => void names.push(name)));
    assert.equal(codeOf(await watched.read(file, 5)), "ok");
    names.length = 0;
    assert.deepEqual(await watched.read(file, 4), {
      ok: false,
      failure: { code: "file-too-large", path: file },
    });
    assert.deepEqual(names, ["stat"]);
  });

  it("refuses more than 16 MiB unless told otherwise, a sparse file of 1 TiB among them", async () => {
    const { file } = withFile();
    await promises.truncate(file, 16 * 1_048_576);
    assert.equal(codeOf(await files.read(file)), "ok");
    await promises.truncate(file, 16 * 1_048_576 + 1);
    assert.equal(codeOf(await files.read(file)), "file-too-large");
    await promises.truncate(file, 2 ** 40);
    assert.equal(codeOf(await files.read(file)), "file-too-large");
  });

  it("refuses what grows beyond maxBytes while it is read", async () => {
    const { file } = withFile();
    const growing = filesOf(
      watchedSteps((_step, name) => {
        if (name === "read") {
          writeFileSync(file, "x".repeat(100));
        }
      }),
    );
    assert.equal(codeOf(await growing.read(file, 50)), "file-too-large");
  });

  it("refuses what is no regular file, without hanging", async () => {
    const folder = rig.newFolder();
    const fifo = path.join(folder, "fifo");
    execFileSync("mkfifo", [fifo]);
    const socket = path.join(folder, "socket");
    const server = createServer().listen(socket);
    await once(server, "listening");
    for (const odd of [fifo, socket, folder, "/dev/zero", "/dev/null", `${withFile().file}/below`]) {
      assert.equal(codeOf(await files.read(odd)), "file-not-regular", odd);
      assert.equal(codeOf(await files.stamp(odd)), "file-not-regular", odd);
    }
    server.close();
    await once(server, "close");
  });

  it("does not hang on a FIFO that takes the file's place after it was looked at", async () => {
    const { file } = withFile();
    const racing = filesOf(
      watchedSteps((_step, name) => {
        if (name === "open") {
          execFileSync("sh", ["-c", 'rm "$1" && mkfifo "$1"', "sh", file]);
        }
      }),
    );
    assert.equal(codeOf(await racing.read(file)), "file-not-regular");
  });

  it("names a missing file and a link that leads to itself", async () => {
    const loop = path.join(rig.newFolder(), "loop");
    symlinkSync(loop, loop);
    assert.deepEqual(await files.read("/nowhere/x"), {
      ok: false,
      failure: { code: "file-not-found", path: "/nowhere/x", cause: "ENOENT" },
    });
    assert.deepEqual(await files.read(loop), {
      ok: false,
      failure: { code: "file-io", path: loop, cause: "ELOOP" },
    });
  });

  it("throws what the system did not report", async () => {
    await assert.rejects(files.read("nul\u0000"), { code: "ERR_INVALID_ARG_VALUE" });
  });
});

describe("a failure's code is told by the system's code alone", () => {
  const rows: readonly [string, FileFailure["code"]][] = [
    ["ENOENT", "file-not-found"],
    ["EACCES", "file-permission-denied"],
    ["EPERM", "file-permission-denied"],
    ["EROFS", "file-read-only"],
    ["EEXIST", "file-exists"],
    ["EISDIR", "file-not-regular"],
    ["ENOTDIR", "file-not-regular"],
    ["ENXIO", "file-not-regular"],
    ["ENAMETOOLONG", "file-name-too-long"],
    ["ENOSPC", "disk-full"],
    ["EDQUOT", "disk-full"],
    ["EBUSY", "file-busy"],
    ["ETXTBSY", "file-busy"],
    ["EIO", "file-io"],
    ["EMFILE", "file-io"],
  ];
  for (const [cause, code] of rows) {
    it(`${cause} is ${code}`, async () => {
      const refusing = filesOf(
        watchedSteps(() => {
          throw systemError(cause);
        }),
      );
      assert.deepEqual(await refusing.stamp("/x"), { ok: false, failure: { code, path: "/x", cause } });
    });
  }
});

describe("stamp", () => {
  it("gives size, time and permission bits, and changes with the content", async () => {
    const { file } = withFile();
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    const first = await files.stamp(file);
    const fileId = statSync(file).ino;
    assert.deepEqual(first, {
      ok: true,
      value: { sizeBytes: 5, modifiedMs: 1_700_000_000_000, mode: 0o640, fileId },
    });
    writeFileSync(file, "HELLO");
    assert.notDeepEqual(await files.stamp(file), first);
  });
});

describe("list", () => {
  it("gives the names of files, folders and links of a folder, sorted", async () => {
    const { folder } = withFile();
    mkdirSync(path.join(folder, "Z"));
    symlinkSync("nowhere", path.join(folder, ".b"));
    assert.deepEqual(await files.list(folder), { ok: true, value: [".b", "Z", "a.txt"] });
  });

  it("tells what is missing from what is no folder", async () => {
    const { folder, file } = withFile();
    assert.equal(codeOf(await files.list(path.join(folder, "b"))), "file-not-found");
    assert.equal(codeOf(await files.list(file)), "file-not-regular");
  });
});

describe("create", () => {
  it("makes the folder and the file, and nothing else", async () => {
    const folder = rig.newFolder();
    assert.equal(codeOf(await files.create(path.join(folder, "b", "c.txt"), bytesOf("x"), 0o600)), "ok");
    assert.deepEqual(Object.keys(snapshot(folder)), ["b/", "b/c.txt"]);
    assert.equal(snapshot(folder)["b/c.txt"], "0600 x");
  });

  const inTheWay: readonly [string, (file: string) => void][] = [
    [
      "a file",
      (file) => {
        writeFileSync(file, "old");
      },
    ],
    [
      "a folder",
      (file) => {
        mkdirSync(file);
      },
    ],
    [
      "a link that leads nowhere",
      (file) => {
        symlinkSync("/nowhere", file);
      },
    ],
    ["a FIFO", (file) => execFileSync("mkfifo", [file])],
  ];
  for (const [what, make] of inTheWay) {
    it(`never overwrites ${what}`, async () => {
      const folder = rig.newFolder();
      const file = path.join(folder, "x");
      make(file);
      const before = snapshot(folder);
      assert.equal(codeOf(await files.create(file, bytesOf("new"), 0o600)), "file-exists");
      assert.deepEqual(snapshot(folder), before);
    });
  }

  it("lets one of many at the same time succeed, whole", async () => {
    const folder = rig.newFolder();
    const file = path.join(folder, "x");
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) => files.create(file, bytesOf(`${index}`.repeat(999)), 0o600)),
    );
    assert.deepEqual(made.map(codeOf).sort(), [...Array<string>(19).fill("file-exists"), "ok"]);
    const winner = made.findIndex(({ ok }) => ok);
    assert.deepEqual(snapshot(folder), { x: `0600 ${`${winner}`.repeat(999)}` });
  });

  it("does the same where there are no hard links", async () => {
    const folder = rig.newFolder();
    const linkless = filesOf({ ...promises, link: () => Promise.reject(systemError("EPERM")) });
    const file = path.join(folder, "x");
    assert.equal(codeOf(await linkless.create(file, bytesOf("one"), 0o600)), "ok");
    assert.equal(codeOf(await linkless.create(file, bytesOf("two"), 0o600)), "file-exists");
    assert.deepEqual(snapshot(folder), { x: "0600 one" });
  });

  it("says that a file stands where the folder should be", async () => {
    const { file } = withFile();
    assert.equal(codeOf(await files.create(`${file}/x`, bytesOf("x"), 0o600)), "file-not-regular");
  });
});

describe("replace", () => {
  it("replaces a file and its mode, or makes it", async () => {
    const { folder, file } = withFile();
    assert.equal(codeOf(await files.replace(file, bytesOf("new"), 0o600)), "ok");
    assert.equal(codeOf(await files.replace(path.join(folder, "b"), bytesOf("b"), 0o644)), "ok");
    assert.deepEqual(snapshot(folder), { "a.txt": "0600 new", b: "0644 b" });
  });

  for (const [what, target] of [
    ["a file", "a.txt"],
    ["nowhere", "nowhere"],
  ] as const) {
    it(`writes through no link: one to ${what} is refused`, async () => {
      const { folder, file } = withFile();
      symlinkSync(target, path.join(folder, "link"));
      const before = snapshot(folder);
      assert.equal(
        codeOf(await files.replace(path.join(folder, "link"), bytesOf("new"), 0o600)),
        "file-not-regular",
      );
      assert.deepEqual(snapshot(folder), before);
      assert.ok(lstatSync(path.join(folder, "link")).isSymbolicLink());
      assert.notEqual(readFileSync(file, "utf8"), "new");
    });
  }

  it("leaves what has a second name elsewhere as it was there", async () => {
    const { folder, file } = withFile();
    const elsewhere = path.join(folder, "elsewhere");
    linkSync(file, elsewhere);
    const before = readFileSync(elsewhere, "utf8");
    assert.equal(codeOf(await files.replace(file, bytesOf("new"), 0o600)), "ok");
    assert.equal(readFileSync(elsewhere, "utf8"), before);
    assert.equal(readFileSync(file, "utf8"), "new");
  });

  it("refuses a folder and a FIFO, and a folder that is missing", async () => {
    const folder = rig.newFolder();
    const fifo = path.join(folder, "fifo");
    execFileSync("mkfifo", [fifo]);
    mkdirSync(path.join(folder, "sub"));
    const before = snapshot(folder);
    const replaced = async (name: string): Promise<string> =>
      codeOf(await files.replace(path.join(folder, name), bytesOf("x"), 0o600));
    assert.equal(await replaced("fifo"), "file-not-regular");
    assert.equal(await replaced("sub"), "file-not-regular");
    assert.equal(await replaced("missing/x"), "file-not-found");
    assert.deepEqual(snapshot(folder), before);
  });

  it("never shows a reader a partial file, 1,000 times", async (context) => {
    const { file } = withFile();
    writeFileSync(file, "a");
    const writing = { isOver: false };
    const writer = rig.run({ calls: [{ method: "replaceOften", path: file, times: 1000 }] });
    void writer.then(() => (writing.isOver = true));
    let reads = 0;
    const seen = new Set<number>();
    while (!writing.isOver) {
      const text = readFileSync(file, "latin1");
      const times = (text.length - 1) / 20;
      const letter = "abcdefghijklmnopqrstuvwxyz"[times % 26] ?? "not whole";
      assert.equal(text, letter.repeat(text.length));
      seen.add(times);
      reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual((await writer).results, ["ok"]);
    assert.equal(readFileSync(file, "latin1").length, 1 + 999 * 20);
    assert.deepEqual(Object.keys(snapshot(path.dirname(file))), ["a.txt"]);
    assert.ok(seen.size > 100, `only ${seen.size} versions seen`);
    context.diagnostic(`${reads} reads saw ${seen.size} versions`);
  });
});
