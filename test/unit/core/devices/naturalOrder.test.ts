import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byNaturalOrder } from "../../../../src/core/devices/naturalOrder";

describe("names stand in the order that people count in", () => {
  const rows: readonly (readonly string[])[] = [
    ["meter-1", "meter-2", "meter-10", "meter-100"],
    ["hall-2/meter-9", "hall-2/meter-10", "hall-10/meter-1"],
    ["meter", "meter-2"],
    ["a1", "A1", "b1"],
    // The same number: one of them has to be first, and always the same.
    ["meter-01", "meter-1"],
    ["pump 9", "pump 10"],
  ];
  for (const row of rows) {
    it(row.join(" < "), () => {
      assert.deepEqual([...row].sort(byNaturalOrder), row);
      assert.deepEqual([...row].reverse().sort(byNaturalOrder), row);
    });
  }

  it("and only the very same is equal", () => {
    assert.equal(byNaturalOrder("meter-1", "meter-1"), 0);
    assert.notEqual(byNaturalOrder("e\u0301", "\u00e9"), 0);
  });
});
