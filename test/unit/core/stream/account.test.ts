// The books of the stream: whatever comes, every message has exactly one fate, and the sums are exact.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount, totalOf, type Account, type Fate } from "../../../../src/core/stream/account";
import { isTopicFilter, noFilter, passes } from "../../../../src/core/stream/filter";
import type { Direction, StreamMessage } from "../../../../src/core/stream/message";

function message(device: string, direction: Direction = "in", topic = "a/b"): StreamMessage {
  const payload = Buffer.from("1");
  return { atMs: 0, device, direction, topic, payload, qos: 0, retain: false, duplicate: false };
}

/** Takes a message as the output does: a shown one costs one line. */
function take(account: Account, one: StreamMessage): Fate {
  const fate = account.enter(one);
  if (fate === "shown") {
    account.spend(["a line"]);
  }
  return fate;
}

describe("the stream's books", () => {
  it("show what the budget allows, and hold back what is over it until the next flush", () => {
    const account = newAccount(noFilter, { lines: 2, length: 1000 });
    const fates = Array.from({ length: 5 }, () => take(account, message("pump")));
    assert.deepEqual(fates, ["shown", "shown", "heldBack", "heldBack", "heldBack"]);
    assert.deepEqual(account.unsaid(), [
      { device: "pump", direction: "in", shown: 0, filtered: 0, paused: 0, heldBack: 3 },
    ]);
    account.settle();
    assert.deepEqual(account.unsaid(), []);
    assert.equal(take(account, message("pump")), "heldBack");
    account.renew();
    assert.equal(take(account, message("pump")), "shown");
  });

  it("count characters too", () => {
    const account = newAccount(noFilter, { lines: 10, length: 5 });
    account.spend(["12345"]);
    assert.equal(account.enter(message("pump")), "heldBack");
  });

  it("give a flood a quarter of the budget, until no more than the whole of it comes", () => {
    const account = newAccount(noFilter, { lines: 8, length: 1000 });
    const shownOf = (count: number): number => {
      let shown = 0;
      for (let index = 0; index < count; index += 1) {
        shown += take(account, message("pump")) === "shown" ? 1 : 0;
      }
      account.renew();
      return shown;
    };
    assert.deepEqual([40, 41, 41, 11, 10, 10].map(shownOf), [8, 8, 2, 2, 2, 8]);
  });

  it("keep devices and directions apart", () => {
    const account = newAccount(noFilter, { lines: 10, length: 1000 });
    for (const one of [message("a"), message("b"), message("a", "out"), message("a")]) {
      take(account, one);
    }
    assert.deepEqual(
      account.counts().map(({ device, direction, shown }) => `${device} ${direction} ${shown}`),
      ["a in 2", "b in 1", "a out 1"],
    );
  });

  it("balance, whatever comes: filtered, paused, shown and held back make up what was received", () => {
    const filter = { ...noFilter, topics: ["a/#"] };
    const account = newAccount(filter, { lines: 3, length: 10_000 });
    let said = 0;
    const say = (): void => {
      const { heldBack, paused } = totalOf(account.unsaid());
      said += heldBack + paused;
      account.settle();
    };
    for (let index = 0; index < 10_000; index += 1) {
      const topic = (index * 7919) % 3 === 0 ? "x" : "a/b";
      take(account, message(index % 5 === 0 ? "a" : "b", "in", topic));
      if (index % 11 === 0) {
        say();
        account.renew();
        account.setPaused(index % 7 === 0);
      }
    }
    say();
    const { shown, filtered, paused, heldBack } = totalOf(account.counts());
    assert.equal(shown + filtered + paused + heldBack, 10_000);
    assert.equal(said, paused + heldBack);
    assert.ok([shown, filtered, paused, heldBack].every((count) => count > 0));
  });
});

describe("a filter lets through", () => {
  const rows: readonly (readonly [string, Parameters<typeof passes>[0], boolean])[] = [
    ["everything when it is empty", noFilter, true],
    ["its devices", { ...noFilter, devices: ["pump"] }, true],
    ["no other devices", { ...noFilter, devices: ["tank"] }, false],
    ["its directions", { ...noFilter, directions: ["in"] }, true],
    ["no other direction", { ...noFilter, directions: ["out"] }, false],
    ["topics below #", { ...noFilter, topics: ["x", "a/#"] }, true],
    ["topics with one level for +", { ...noFilter, topics: ["+/b"] }, true],
    ["no topic with more levels", { ...noFilter, topics: ["+"] }, false],
  ];
  for (const [what, filter, expected] of rows) {
    it(what, () => {
      assert.equal(passes(filter, message("pump")), expected);
    });
  }

  it("only by topic filters that MQTT knows", () => {
    assert.deepEqual(["#", "a/+/b", "+", "a/#", "/"].map(isTopicFilter), [true, true, true, true, true]);
    assert.deepEqual(["", "a#", "#/a", "a+/b", "a\0"].map(isTopicFilter), [
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
