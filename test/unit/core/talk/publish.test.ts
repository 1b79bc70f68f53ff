import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { apiTopics } from "../../../../src/core/talk/deviceApi";
import { historyFrom, withSent, type SentMessage } from "../../../../src/core/talk/history";
import { plainJson, readLocatedJson } from "../../../../src/core/talk/locatedJson";
import { payloadProblems } from "../../../../src/core/talk/payloadProblems";

const telemetry = "v1/devices/me/telemetry";

describe("a JSON text is read with its places: it", () => {
  const broken: readonly [text: string, offset: number][] = [
    ["", 0],
    ["{", 1],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ["[1 2]", 3],
    ["[01]", 2],
    ["'a'", 0],
    ['{"a":tru}', 5],
    ['{"a":1} x', 8],
    ['"a\nb"', 0],
    ['"\\x"', 0],
    ["\uFEFF{}", 0],
  ];
  for (const [text, offset] of broken) {
    it(`is none from ${offset} on: ${JSON.stringify(text)}`, () => {
      const read = readLocatedJson(text);
      assert.deepEqual(read, { ok: false, failure: { code: "json-invalid", offset } });
    });
  }

  it("agrees with JSON.parse on any value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(3), (value, indent) => {
        const read = readLocatedJson(JSON.stringify(value, undefined, indent));
        assert.ok(read.ok);
        assert.equal(JSON.stringify(plainJson(read.value)), JSON.stringify(value));
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("agrees with JSON.parse on whether any text is JSON", () => {
    const pieces = fc.constantFrom(
      ...'{|}|[|]|,|:|"|\\|\n| |0|-|1|.|e|+|t|f'.split("|"),
      "true",
      "null",
      '"a"',
      "\\u00e4",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        assert.equal(readLocatedJson(text).ok, isJson, text);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });

  it("is refused where it is nested deeper than 64", () => {
    assert.equal(readLocatedJson("[".repeat(64) + "]".repeat(64)).ok, true);
    const read = readLocatedJson("[".repeat(100_000));
    assert.deepEqual(read, { ok: false, failure: { code: "json-too-deep", offset: 64 } });
  });
});

describe("a message is found wrong or odd before it is sent:", () => {
  const rows: readonly [topic: string, payload: string, found: readonly string[]][] = [
    [telemetry, '{"t":21}', []],
    [telemetry, '[{"t":21},{"ts":1760000000000,"values":{"t":1}}]', []],
    [telemetry, '{"t":21', ["error payload-not-json 1:8"]],
    [telemetry, '{\n  "t": x\n}', ["error payload-not-json 2:8"]],
    [telemetry, "hello", ["error payload-not-json 1:1"]],
    [telemetry, "21", ["warning telemetry-not-object"]],
    [telemetry, '{"ts":1760000000,"values":{"t":1}}', ["warning telemetry-ts-seconds"]],
    [telemetry, `[${"[".repeat(64)}`, ["error payload-too-deep 1:65"]],
    ["v2/t", "21", ["warning telemetry-not-object"]],
    ["v1/devices/me/attributes", "[]", ["warning attributes-not-object"]],
    ["v1/devices/me/attributes/request/1", '{"clientKeys":["a"]}', ["warning attributes-request-keys"]],
    ["v1/devices/me/rpc/request/1", '{"method":"x"}', ["warning rpc-call-incomplete"]],
    ["v1/devices/me/rpc/request/1", '{"method":"x","params":{}}', []],
    ["v1/devices/me/rpc/response/1", "true", []],
    ["v1/devices/me/rpc/response/1", "yes", ["error payload-not-json 1:1"]],
    ["v1/devices/me/claim", "", []],
    ["v1/devices/me/claim", "[]", ["warning claim-not-object"]],
    ["plant/7/raw", "anything at all", []],
    ["plant/7/raw", "{broken", ["warning payload-not-json 1:2"]],
    ["plant/+/raw", "1", ["error topic-invalid"]],
    ["", "1", ["error topic-invalid"]],
    [telemetry, JSON.stringify({ t: "x".repeat(65_536) }), ["warning payload-too-long"]],
  ];
  for (const [topic, payload, found] of rows) {
    it(`${topic} ${payload.slice(0, 60)}`, () => {
      assert.deepEqual(
        payloadProblems(topic, payload).map(({ code, severity, values: { line, column } }) =>
          [severity, code, ...(line === undefined ? [] : [`${line}:${String(column)}`])].join(" "),
        ),
        found,
      );
    });
  }

  it("every template of the device API is sound", () => {
    assert.deepEqual(
      apiTopics(3).map(({ topic, payload }) => payloadProblems(topic, payload)),
      [[], [], [], [], []],
    );
  });
});

describe("the history of what was sent", () => {
  const message = (payload: string, topic = telemetry): SentMessage => ({ topic, payload });

  it("has the newest first, each once, and 20 at most", () => {
    let history: readonly SentMessage[] = [];
    for (let index = 0; index < 25; index += 1) {
      history = withSent(history, message(String(index)));
    }
    history = withSent(history, message("10"));
    assert.equal(history.length, 20);
    assert.deepEqual(history.slice(0, 2), [message("10"), message("24")]);
    assert.equal(history.filter(({ payload }) => payload === "10").length, 1);
  });

  it("keeps no claim, no answer and nothing long", () => {
    assert.deepEqual(withSent([], message('{"secretKey":"s"}', "v1/devices/me/claim")), []);
    assert.deepEqual(withSent([], message("{}", "v1/devices/me/rpc/response/4")), []);
    assert.deepEqual(withSent([], message("x".repeat(4097), "a")), []);
  });

  it("is read from whatever was stored", () => {
    assert.deepEqual(historyFrom(undefined), []);
    assert.deepEqual(historyFrom([1, { topic: "a" }, message("b")]), [message("b")]);
  });
});
