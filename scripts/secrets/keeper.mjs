// Loaded before each Node program of a suite (`node --import`): keeps what it prints, and what tests remove.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { isMainThread } from "node:worker_threads";

const folder = process.env.THINGSBOARD_X509_KEPT;

/** A file of tests tells its results through its output; the runner shows them as text, and that is looked at. */
const isTestFile = /\.test\.mjs$/.test(process.argv[1] ?? "") || process.execArgv.includes("--test");

if (folder !== undefined) {
  keepRemoved();
  if (isMainThread && !isTestFile) {
    keepPrinted();
  }
}

/** Written at once: a program may be killed at any moment. */
function keepPrinted() {
  const name = `${path.basename(process.argv[1] ?? "eval")}.${process.pid}`;
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write;
    const file = path.join(folder, `${name}.${stream === process.stdout ? "stdout" : "stderr"}`);
    stream.write = function (chunk, ...rest) {
      fs.appendFileSync(file, chunk);
      return write.call(this, chunk, ...rest);
    };
  }
}

/** Folders of the tests' own go elsewhere when they are removed; where they cannot, they are removed. */
function keepRemoved() {
  const remove = fs.rmSync;
  fs.rmSync = (target, options) => {
    if (path.dirname(path.resolve(String(target))) === tmpdir() && moved(String(target))) {
      return;
    }
    remove(target, options);
  };
  syncBuiltinESMExports();
}

function moved(target) {
  try {
    const kept = fs.mkdtempSync(path.join(folder, "removed-"));
    fs.renameSync(target, path.join(kept, path.basename(target)));
    return true;
  } catch {
    return false;
  }
}
