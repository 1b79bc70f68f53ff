// Runs a suite of Node programs, and looks for each of its secrets in what it printed and left.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { newWitness } from "./witness.mjs";

const keeper = pathToFileURL(path.join(import.meta.dirname, "keeper.mjs")).href;

/**
 * Lets `work(env)` run with a folder of its own for temporary files, and gives what it gave and the leaks. It must give
 * an `output`: all that was printed. Programs that it starts are seen as far as they inherit that environment.
 */
export async function witnessed(work, parent = tmpdir()) {
  const folder = mkdtempSync(path.join(parent, "x509-"));
  try {
    const [temporary, kept] = ["tmp", "kept"].map((name) => sharedFolder(path.join(folder, name)));
    chmodSync(folder, 0o711);
    const result = await work({
      TMPDIR: temporary,
      THINGSBOARD_X509_KEPT: kept,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import ${keeper}`.trim(),
    });
    const witness = newWitness({ onlyAtTheEnd: true });
    witness.watch(folder);
    witness.output("the output", result.output);
    return { ...result, leaks: witness.leaks().map((leak) => leak.replace(`${folder}${path.sep}`, "")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the system's own folder for temporary files is: a test may run a program as another user. */
function sharedFolder(folder) {
  mkdirSync(folder);
  chmodSync(folder, 0o1777);
  return folder;
}
