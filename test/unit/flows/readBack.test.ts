import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { ApiCall } from "../../../src/core/credential/apiCall";
import type { KeptValue } from "../../../src/core/credential/valueCalls";
import { ok, type Result } from "../../../src/core/result";
import { generateIdentity } from "../../../src/flows/generateIdentity";
import { readBackAfter, type ReadBackAfter } from "../../../src/flows/readBack";
import type { ThingsBoard } from "../../../src/flows/thingsBoard";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";
import { thingsBoardInMemory } from "../../support/thingsBoardInMemory";

const propertiesPath = "/home/ada/tb/keygen.properties";
const { signal } = new AbortController();
let world: InMemoryWorld;

before(async () => {
  world = inMemoryWorld();
  world.put(propertiesPath, soundTextWith(""));
  const request = { propertiesPath, side: "client", overwrite: false, validityDays: 30 } as const;
  assert.ok((await generateIdentity(request, world, signal)).ok);
});

/** A server whose clock is ahead and that has each of these telemetry values in turn, the last one from then on. */
async function serverWith(
  answers: readonly (readonly KeptValue[])[],
  aheadMs = 0,
): Promise<{ readonly board: ThingsBoard; readonly delays: number[] }> {
  const tb = await thingsBoardInMemory();
  tb.register(world.text("/home/ada/tb/client.pub.pem") ?? "", "tb.example.org");
  const delays: number[] = [];
  const ask = (<T>(call: ApiCall<T>, stop: AbortSignal) => {
    if (!call.path.includes("/timeseries")) {
      return tb.board.ask(call, stop);
    }
    delays.push(call.delayMs ?? 0);
    return Promise.resolve(ok(answers[Math.min(delays.length, answers.length) - 1] ?? []));
  }) as ThingsBoard["ask"];
  return { board: { ask, clockAheadMs: () => aheadMs }, delays };
}

function published(board: ThingsBoard): Promise<Result<ReadBackAfter, unknown>> {
  const sentAtMs = world.now.getTime();
  const message = { topic: "v1/devices/me/telemetry", payload: '{"t":21}', sentAtMs };
  return readBackAfter(message, { propertiesPath }, { ...world, board }, signal);
}

const at = (afterMs: number, value = 21): readonly KeptValue[] => [
  { key: "t", value, atMs: world.now.getTime() + afterMs },
];

describe("what a server has after a message", () => {
  it("is asked for once where it is there", async () => {
    const { board, delays } = await serverWith([at(2)]);
    const read = await published(board);
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual(
      read.value.arrival?.values.map(({ key, state, value }) => [key, state, value]),
      [["t", "arrived", "21"]],
    );
    assert.equal(read.value.arrival.deviceName, "tb.example.org");
    assert.deepEqual(delays, [0]);
  });

  it("is asked for again where it is not there yet", async () => {
    const { board, delays } = await serverWith([[], at(-5), at(2)]);
    const read = await published(board);
    assert.equal(read.ok && read.value.arrival?.values[0]?.state, "arrived");
    assert.deepEqual(delays, [0, 250, 750]);
  });

  it("is missing where it does not come in time, and the old value is shown", async () => {
    const { board, delays } = await serverWith([at(-5, 20)]);
    const read = await published(board);
    assert.ok(read.ok, JSON.stringify(read));
    const [value] = read.value.arrival?.values ?? [];
    assert.deepEqual([value?.state, value?.value], ["missing", "20"]);
    assert.deepEqual(delays, [0, 250, 750, 2000, 4000]);
  });

  it("is told by the server's clock, not by ours", async () => {
    const { board, delays } = await serverWith([at(-60_000), at(-59_000 + 1)], -59_000);
    const read = await published(board);
    assert.equal(read.ok && read.value.arrival?.values[0]?.state, "arrived");
    assert.equal(delays.length, 2);
  });
});
