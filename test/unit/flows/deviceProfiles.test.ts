import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { ok } from "../../../src/core/result";
import { deviceProfiles } from "../../../src/flows/deviceProfiles";
import { thingsBoardInMemory, type ThingsBoardInMemory } from "../../support/thingsBoardInMemory";

const { signal } = new AbortController();
let tb: ThingsBoardInMemory;

beforeEach(async () => {
  tb = await thingsBoardInMemory();
});

/** Answers each question for a page with one profile, and with more to come. */
function endless(idOf: (page: number) => string): void {
  let page = 0;
  tb.between(() => {
    page += 1;
    const profile = { id: { entityType: "DEVICE_PROFILE", id: idOf(page) }, name: `p${page}` };
    return ok({ status: 200, headers: {}, body: JSON.stringify({ data: [profile], hasNext: true }) });
  });
}

describe("the device profiles of a server", () => {
  it("are cut where there is no end to them, and that is said", async () => {
    endless((page) => `id ${page}`);
    const all = await deviceProfiles("", { board: tb.board, signal });
    assert.ok(all.ok);
    assert.deepEqual([all.value.profiles.length, all.value.isCut], [20, true]);
  });

  it("are all there where a server gives the same page for ever", async () => {
    endless(() => "the same");
    const all = await deviceProfiles("", { board: tb.board, signal });
    assert.ok(all.ok);
    assert.deepEqual([all.value.profiles.length, all.value.isCut], [1, false]);
  });
});
