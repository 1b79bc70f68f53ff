import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { arrivalFrom, arrivalOf, isThere, type SentValue } from "../../../../src/core/connection/arrival";
import type { Json } from "../../../../src/core/credential/json";
import type { KeptValue } from "../../../../src/core/credential/valueCalls";
import { sentValuesIn } from "../../../../src/core/talk/sentValues";

const sentAtMs = Date.UTC(2030, 0, 1);
const times = { sentAtMs, askedAtMs: sentAtMs + 84 };

function arrival(sent: readonly SentValue[], kept: readonly KeptValue[]): ReturnType<typeof arrivalOf> {
  return arrivalOf({ kind: "telemetry", deviceName: "pump", ...times, sent, kept });
}

describe("a value that was sent", () => {
  const rows: readonly (readonly [
    what: string,
    sent: Json,
    kept: readonly [Json, number][],
    state: string,
  ])[] = [
    ["has arrived where the server has it since", 21.5, [[21.5, 0]], "arrived"],
    ["has arrived as a number where it looked like one", "21.50", [[21.5, 3]], "arrived"],
    ["has arrived as JSON", { a: [1] }, [[{ a: [1] }, 3]], "arrived"],
    ["was overtaken by another one since", 21.5, [[22, 3]], "overtaken"],
    ["is no number because it is empty", "", [[0, 3]], "overtaken"],
    ["is missing where there is none", 21.5, [], "missing"],
    ["is missing where the same was there before", 21.5, [[21.5, -1]], "missing"],
    [
      "has arrived in one scope of two",
      "a",
      [
        ["b", 5],
        ["a", 3],
      ],
      "arrived",
    ],
  ];
  for (const [what, value, kept, state] of rows) {
    it(what, () => {
      const has = kept.map(([one, after]) => ({ key: "t", value: one, atMs: sentAtMs + after }));
      const { values } = arrival([{ key: "t", value, atMs: sentAtMs }], has);
      assert.deepEqual(
        values.map((one) => [one.key, one.state]),
        [["t", state]],
      );
    });
  }

  it("counts once, with its latest time", () => {
    const sent = [2, 9, 5].map((after) => ({ key: "t", value: after, atMs: sentAtMs + after }));
    const { values } = arrival(sent, [{ key: "t", value: 9, atMs: sentAtMs + 9 }]);
    assert.deepEqual(values, [
      { kind: "telemetry", key: "t", state: "arrived", value: "9", atMs: sentAtMs + 9 },
    ]);
  });
});

describe("what arrived", () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ key: `k${index}`, value: index, atMs: sentAtMs }));

  it("is kept in bounds, what is missing first", () => {
    const { values, more, afterMs } = arrival(many, many.slice(0, 25));
    assert.deepEqual(
      [values.length, values[0]?.key, values[5]?.key, more, afterMs],
      [20, "k25", "k0", { arrived: 10, missing: 0 }, 84],
    );
    assert.equal(isThere(arrival(many, many)), true);
    assert.equal(isThere(arrival(many, [])), false);
    assert.deepEqual(arrival(many, []).more, { arrived: 0, missing: 10 });
  });

  it("is cut where it is long, and no character with it", () => {
    const long = `${"x".repeat(119)}🙂`;
    const { values } = arrival(
      [{ key: "k".repeat(99), value: long, atMs: 0 }],
      [{ key: "k".repeat(99), value: long, atMs: 0 }],
    );
    assert.deepEqual([values[0]?.key, values[0]?.value], [`${"k".repeat(60)}…`, `${"x".repeat(119)}…`]);
  });

  it("comes back from a store, and is left out where it is another version's", () => {
    const whole = arrival(many, many.slice(0, 25));
    const stored = JSON.parse(JSON.stringify(whole)) as Record<string, Json>;
    assert.deepEqual(arrivalFrom(stored), whole);
    const others: Json[] = [
      null,
      [],
      { ...stored, more: 3 },
      { ...stored, values: 3 },
      { ...stored, values: [{ kind: "rpc", key: "a", state: "arrived" }] },
      { ...stored, values: [{ kind: "telemetry", key: "a", state: "constructor" }] },
      { ...stored, sentAtMs: 1e300 },
    ];
    assert.deepEqual(
      others.map(arrivalFrom),
      others.map(() => undefined),
    );
  });
});

describe("of a message the server keeps", () => {
  const rows: readonly (readonly [topic: string, payload: string, expected: object | undefined])[] = [
    ["v1/devices/me/telemetry", '{"t":1,"n":null}', { kind: "telemetry", values: [["t", 1, 7]] }],
    [
      "v2/t",
      '[{"ts":5,"values":{"t":1}},{"u":2}]',
      {
        kind: "telemetry",
        values: [
          ["t", 1, 5],
          ["u", 2, 7],
        ],
      },
    ],
    ["v1/devices/me/attributes", '{"a":"x","n":null}', { kind: "attribute", values: [["a", "x", 7]] }],
    ["v1/devices/me/telemetry", "{}", undefined],
    ["v1/devices/me/telemetry", "21", undefined],
    ["v1/devices/me/telemetry", "no JSON", undefined],
    ["v1/devices/me/attributes", "[1]", undefined],
    ["v1/devices/me/rpc/request/1", '{"method":"a","params":{}}', undefined],
    ["v2/t/p", "{}", undefined],
  ];
  for (const [topic, payload, expected] of rows) {
    it(`${payload} on ${topic}`, () => {
      const sent = sentValuesIn(topic, payload, 7);
      assert.deepEqual(
        sent && { kind: sent.kind, values: sent.values.map(({ key, value, atMs }) => [key, value, atMs]) },
        expected,
      );
    });
  }
});
