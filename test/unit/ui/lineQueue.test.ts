import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newLineQueue, type LineQueue } from "../../../src/ui/lineQueue";

interface Bench {
  readonly queue: LineQueue;
  readonly written: string[];
  /** Lets the waiting time pass once. */
  readonly tick: () => void;
  readonly timers: () => number;
}

function bench(): Bench {
  const written: string[] = [];
  const due: (() => void)[] = [];
  const queue = newLineQueue({ write: (text) => written.push(text), later: (run) => due.push(run) });
  return { queue, written, tick: () => due.shift()?.(), timers: () => due.length };
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `line ${index}`);
}

describe("lines for the output", () => {
  it("wait for each other and are written together", () => {
    const { queue, written, tick, timers } = bench();
    queue.append(["a", "b"]);
    queue.append(["c"]);
    assert.deepEqual(written, []);
    assert.equal(timers(), 1);
    tick();
    assert.deepEqual(written, ["a\nb\nc\n"]);
    assert.equal(timers(), 0);
  });

  it("are written in batches of a thousand", () => {
    const { queue, written, tick } = bench();
    queue.append(numbered(2500));
    tick();
    tick();
    tick();
    assert.deepEqual(
      written.map((text) => text.split("\n").length - 1),
      [1000, 1000, 500],
    );
    assert.equal(written.join(""), `${numbered(2500).join("\n")}\n`);
  });

  it("push the oldest out beyond 20,000, and say exactly how many", () => {
    const { queue, written } = bench();
    queue.append(numbered(19_999));
    queue.append(["x", "y", "z"]);
    queue.flush();
    const lines = written.join("").trimEnd().split("\n");
    assert.equal(lines[0], "!  2 lines are not shown: they came faster than they could be written.");
    assert.equal(lines[1], "line 2");
    assert.equal(lines.at(-1), "z");
    assert.equal(lines.length, 20_001);
  });

  it("are counted too when a single call brings more than can wait", () => {
    const { queue, written } = bench();
    queue.append(["first"]);
    queue.append(numbered(20_005));
    queue.flush();
    const lines = written.join("").trimEnd().split("\n");
    assert.equal(lines[0], "!  6 lines are not shown: they came faster than they could be written.");
    assert.equal(lines[1], "line 5");
  });

  it("account for a flood to the last line: shown and dropped make up what was appended", () => {
    const { queue, written, tick } = bench();
    let appended = 0;
    for (let round = 0; round < 60; round += 1) {
      const count = (round * 997) % 3001;
      queue.append(numbered(count));
      appended += count;
      tick();
    }
    queue.flush();
    const lines = written.join("").trimEnd().split("\n");
    const dropped = lines
      .flatMap((line) => /^! {2}([\d,]+) lines/.exec(line)?.[1] ?? [])
      .map((count) => Number(count.replaceAll(",", "")));
    assert.ok(dropped.length > 0);
    assert.equal(lines.length - dropped.length + dropped.reduce((sum, one) => sum + one, 0), appended);
  });

  it("are not written after the end", () => {
    const { queue, written, tick } = bench();
    queue.append(["a"]);
    queue.flush();
    queue.close();
    queue.append(["b"]);
    tick();
    tick();
    assert.deepEqual(written, ["a\n"]);
  });
});
