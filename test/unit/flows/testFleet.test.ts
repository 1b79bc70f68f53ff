import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportFacts } from "../../../src/core/connection/report";
import { testFleet } from "../../../src/flows/testFleet";

const devices = Array.from({ length: 20 }, (_, index) => `/f/${index}`);

function passed(properties: string): ReportFacts {
  const server = { name: "Plant", mqttUrl: "mqtts://tb" };
  return { ok: true, server, properties, phases: [], warnings: [] };
}

/** Tests that end one after the other, the latest first, when `step` is called. */
function heldTests(): {
  readonly test: (path: string) => Promise<ReportFacts>;
  readonly waiting: () => number;
  readonly step: () => boolean;
} {
  const held: (() => void)[] = [];
  return {
    test: (path) =>
      new Promise((resolve) => {
        held.push(() => {
          resolve(passed(path));
        });
      }),
    waiting: () => held.length,
    step: () => {
      const next = held.pop();
      next?.();
      return next !== undefined;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a fleet is tested", () => {
  it("so many devices at a time and never more; reports come in the order of the devices", async () => {
    const { test, waiting, step } = heldTests();
    const testing = testFleet({ devices, concurrency: 3 }, { test }, new AbortController().signal);
    const seen: number[] = [];
    do {
      await settled();
      seen.push(waiting());
    } while (step());
    const reports = await testing;
    assert.equal(Math.max(...seen), 3);
    assert.deepEqual(
      reports.map(({ properties }) => properties),
      devices,
    );
  });

  it("once each, also where one is named twice", async () => {
    const tested: string[] = [];
    const test = (path: string): Promise<ReportFacts> => Promise.resolve(passed(path));
    const parts = { test, tested: ({ properties }: ReportFacts) => void tested.push(properties) };
    const request = { devices: ["/f/a", "/f/b", "/f/a"], concurrency: 2 };
    const reports = await testFleet(request, parts, new AbortController().signal);
    assert.deepEqual(tested, ["/f/a", "/f/b"]);
    assert.equal(reports.length, 2);
  });

  it("no further when the signal aborted; what had ended is given", async () => {
    const controller = new AbortController();
    const begun: string[] = [];
    const test = (path: string): Promise<ReportFacts | undefined> => {
      begun.push(path);
      if (begun.length === 5) {
        controller.abort();
      }
      return Promise.resolve(controller.signal.aborted ? undefined : passed(path));
    };
    const reports = await testFleet({ devices, concurrency: 1 }, { test }, controller.signal);
    assert.deepEqual([begun.length, reports.length], [5, 4]);
  });
});
