import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runNoteNameOf, runNoteText } from "../../../src/core/fleet/runNote";
import { forgetFleetRun, noteFleetRun, openFleetRuns } from "../../../src/flows/fleetRuns";
import { unfinishedFleetText } from "../../../src/ui/words/fleet";
import { inMemoryWorld } from "../../support/inMemoryWorld";

const folder = "/storage/fleetRuns";
const run = {
  csvPath: "/w/meters.csv",
  templatePath: "/w/keygen.properties",
  folder: "/w",
  mapping: { serial: "name", note: "" },
  overwrite: false,
  concurrency: 4,
};
const note = `${folder}/${runNoteNameOf(run.csvPath)}`;

describe("a run that generates a fleet", () => {
  it("that was killed is known with how far it came; the counts in between are not all written", async () => {
    const world = inMemoryWorld({ [run.csvPath]: "name\n" });
    const log = await noteFleetRun({ ...run, caPath: "/w/ca.pem" }, folder, world);
    assert.deepEqual(await openFleetRuns(folder, world), [
      { ...run, caPath: "/w/ca.pem", done: 0, total: 0 },
    ]);
    for (let done = 1; done <= 119; done += 1) {
      log.tell({ done, total: 1000 });
    }
    await new Promise(setImmediate);
    const [open] = await openFleetRuns(folder, world);
    assert.deepEqual([open?.done, open?.total], [101, 1000]);
    assert.equal(world.disk.get(note)?.mode, 0o600);
  });

  it("that came to its end, or is to be forgotten, is not known", async () => {
    const world = inMemoryWorld({ [run.csvPath]: "name\n" });
    const log = await noteFleetRun(run, folder, world);
    log.tell({ done: 1, total: 2 });
    assert.equal(await log.end(), undefined);
    assert.deepEqual(await openFleetRuns(folder, world), []);
    await noteFleetRun(run, folder, world);
    await forgetFleetRun(run, folder, world);
    assert.deepEqual(await openFleetRuns(folder, world), []);
  });

  it("whose CSV is gone, or whose note is not understood, is not known", async () => {
    const world = inMemoryWorld({});
    await noteFleetRun(run, folder, world);
    assert.deepEqual(await openFleetRuns(folder, world), []);
    world.put(run.csvPath, "name\n");
    assert.equal((await openFleetRuns(folder, world)).length, 1);
    const whole = JSON.parse(runNoteText({ ...run, done: 1, total: 2 })) as { run: object };
    const bad = [
      { folder: 1 },
      { mapping: [] },
      { mapping: { a: 1 } },
      { concurrency: 0 },
      { done: -1 },
      { total: 1.5 },
      { csvPath: null },
    ].map((change) => JSON.stringify({ version: 1, run: { ...whole.run, ...change } }));
    for (const text of ["", "{", "[]", '{"run":3}', ...bad]) {
      world.put(note, text);
      assert.deepEqual(await openFleetRuns(folder, world), [], text);
    }
  });

  it("is offered with its count", () => {
    assert.equal(
      unfinishedFleetText({ csvPath: "/w/m\u202Es.csv", done: 101, total: 1000 }),
      "Generating the fleet of m⟨U+202E⟩s.csv was interrupted: at least 101 of 1,000 devices are there. Resume it? They are verified and kept.",
    );
    assert.match(
      unfinishedFleetText({ csvPath: "/w/m.csv", done: 0, total: 0 }),
      /^Generating .* interrupted\./,
    );
  });
});
