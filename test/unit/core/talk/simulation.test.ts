import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json } from "../../../../src/core/credential/json";
import { csvRows } from "../../../../src/core/talk/csvRows";
import { generated, startOf, type Generator } from "../../../../src/core/talk/generator";
import { messagesIn } from "../../../../src/core/talk/messageFile";

function steps(generator: Generator, count: number, intervalMs = 1000): readonly Json[] {
  const signal = { generator, key: "t", intervalMs };
  let state = startOf(generator);
  return Array.from({ length: count }, () => {
    const step = generated(signal, state);
    state = step.state;
    return generator.kind === "csv" ? step.values : (step.values["t"] ?? null);
  });
}

describe("a simulated value", () => {
  it("ramps from min to max, and begins again", () => {
    assert.deepEqual(steps({ kind: "ramp", min: 0, max: 1, step: 0.4 }, 5), [0, 0.4, 0.8, 0, 0.4]);
    assert.deepEqual(steps({ kind: "ramp", min: 0, max: 0.3, step: 0.1 }, 5), [0, 0.1, 0.2, 0.3, 0]);
    assert.deepEqual(steps({ kind: "ramp", min: 5, max: 5, step: 1 }, 2), [5, 5]);
  });

  it("swings between its bounds, once in a period", () => {
    assert.deepEqual(steps({ kind: "sine", min: -10, max: 10, periodMs: 4000 }, 5), [0, 10, 0, -10, 0]);
  });

  it("walks within its bounds, by its step at most, and the same way for the same seed", () => {
    const walk: Generator = { kind: "random-walk", min: 10, max: 20, step: 2, seed: 42 };
    const values = steps(walk, 500).map(Number);
    assert.ok(values.every((value) => value >= 10 && value <= 20));
    assert.ok(values.every((value, at) => at === 0 || Math.abs(value - (values[at - 1] ?? 0)) <= 2.000001));
    assert.ok(Math.max(...values) - Math.min(...values) > 5);
    assert.deepEqual(steps(walk, 500), values);
    assert.notDeepEqual(steps({ ...walk, seed: 43 }, 500), values);
  });

  it("replays rows, and begins again", () => {
    const read = csvRows("a,b\n1,x\n2,true\n");
    assert.ok(read.ok);
    assert.deepEqual(steps({ kind: "csv", rows: read.value }, 3), [
      { a: 1, b: "x" },
      { a: 2, b: true },
      { a: 1, b: "x" },
    ]);
  });
});

describe("CSV is read", () => {
  const rows: readonly [text: string, outcome: unknown][] = [
    ['a,"b ""c"""\r\n 1.5 ,"x,\ny"\r\n', [{ a: 1.5, 'b "c"': "x,\ny" }]],
    ["\uFEFFa;b\n-1e3;0x10", [{ a: -1000, b: "0x10" }]],
    ["a,b\n,2\n\n,\n", [{ b: 2 }]],
    ["a,b\n", { code: "csv-empty", line: 1 }],
    ["", { code: "csv-empty", line: 1 }],
    ['a\n1\n"x', { code: "csv-unclosed-quote", line: 3 }],
  ];
  for (const [text, outcome] of rows) {
    it(JSON.stringify(text), () => {
      const read = csvRows(text);
      assert.deepEqual(read.ok ? read.value : read.failure, outcome);
    });
  }
});

describe("a file of messages is read", () => {
  const rows: readonly [text: string, outcome: unknown][] = [
    [
      '{"topic":"a","payload":{"t":1}}\r\n\r\n{"topic":"b","payload":"x","qos":0}\n{"topic":"c"}',
      [
        { topic: "a", payload: '{"t":1}', qos: 1 },
        { topic: "b", payload: "x", qos: 0 },
        { topic: "c", payload: "", qos: 1 },
      ],
    ],
    ["\n\n", { code: "messages-empty", line: 1 }],
    ['{"topic":"a"}\n{', { code: "message-not-json", line: 2 }],
    ["[]", { code: "message-not-json", line: 1 }],
    ['\n{"payload":1}', { code: "message-without-topic", line: 2 }],
    ['{"topic":"a/+"}', { code: "message-without-topic", line: 1 }],
    ['{"topic":"a","qos":3}', { code: "message-qos-invalid", line: 1 }],
  ];
  for (const [text, outcome] of rows) {
    it(JSON.stringify(text), () => {
      const read = messagesIn(text);
      assert.deepEqual(read.ok ? read.value : read.failure, outcome);
    });
  }
});
