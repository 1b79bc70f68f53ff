// Sees which secrets a run uses, and looks for them in everything that the run leaves behind.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { addSecret, addSecretsOfText, foundIn, newNeedles } from "./needles.mjs";

/** Files that are there to hold a key or a password. */
const holders = /(?:^|[./\\])keygen\.properties$|\.(?:pem|key|jks|p12|pfx|sh)$|\.staging$/i;

/** Not ours: what VS Code keeps of the files that a person edits, and programs. */
const foreign = new Set(["History", "Backups", "extensions", "node_modules", "CachedExtensionVSIXs", ".git"]);

/** Larger ones are recordings of a flood, and programs. */
const mostBytes = 8 * 1_048_576;

/** How often files are looked at while a run goes on, milliseconds: tests remove what they made. */
const lookMs = 1_000;

/** Begins to watch the files of some folders for keys and passwords. */
export function newWitness() {
  const needles = newNeedles();
  const folders = new Set();
  const seen = new Map();
  const texts = [];
  const look = () => {
    for (const file of [...folders].flatMap((folder) => filesIn(folder))) {
      if (holders.test(file.path) && seen.get(file.path) !== file.stamp) {
        seen.set(file.path, file.stamp);
        addSecretsOfText(needles, textOf(file.path));
      }
    }
  };
  const timer = setInterval(look, lookMs);
  timer.unref();
  return {
    /** Everything in a folder that is no holder of keys is an output. */
    watch: (folder) => void folders.add(folder),
    /** A secret that is kept in no file, such as one of the keyring. */
    secret: (value, what) => addSecret(needles, value, what),
    /** A text that a person could see, or that is kept. */
    output: (name, text) => void texts.push([name, text]),
    /** Looks a last time, and tells what stands where it must not: `file: what`, never the secret itself. */
    leaks: () => {
      clearInterval(timer);
      look();
      const files = [...folders]
        .flatMap((folder) => filesIn(folder))
        .filter((file) => !holders.test(file.path))
        .map((file) => [file.path, textOf(file.path)]);
      return [...files, ...texts].flatMap(([name, text]) =>
        foundIn(text, needles).map((what) => `${name}: ${what}`),
      );
    },
  };
}

/** Fails with all leaks, where there are any. */
export function demandNone(leaks) {
  if (leaks.length > 0) {
    throw new Error(`A secret of this run stands where it must not:\n${leaks.join("\n")}`);
  }
}

function filesIn(folder) {
  return entriesOf(folder).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return foreign.has(entry.name) ? [] : filesIn(file);
    }
    const stat = entry.isFile() ? statOf(file) : undefined;
    return stat === undefined || stat.size > mostBytes
      ? []
      : [{ path: file, stamp: `${stat.ino} ${stat.size} ${stat.mtimeMs}` }];
  });
}

/** What is removed while it is looked at is not there. */
function orAbsent(look, absent) {
  try {
    return look();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(error.code)) {
      return absent;
    }
    throw error;
  }
}

function entriesOf(folder) {
  return orAbsent(() => readdirSync(folder, { withFileTypes: true }), []);
}

function statOf(file) {
  return orAbsent(() => statSync(file), undefined);
}

/** Bytes as they are, so that a text within a database is found too. */
function textOf(file) {
  return orAbsent(() => readFileSync(file), Buffer.alloc(0)).toString("latin1");
}
