import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ApiCall } from "../../../src/core/credential/apiCall";
import { fail, ok } from "../../../src/core/result";
import { patientBoard, type Patience } from "../../../src/flows/patientBoard";
import type { ThingsBoard, ThingsBoardFailure } from "../../../src/flows/thingsBoard";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that stands still until everyone waits. */
function heldTime(): Patience & { readonly runUntil: (done: Promise<unknown>) => Promise<void> } {
  let nowMs = 0;
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  const noEntropy = { bytes: (length: number) => new Uint8Array(length).fill(128) };
  return {
    clock: () => new Date(nowMs),
    entropy: noEntropy as unknown as Patience["entropy"],
    wait: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ atMs: nowMs + ms, wake: resolve });
        signal.addEventListener("abort", () => {
          resolve();
        });
      }),
    runUntil: async (done) => {
      const state = { isDone: false };
      void done.then(() => {
        state.isDone = true;
      });
      for (;;) {
        // Whatever is under way ends before time goes on.
        for (let turn = 0; turn < 5; turn += 1) {
          await settled();
        }
        if (state.isDone) {
          return;
        }
        sleepers.sort((one, other) => one.atMs - other.atMs);
        const next = sleepers.shift();
        assert.ok(next !== undefined, "everyone waits for nothing");
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
    },
  };
}

const call: ApiCall<string> = { method: "POST", path: "/x", read: (body) => body };

/** A server that answers by the time and the number of the request; it keeps when it was asked. */
function serverAt(
  time: Patience,
  answerOf: (atMs: number, number: number) => ThingsBoardFailure | undefined,
): { readonly board: ThingsBoard; readonly askedMs: number[] } {
  const askedMs: number[] = [];
  const board: ThingsBoard = {
    clockAheadMs: () => undefined,
    ask: async ({ read, waitsItself }) => {
      assert.equal(waitsItself, true);
      const atMs = time.clock().getTime();
      askedMs.push(atMs);
      const failure = answerOf(atMs, askedMs.length);
      await settled();
      const value = read("done");
      assert.ok(value !== undefined);
      return failure === undefined ? ok(value) : fail(failure);
    },
  };
  return { board, askedMs };
}

const { signal } = new AbortController();
const limited = (retryAfterMs?: number): ThingsBoardFailure => ({
  code: "rest-rate-limited",
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

describe("where the server says 429 to one of many", () => {
  it("all wait as long as Retry-After says, then what was asked is asked again", async () => {
    const time = heldTime();
    const { board, askedMs } = serverAt(time, (_atMs, number) => (number === 1 ? limited(2000) : undefined));
    const patient = patientBoard(board, time);
    const worker = async (): Promise<void> => {
      for (let asked = 0; asked < 4; asked += 1) {
        assert.deepEqual(await patient.ask(call, signal), ok("done"));
      }
    };
    const all = Promise.all([worker(), worker(), worker()]);
    await time.runUntil(all);
    await all;
    // The first three were under way together; one of them is asked again.
    assert.equal(askedMs.length, 13);
    assert.deepEqual(
      askedMs.filter((atMs) => atMs < 2000),
      [0, 0, 0],
    );
  });

  it("whoever waits already waits longer where another is told so", async () => {
    const time = heldTime();
    const { board, askedMs } = serverAt(time, (_atMs, number) =>
      number <= 2 ? limited(number === 1 ? 1000 : 5000) : undefined,
    );
    const patient = patientBoard(board, time);
    const all = Promise.all([patient.ask(call, signal), patient.ask(call, signal)]);
    await time.runUntil(all);
    assert.ok(
      askedMs.slice(2).every((atMs) => atMs >= 5000),
      askedMs.join(),
    );
  });

  it("and never takes it back, it is told in the end", async () => {
    const time = heldTime();
    const { board, askedMs } = serverAt(time, () => limited());
    const asking = patientBoard(board, time).ask(call, signal);
    await time.runUntil(asking);
    assert.deepEqual(await asking, fail(limited()));
    assert.equal(askedMs.length, 8);
  });

  it("and for longer than anybody would wait, it is told at once", async () => {
    const time = heldTime();
    const { board } = serverAt(time, () => limited(3_600_000));
    assert.deepEqual(await patientBoard(board, time).ask(call, signal), fail(limited(3_600_000)));
  });

  it("the signal ends the wait", async () => {
    const time = heldTime();
    const controller = new AbortController();
    const { board } = serverAt(time, () => limited(9000));
    const asking = patientBoard(board, time).ask(call, controller.signal);
    await settled();
    await settled();
    controller.abort();
    assert.deepEqual(await asking, fail({ code: "cancelled" }));
  });
});
