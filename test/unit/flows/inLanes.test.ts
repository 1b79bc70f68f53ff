import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { inLanes } from "../../../src/flows/inLanes";
import { timer } from "../../../src/io/clock";
import { noteWarnings } from "../../support/nodeWarnings";

const things = Array.from({ length: 40 }, (_, index) => index);
const longMs = 2 ** 30;

describe("many things in lanes", () => {
  it("may each listen to a signal, and Node warns of no leak", async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const wait = async (thing: number, signal: AbortSignal): Promise<void> => {
      begun.push(thing);
      if (begun.length === 16) {
        stop.abort();
      }
      await timer(longMs, signal);
    };
    const warnings = noteWarnings();
    await inLanes(things, 16, wait, stop.signal);
    assert.deepEqual(await warnings(), []);
    assert.deepEqual(begun, things.slice(0, 16));
  });

  it("end with the signal: what is under way hears of it, and nothing more begins", async () => {
    const stop = new AbortController();
    const heard: number[] = [];
    const wait = async (thing: number, signal: AbortSignal): Promise<void> => {
      if (thing === 2) {
        stop.abort();
      }
      await timer(longMs, signal);
      heard.push(thing);
    };
    await inLanes(things, 3, wait, stop.signal);
    assert.deepEqual(heard.sort(), [0, 1, 2]);
  });

  it("do not begin where the signal has aborted already", async () => {
    const begun: number[] = [];
    const note = (thing: number): Promise<void> => Promise.resolve(void begun.push(thing));
    await inLanes(things, 3, note, AbortSignal.abort());
    assert.deepEqual(begun, []);
  });

  it("leave no listener at the signal, also after a bug", async () => {
    const { signal } = new AbortController();
    await inLanes(things, 3, () => Promise.resolve(), signal);
    await assert.rejects(
      inLanes(things, 3, () => Promise.reject(new Error("a bug")), signal),
      /a bug/,
    );
    assert.deepEqual(getEventListeners(signal, "abort"), []);
  });
});
