import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { newRunKeeper, type RunKeeper, type RunMessage } from "../../../../src/ui/talk/runKeeper";

/** A keeper whose clock a test moves, and what it published. */
interface Rig {
  readonly keeper: RunKeeper;
  readonly published: string[];
  readonly changes: () => number;
  /** Lets time go by, and everything that was published be answered. */
  readonly pass: (ms: number) => Promise<void>;
  answer: boolean | undefined | "never";
}

function rig(): Rig {
  let nowMs = 0;
  let changes = 0;
  const timers = new Set<() => void>();
  const made: Rig = {
    published: [],
    answer: true,
    changes: () => changes,
    keeper: newRunKeeper({
      publish: (path, { payload }) => {
        made.published.push(`${path} ${new TextDecoder().decode(payload)}`);
        const { answer } = made;
        return answer === "never" ? new Promise<boolean>(() => undefined) : Promise.resolve(answer);
      },
      nowMs: () => nowMs,
      every: (_, run) => {
        timers.add(run);
        return () => timers.delete(run);
      },
      changed: () => (changes += 1),
    }),
    pass: async (ms) => {
      nowMs += ms;
      timers.forEach((run) => {
        run();
      });
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
  return made;
}

function counting(
  propertiesPath: string,
  intervalMs: number,
  last = Infinity,
): Parameters<RunKeeper["start"]>[0] {
  let count = 0;
  const next = (): RunMessage | undefined => {
    count += 1;
    return count > last
      ? undefined
      : { topic: "t", payload: new TextEncoder().encode(String(count)), qos: 1 };
  };
  return { propertiesPath, label: "counting", intervalMs, next };
}

describe("a run", () => {
  it("publishes at once, then as its interval says, until it is stopped", async () => {
    const { keeper, published, pass } = rig();
    const ended = keeper.start(counting("a", 1000));
    await pass(999);
    await pass(1);
    await pass(2000);
    assert.deepEqual(published, ["a 1", "a 2", "a 3", "a 4"]);
    assert.deepEqual([keeper.running(), keeper.labelOf("a")], [["a"], "counting"]);
    assert.equal(keeper.stop("a"), true);
    assert.deepEqual(await ended, { sent: 4, refused: 0 });
    await pass(5000);
    assert.equal(published.length, 4);
    assert.equal(keeper.stop("a"), false);
  });

  it("goes on beside those of other devices, and gives way to a new one of its own", async () => {
    const { keeper, published, pass, changes } = rig();
    const first = keeper.start(counting("a", 1000));
    void keeper.start(counting("b", 1000));
    void keeper.start(counting("a", 500));
    assert.deepEqual(await first, { sent: 1, refused: 0 });
    await pass(1000);
    assert.deepEqual(published, ["a 1", "b 1", "a 1", "b 2", "a 2", "a 3"]);
    assert.equal(changes(), 4);
  });

  it("ends when the device has no session any more, and counts what was refused", async () => {
    const made = rig();
    const ended = made.keeper.start(counting("a", 1000));
    made.answer = false;
    await made.pass(1000);
    made.answer = undefined;
    await made.pass(1000);
    assert.deepEqual(await ended, { sent: 3, refused: 2 });
    assert.deepEqual(made.keeper.running(), []);
  });

  it("ends with its last message, once that is answered", async () => {
    const { keeper, published, pass } = rig();
    const ended = keeper.start(counting("a", 10, 3));
    await pass(1000);
    assert.deepEqual(await ended, { sent: 3, refused: 0 });
    assert.deepEqual(published, ["a 1", "a 2", "a 3"]);
  });

  it("puts off what the server is too slow for, and leaves nothing out", async () => {
    const made = rig();
    made.answer = "never";
    void made.keeper.start(counting("a", 1));
    for (let index = 0; index < 5; index += 1) {
      await made.pass(1000);
    }
    assert.equal(made.published.length, 200);
    assert.equal(made.published.at(-1), "a 200");
  });
});
