import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TestedReport } from "../../../src/core/connection/reportHistory";
import type { Json } from "../../../src/core/credential/json";
import { newReportMemory, type ReportMemory } from "../../../src/ui/reportMemory";

const server = { name: "Plant", mqttUrl: "mqtts://tb" };

function tested(properties: string, atMs: number): TestedReport {
  return { report: { ok: true, server, properties, phases: [], warnings: [] }, atMs };
}

interface Rig {
  readonly memory: ReportMemory;
  /** How many devices each write had. */
  readonly writes: number[];
  /** Lets the time pass that lies between two writes. */
  readonly pass: () => void;
}

function rig(): Rig {
  const writes: number[] = [];
  let waiting: (() => void) | undefined;
  const memory = newReportMemory({
    stored: () => undefined,
    store: (stored: Json) => {
      writes.push((stored as readonly Json[]).length);
    },
    later: (run) => {
      assert.equal(waiting, undefined);
      waiting = run;
    },
  });
  const pass = (): void => {
    const run = waiting;
    waiting = undefined;
    run?.();
  };
  return { memory, writes, pass };
}

describe("the memory of reports", () => {
  it("keeps a report at once", () => {
    const { memory, writes, pass } = rig();
    memory.add(tested("/a", 1));
    assert.deepEqual(writes, [1]);
    pass();
    assert.deepEqual(writes, [1]);
  });

  it("writes the reports of a fleet together, and knows each at once", () => {
    const { memory, writes, pass } = rig();
    for (let index = 0; index < 50; index += 1) {
      memory.add(tested(`/${index}`, index));
    }
    assert.deepEqual(writes, [1]);
    assert.equal(memory.historyOf("/49")?.last.atMs, 49);
    pass();
    assert.deepEqual(writes, [1, 50]);
    memory.add(tested("/more", 51));
    assert.deepEqual(writes, [1, 50]);
    pass();
    assert.deepEqual(writes, [1, 50, 51]);
    pass();
    memory.add(tested("/again", 52));
    assert.deepEqual(writes, [1, 50, 51, 52]);
  });

  it("loses none when it is to write at once", () => {
    const { memory, writes, pass } = rig();
    memory.add(tested("/a", 1));
    memory.flush();
    memory.add(tested("/b", 2));
    memory.flush();
    assert.deepEqual(writes, [1, 2]);
    pass();
    assert.deepEqual(writes, [1, 2]);
  });
});
