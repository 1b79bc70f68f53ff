// Sees which secrets a run uses, and looks for them in everything that the run leaves behind.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { addSecret, addSecretsOfText, newNeedles, searchFor } from "./needles.mjs";

/** Files that are there to hold a key or a password; the last ones are what tests call keys of other programs. */
const holders =
  /\.(?:properties|pem|key|jks|p12|pfx|sh)$|\.staging$|[\\/](?:key|plain|encrypted|traditional)$/i;

/** Made to try the reader: what stands behind a password's name there is a secret of nobody's. */
const samples = /[\\/](?!keygen)[^.\\/]*\.properties$/;

/** Programs that tests build from the source: what a test types stands in them. */
const builtPrograms = /[\\/](?:child|program)\.mjs$/;

/** Not ours: what VS Code keeps of the files that a person edits, and programs. */
const foreign = new Set([
  "program",
  "History",
  "Backups",
  "extensions",
  "node_modules",
  "CachedExtensionVSIXs",
  ".git",
]);

/** Larger ones are recordings of a flood, and programs. */
const mostBytes = 8 * 1_048_576;

/** How often files are looked at while a run goes on, milliseconds: tests remove what they made. */
const lookMs = 1_000;

/**
 * Begins to watch the files of some folders for keys and passwords; `onlyAtTheEnd` where nothing that it watches goes
 * before.
 */
export function newWitness({ onlyAtTheEnd = false } = {}) {
  const needles = newNeedles();
  const folders = new Set();
  const seen = new Map();
  const texts = [];
  const look = () => {
    for (const file of [...folders].flatMap((folder) => filesIn(folder))) {
      if (holders.test(file.path) && !samples.test(file.path) && seen.get(file.path) !== file.stamp) {
        seen.set(file.path, file.stamp);
        addSecretsOfText(needles, bytesOf(file.path).toString("utf8"));
      }
    }
  };
  const timer = onlyAtTheEnd ? undefined : setInterval(look, lookMs).unref();
  return {
    /** Everything in a folder that is no holder of keys is an output. */
    watch: (folder) => void folders.add(folder),
    /** A secret that is kept in no file, such as one of the keyring. */
    secret: (value, what) => addSecret(needles, value, what),
    /** A text that a person could see, or that is kept. */
    output: (name, text) => void texts.push([name, () => Buffer.from(text)]),
    /** Looks a last time, and tells what stands where it must not: `file: what`, never the secret itself. */
    leaks: () => {
      clearInterval(timer);
      look();
      const files = [...folders]
        .flatMap((folder) => filesIn(folder))
        .filter((file) => !holders.test(file.path) && !builtPrograms.test(file.path))
        .map((file) => [file.path, () => bytesOf(file.path)]);
      const found = searchFor(needles);
      return [...files, ...texts].flatMap(([name, bytes]) =>
        found(bytes()).map((what) => `${name}: ${what}`),
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

/** In the order of their names: a runtime may give them in any. */
function entriesOf(folder) {
  const entries = orAbsent(() => readdirSync(folder, { withFileTypes: true }), []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statOf(file) {
  return orAbsent(() => statSync(file), undefined);
}

/** Bytes as they are, so that a text within a database is found too. */
function bytesOf(file) {
  return orAbsent(() => readFileSync(file), Buffer.alloc(0));
}
