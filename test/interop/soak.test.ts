// A short soak; `npm run soak` goes on for hours, with fifty devices.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { risesOf, type Sample } from "./soak/samples";
import { soak } from "./soak/soak";
import { isRising, riseOf } from "./soak/trend";

const flat = { minutes: 0, externalBytes: 5e6, rssBytes: 1.3e8, handles: 22, timers: 40, descriptors: 39 };

function samplesWith(values: (round: number) => Partial<Sample>): readonly Sample[] {
  return Array.from({ length: 40 }, (_, round) => ({
    ...{ ...flat, round, heapBytes: 3e7, loopP99Ms: 0 },
    ...values(round),
  }));
}

describe("what rises over a run", () => {
  it("is found by its slope, whatever stands out", () => {
    assert.equal(riseOf([9, 9, 9, 9, 1, 2, 90, 4]), 3);
    assert.equal(isRising([5, 5, 5, 5, 5, 5, 80, 5, 5, 5, 5, 5], { least: 0, share: 0 }), false);
  });

  it("is a leak of memory, sockets or descriptors, and is named", () => {
    const leak = samplesWith((round) => ({ heapBytes: 3e7 + round * 200_000, handles: 22 + round }));
    assert.deepEqual(
      risesOf(leak).map((text) => text.split(" ")[0]),
      ["heapBytes", "handles"],
    );
    assert.deepEqual(
      risesOf(samplesWith((round) => ({ heapBytes: round < 15 ? 2e7 + round * 5e5 : 3e7 }))),
      [],
    );
  });
});

describe("devices that live together", () => {
  it("leave memory, sockets and timers as they were, round after round", { timeout: 240_000 }, async () => {
    const samples = await soak({ devices: 8, isOver: (round) => round >= 8, sampled: () => undefined });
    assert.equal(samples.length, 8);
    assert.deepEqual(risesOf(samples), []);
  });
});
