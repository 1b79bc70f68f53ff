import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { WaitingRequest } from "../../../../src/core/talk/rpcInbox";
import { messagesIn } from "../../../../src/core/talk/messageFile";
import { payloadProblems } from "../../../../src/core/talk/payloadProblems";
import { parseRpcRules } from "../../../../src/core/talk/rpcRules";
import { generatorFrom, intervalFrom, keyFrom } from "../../../../src/core/talk/signalOf";
import { rpcNodes } from "../../../../src/ui/deviceTree/rpcNodes";
import { runNodes } from "../../../../src/ui/deviceTree/runNodes";
import { requestNotice, rpcRulesWords } from "../../../../src/ui/words/rpc";
import { fileRefusal, replayLabel, simulationLabel } from "../../../../src/ui/words/simulation";
import { payloadRefusal, payloadWords } from "../../../../src/ui/words/talk";

const docs = readFileSync("docs/commands.md", "utf8");
const telemetry = "v1/devices/me/telemetry";

describe("what is wrong with a message is said in a sentence:", () => {
  const rows: readonly [topic: string, payload: string, words: RegExp][] = [
    ["a/#", "", /^A topic to publish to has neither \+ nor #/],
    [telemetry, "{\n!", /^This is no JSON from line 2, column 1 on\.$/],
    [telemetry, "[".repeat(70), /deeper than 64 levels at line 1, column 65/],
    [telemetry, "1", /\{"temperature":21\.5\}/],
    [telemetry, '{"ts":1760000000,"values":{}}', /; 1760000000 looks like seconds\.$/],
    ["v1/devices/me/attributes", "1", /attributes as an object/],
    ["v1/devices/me/attributes/request/1", "1", /clientKeys and sharedKeys/],
    ["v1/devices/me/rpc/request/1", "1", /method, a text, and params/],
    ["v1/devices/me/claim", "1", /secretKey and durationMs/],
    ["x", "1".repeat(65_537), /has 65,537 bytes; .* more than 65,536/],
  ];
  for (const [topic, payload, words] of rows) {
    it(`${topic} ${payload.slice(0, 20)}`, () => {
      const [problem] = payloadProblems(topic, payload);
      assert.match(problem === undefined ? "" : payloadWords(problem), words);
    });
  }

  it("a refusal names its topic and place, and is documented", () => {
    const [problem] = payloadProblems(telemetry, "x");
    assert.ok(problem !== undefined);
    const { code, message, details } = payloadRefusal(telemetry, problem);
    assert.equal(code, "payload-invalid");
    assert.match(message, /^Nothing was published: ThingsBoard takes JSON on v1\/devices\/me\/telemetry\./);
    assert.deepEqual(details, { line: "1", column: "1", offset: 0 });
    for (const one of [
      code,
      "topic-invalid",
      "not-connected",
      "publish-not-acknowledged",
      "no-rpc-request",
    ]) {
      assert.ok(docs.includes(`\`${one}\``), one);
    }
  });
});

describe("what is wrong with rules is said, and documented:", () => {
  const rows: readonly [text: string, words: RegExp][] = [
    ["{", /^This is no JSON from here on/],
    ["{}", /array "rules"/],
    ['{"rules":[{}]}', /"method"/],
    ['{"rules":[{"method":"a"}]}', /"response", any JSON, or "error"/],
    ['{"rules":[{"method":"a","error":1}]}', /^error has to be a text;/],
    ['{"rules":[{"method":"a","error":"x","odd":1}]}', /^odd means nothing/],
    ['{"rules":[{"method":"*","error":"x"},{"method":"b","error":"x"}]}', /already answers b, /],
  ];
  for (const [text, words] of rows) {
    it(text, () => {
      const [problem] = parseRpcRules(text).problems;
      assert.ok(problem !== undefined);
      assert.match(rpcRulesWords(problem), words);
      assert.ok(docs.includes(`\`${problem.code}\``), problem.code);
    });
  }
});

describe("a file that is not sent", () => {
  for (const text of ["", "x", '{"payload":1}', '{"topic":"a","qos":9}']) {
    it(`is told with its line: ${JSON.stringify(text)}`, () => {
      const read = messagesIn(text);
      assert.ok(!read.ok);
      const { message, actions } = fileRefusal(read.failure, "/w/day.ndjson");
      assert.match(message, /^Nothing was sent: day\.ndjson(, line 1,)? (has|is) /);
      assert.equal(actions?.[0]?.command, "thingsboardX509.openAt");
      assert.ok(docs.includes(`\`${read.failure.code}\``), read.failure.code);
    });
  }
});

describe("what is asked of a device", () => {
  const request = (requestId: number, params: WaitingRequest["params"] = null): WaitingRequest => ({
    requestId,
    replyTopic: "r",
    method: `m${requestId}`,
    params,
    atMs: 0,
  });

  it("is told in one line, more of it counted", () => {
    assert.equal(
      requestNotice("pump", [request(1, { a: 1 })]),
      'The server asks pump: m1 {"a":1}. No rule answers this RPC request.',
    );
    assert.equal(
      requestNotice("pump", [request(1), request(2)]),
      "2 RPC requests wait for an answer of pump; the latest is m2.",
    );
  });

  it("stands below the device, each with its answer a click away", () => {
    assert.deepEqual(rpcNodes("/a", []), []);
    const [node] = rpcNodes("/a", [request(1), request(2, { x: 1 })]);
    assert.deepEqual([node?.label, node?.description], ["RPC requests", "2"]);
    assert.deepEqual(
      node?.children?.map(({ label, description, requestId, click }) => [
        label,
        description,
        requestId,
        click?.args,
      ]),
      [
        ["m1", undefined, 1, ["/a", { requestId: 1 }]],
        ["m2", '{"x":1}', 2, ["/a", { requestId: 2 }]],
      ],
    );
  });
});

describe("what a device sends by itself", () => {
  it("is named by kind, value and time", () => {
    assert.equal(simulationLabel("sine", "level", 500), "Sine of level, every 500 ms");
    assert.equal(simulationLabel("csv", "level", 2000), "CSV replay, every 2 s");
    assert.equal(replayLabel("/w/day.ndjson", 5), "day.ndjson, 5 messages a second");
    assert.deepEqual(runNodes("/a", undefined), []);
    assert.equal(runNodes("/a", "sine")[0]?.click?.command, "thingsboardX509.stopSimulation");
  });

  it("is within its bounds", () => {
    assert.deepEqual(intervalFrom({ intervalMs: 99 }), {
      ok: false,
      failure: { code: "option-invalid", option: "intervalMs", wanted: "a number from 100 to 3600000" },
    });
    assert.equal(keyFrom({ key: " " }).ok, false);
    assert.equal(generatorFrom("ramp", { min: 2, max: 1 }, 0).ok, false);
    assert.equal(generatorFrom("ramp", { step: 0 }, 0).ok, false);
    assert.equal(generatorFrom("sine", { periodMs: 1 }, 0).ok, false);
    const walk = generatorFrom("random-walk", { max: 40 }, 7);
    assert.deepEqual(walk, { ok: true, value: { kind: "random-walk", min: 0, max: 40, step: 2, seed: 7 } });
  });
});
