import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foldedActions } from "../../../src/ui/foldedActions";

const actions = ["a", "b", "c", "d", "e", "f"].map((title) => ({ title, command: "c", args: [] }));

describe("the actions of a notification", () => {
  const rows: readonly (readonly [count: number, shown: string, rest: string])[] = [
    [0, "", ""],
    [3, "abc", ""],
    [4, "ab", "cd"],
    [6, "ab", "cdef"],
  ];
  for (const [count, shown, rest] of rows) {
    it(`${count}: ${shown} as buttons, ${rest} behind one`, () => {
      const folded = foldedActions(actions.slice(0, count));
      assert.equal(folded.shown.map(({ title }) => title).join(""), shown);
      assert.equal(folded.rest.map(({ title }) => title).join(""), rest);
    });
  }
});
