import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json } from "../../../../src/core/credential/json";
import {
  emptyInbox,
  waitingOf,
  withRequest,
  withoutDevice,
  withoutRequest,
} from "../../../../src/core/talk/rpcInbox";
import { rpcRequestOf, type RpcRequest } from "../../../../src/core/talk/rpcRequest";
import { parseRpcRules, replyTo } from "../../../../src/core/talk/rpcRules";
import { withSeen } from "../../../../src/core/talk/seenTopics";
import { unmarked } from "../../../support/markedText";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("an RPC request is read from", () => {
  const rows: readonly [topic: string, payload: string, request: RpcRequest | undefined][] = [
    [
      "v1/devices/me/rpc/request/7",
      '{"method":"getT","params":{"unit":"C"}}',
      { requestId: 7, replyTopic: "v1/devices/me/rpc/response/7", method: "getT", params: { unit: "C" } },
    ],
    [
      "v2/r/req/j/8",
      '{"method":"x"}',
      { requestId: 8, replyTopic: "v2/r/res/j/8", method: "x", params: null },
    ],
    [
      "v2/r/req/9",
      '{"method":"x","params":1}',
      { requestId: 9, replyTopic: "v2/r/res/9", method: "x", params: 1 },
    ],
    ["v1/devices/me/rpc/request/", '{"method":"x"}', undefined],
    ["v1/devices/me/rpc/request/1/2", '{"method":"x"}', undefined],
    ["v1/devices/me/rpc/response/7", '{"method":"x"}', undefined],
    ["v1/devices/me/rpc/request/7", "[]", undefined],
    ["v1/devices/me/rpc/request/7", '{"method":1}', undefined],
    ["v1/devices/me/attributes", '{"method":"x"}', undefined],
  ];
  for (const [topic, payload, request] of rows) {
    it(`${topic} ${payload}`, () => {
      assert.deepEqual(rpcRequestOf(topic, bytes(payload)), request);
    });
  }
});

describe("the inbox", () => {
  const request = (requestId: number): RpcRequest & { atMs: number } => ({
    requestId,
    replyTopic: `r/${requestId}`,
    method: "m",
    params: null,
    atMs: requestId,
  });
  const idsOf = (inbox: typeof emptyInbox, path: string): readonly number[] =>
    waitingOf(inbox, path).map(({ requestId }) => requestId);

  it("keeps the requests of each device, the oldest first, until they are answered or the session ends", () => {
    const three = [1, 2, 3].reduce((inbox, id) => withRequest(inbox, "a", request(id)), emptyInbox);
    const both = withRequest(three, "b", request(9));
    assert.deepEqual(idsOf(both, "a"), [1, 2, 3]);
    assert.deepEqual(idsOf(withoutRequest(both, "a", 2), "a"), [1, 3]);
    assert.deepEqual(idsOf(withRequest(both, "a", request(1)), "a"), [2, 3, 1]);
    assert.deepEqual([...withoutDevice(both, "a").keys()], ["b"]);
    assert.equal(withoutRequest(both, "b", 9).has("b"), false);
  });

  it("keeps 50 at most, the newest", () => {
    let inbox = emptyInbox;
    for (let id = 0; id < 60; id += 1) {
      inbox = withRequest(inbox, "a", request(id));
    }
    assert.equal(idsOf(inbox, "a").length, 50);
    assert.equal(idsOf(inbox, "a")[0], 10);
  });
});

describe("the rules find", () => {
  const rows: readonly [marked: string, code: string | undefined][] = [
    ['{"rules":[]}', undefined],
    ['{"rules":[{"method":"a","response":1}]}', undefined],
    ['{"rules":[{"method":"a","error":"no","device":"p*","delayMs":0}]}', undefined],
    ['{"rules":[«}»', "rules-not-json"],
    ["«[]»", "rules-missing"],
    ['{"rules":«{}»}', "rules-missing"],
    ['{"rules":[«1»]}', "rule-without-method"],
    ['{"rules":[«{"response":1}»]}', "rule-without-method"],
    ['{"rules":[«{"method":"a"}»]}', "rule-without-response"],
    ['{"rules":[«{"method":"a","response":1,"error":"x"}»]}', "rule-without-response"],
    ['{"rules":[{"method":«1»,"response":1}]}', "rule-value-invalid"],
    ['{"rules":[{"method":"a","error":«1»}]}', "rule-value-invalid"],
    ['{"rules":[{"method":"a","response":1,"delayMs":«60001»}]}', "rule-value-invalid"],
    ['{"rules":[{"method":"a","response":1,«"delay"»:5}]}', "rule-member-unknown"],
    ['{"rules":[{"method":"a*","response":1},«{"method":"ab","response":2}»]}', "rule-never-used"],
    ['{"rules":[{"method":"a","device":"p","response":1},{"method":"a","response":2}]}', undefined],
  ];
  for (const [marked, code] of rows) {
    it(`${code ?? "nothing"} in ${marked}`, () => {
      const { text, spans } = unmarked(marked);
      assert.deepEqual(
        parseRpcRules(text).problems.map((problem) => ({ code: problem.code, span: problem.span })),
        spans.map((span) => ({ code, span })),
      );
    });
  }

  it("what is wrong, and keep the rules that are sound", () => {
    const { rules, problems } = parseRpcRules(
      '{"rules":[{"method":1,"response":1},{"method":"b","response":2,"x":0}]}',
    );
    assert.deepEqual(rules, [{ method: "b", response: 2, delayMs: 0 }]);
    assert.deepEqual(
      problems.map(({ severity }) => severity),
      ["error", "warning"],
    );
  });
});

describe("a request is answered by the first rule that is for it:", () => {
  const rules = parseRpcRules(
    JSON.stringify({
      rules: [
        { method: "getTemperature", device: "pump*", response: { value: 21.5 }, delayMs: 40 },
        {
          method: "set*",
          response: { was: "${params}", set: "${params.level}", text: "${method} ${params.level}!" },
        },
        { method: "echo", response: ["${requestId}", "${params.list.1}", "${params.none}", "${other}"] },
        { method: "*Fail*", error: "no ${params.level}" },
      ],
    }),
  ).rules;
  const rows: readonly [method: string, params: Json, device: string, payload: string | undefined][] = [
    ["getTemperature", {}, "pump-1", '{"value":21.5}'],
    ["getTemperature", {}, "valve", undefined],
    ["setLevel", { level: 3 }, "x", '{"was":{"level":3},"set":3,"text":"setLevel 3!"}'],
    ["set", null, "x", '{"was":null,"set":null,"text":"set null!"}'],
    ["echo", { list: [1, "two"] }, "x", '[5,"two",null,"${other}"]'],
    ["willFailNow", { level: "way" }, "x", '{"error":"no way"}'],
    ["echo2", null, "x", undefined],
    ["toString", null, "x", undefined],
  ];
  for (const [method, params, device, payload] of rows) {
    it(`${method} ${JSON.stringify(params)} for ${device}`, () => {
      const request = { requestId: 5, replyTopic: "r", method, params };
      assert.equal(replyTo(rules, request, device)?.payload, payload);
    });
  }

  it("after the delay that it names", () => {
    const request = { requestId: 5, replyTopic: "r", method: "getTemperature", params: null };
    assert.equal(replyTo(rules, request, "pump")?.delayMs, 40);
  });

  it("never by what a payload inherits", () => {
    const request = { requestId: 5, replyTopic: "r", method: "setX", params: {} };
    const [rule] = parseRpcRules('{"rules":[{"method":"*","response":"${params.constructor}"}]}').rules;
    assert.equal(replyTo(rule === undefined ? [] : [rule], request, "x")?.payload, "null");
  });
});

describe("topics seen on a connection", () => {
  it("are the broker's own, each once, the newest first, 30 at most", () => {
    const topics = ["a", "v1/devices/me/attributes/response/1", "v2/t", "b", "a", "v1/gateway/rpc"];
    assert.deepEqual(topics.reduce<readonly string[]>(withSeen, []), ["b", "a"]);
    const many = Array.from({ length: 40 }, (_, index) => `t${index}`);
    assert.equal(many.reduce<readonly string[]>(withSeen, []).length, 30);
  });
});
