// Whoever cancels while keys and keystores are made finds all files or none, and nothing hidden beside them, on a real disk.
import assert from "node:assert/strict";
import { lstatSync, readdirSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { generateIdentity } from "../../src/flows/generateIdentity";
import type { IssueWorld } from "../../src/flows/issueBundle";
import { renewIdentity } from "../../src/flows/renewIdentity";
import { filesOf } from "../../src/io/files";
import type { FileSteps } from "../../src/io/wholeFile";
import { soundTextWith } from "../support/profiles";
import { snapshot } from "./filesBundles";
import { filesRig } from "./filesRig";
import { watchedSteps } from "./filesSteps";
import { issuingWorld } from "./issuingWorld";

const rig = filesRig();

const world = (steps: FileSteps): IssueWorld => issuingWorld(filesOf(steps));

type Work = (propertiesPath: string, its: IssueWorld, signal: AbortSignal) => Promise<string>;

const generate: Work = async (propertiesPath, its, signal) => {
  const request = { propertiesPath, side: "client", overwrite: true, validityDays: 30 } as const;
  const done = await generateIdentity(request, its, signal);
  return done.ok ? "ok" : done.failure.code;
};

/** Reads the key out of the old keystore, and writes all containers anew. */
const rewrite: Work = async (propertiesPath, its, signal) => {
  const request = { propertiesPath, side: "client", keepKey: true, validityDays: 30 } as const;
  const done = await renewIdentity(request, its, signal);
  return done.ok ? "ok" : done.failure.code;
};

const works: readonly [title: string, work: Work][] = [
  ["generating", generate],
  ["rewriting the keystores of a key that stays", rewrite],
];

/** A new folder with a bundle in it. */
async function withBundle(): Promise<string> {
  const folder = rig.newFolder();
  const propertiesPath = path.join(folder, "keygen.properties");
  writeFileSync(propertiesPath, soundTextWith(""));
  assert.equal(await generate(propertiesPath, world(promises), new AbortController().signal), "ok");
  return propertiesPath;
}

/** The names of all files but those of the backups, of which each writing adds some. */
function namesIn(found: ReturnType<typeof snapshot>): readonly string[] {
  return Object.keys(found).filter((name) => !name.startsWith("backup/"));
}

/** What is hidden in a folder and not its owner's alone. */
function openHidden(folder: string): readonly string[] {
  return readdirSync(folder).filter(
    (name) => name.startsWith(".") && (lstatSync(path.join(folder, name)).mode & 0o077) !== 0,
  );
}

/** The numbers of the first and the last step of each kind: to read, to make a folder, to rename … */
function firstAndLast(names: readonly string[]): readonly number[] {
  const steps = [...new Set(names)].flatMap((name) => [names.indexOf(name), names.lastIndexOf(name)]);
  return [...new Set(steps)].map((index) => index + 1).sort((one, other) => one - other);
}

for (const [title, work] of works) {
  describe(`${title}, cancelled at the first or the last step of each kind`, () => {
    it("leaves the old files as they were or writes the new ones, and what was hidden is gone", async () => {
      const taken: string[] = [];
      const watched = watchedSteps((_step, name) => void taken.push(name));
      const propertiesPath = await withBundle();
      const folder = path.dirname(propertiesPath);
      assert.equal(await work(propertiesPath, world(watched), new AbortController().signal), "ok");

      const endings = new Set<string>();
      for (const at of firstAndLast(taken)) {
        const before = snapshot(folder);
        const stop = new AbortController();
        const steps = watchedSteps((step) => {
          assert.deepEqual(openHidden(folder), []);
          if (step === at) {
            stop.abort();
          }
        });
        const ending = await work(propertiesPath, world(steps), stop.signal);
        endings.add(ending);
        const found = snapshot(folder);
        if (ending === "cancelled") {
          assert.deepEqual(found, before, `step ${at}`);
        }
        assert.deepEqual(namesIn(found), namesIn(before), `step ${at}`);
        assert.notEqual(found["client.jks"] === before["client.jks"], ending === "ok");
      }
      assert.deepEqual([...endings].sort(), ["cancelled", "ok"]);
    });
  });
}

describe("generating, cancelled while its key is made", () => {
  it("leaves the folder as it was", async () => {
    const propertiesPath = await withBundle();
    const before = snapshot(path.dirname(propertiesPath));
    const stop = new AbortController();
    const its = world(promises);
    const keyPair: IssueWorld["entropy"]["keyPair"] = (algorithm, signal) => {
      const made = its.entropy.keyPair(algorithm, signal);
      stop.abort();
      return made;
    };
    const ending = await generate(
      propertiesPath,
      { ...its, entropy: { ...its.entropy, keyPair } },
      stop.signal,
    );
    assert.equal(ending, "cancelled");
    assert.deepEqual(snapshot(path.dirname(propertiesPath)), before);
  });
});
