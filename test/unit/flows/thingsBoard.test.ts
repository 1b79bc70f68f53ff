import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ApiCall } from "../../../src/core/credential/apiCall";
import type { Credential } from "../../../src/core/credential/storedAccount";
import { thingsBoardAt } from "../../../src/flows/thingsBoard";
import { scriptedHttp, type ScriptedAnswer, type ScriptedHttp } from "../../support/scriptedHttp";

const never = new AbortController().signal;
const read: ApiCall<string> = { method: "GET", path: "/api/x", read: (body) => body };
const write: ApiCall<string> = { ...read, method: "POST", body: null };

/** Answers in this order, the last one for ever. */
function answering(...answers: readonly ScriptedAnswer[]): ScriptedHttp {
  let next = 0;
  return scriptedHttp(() => {
    const answer = answers[Math.min(next, answers.length - 1)] ?? fine;
    next += 1;
    return answer;
  });
}

const fine: ScriptedAnswer = { status: 200, text: "fine" };

function limited(seconds?: string): ScriptedAnswer {
  const headers = seconds === undefined ? {} : { "retry-after": seconds };
  return { status: 429, json: { errorCode: 33, message: "Too many requests!" }, headers };
}

async function ask(
  http: ScriptedHttp,
  call: ApiCall<string>,
  kind: Credential["kind"] = "apiKey",
): Promise<string> {
  const credential: Credential =
    kind === "apiKey" ? { kind, apiKey: "k" } : { kind, tokens: { token: "t", refreshToken: "r" } };
  const holder = { current: () => Promise.resolve(credential), renewed: () => Promise.resolve() };
  const world = { http, clock: () => new Date("2026-01-02T03:04:05.123Z") };
  const answer = await thingsBoardAt({ restUrl: "https://tb", timeoutMs: 1000 }, holder, world).ask(
    call,
    never,
  );
  return answer.ok ? answer.value : answer.failure.code;
}

describe("a server that takes no more requests", () => {
  it("is asked again after the time it says, and a little more", async () => {
    const http = answering(limited("2"), limited(), fine);
    assert.equal(await ask(http, read), "fine");
    assert.deepEqual(
      http.asked.map(({ delayMs }) => delayMs),
      [0, 2123, 1123],
    );
  });

  it("is not asked for ever", async () => {
    const http = answering(limited("1"));
    assert.equal(await ask(http, read), "rest-rate-limited");
    assert.equal(http.asked.length, 3);
  });

  it("is not waited for where that takes long", async () => {
    const http = answering(limited("60"), fine);
    assert.equal(await ask(http, read), "rest-rate-limited");
    assert.equal(http.asked.length, 1);
  });

  it("is not asked again for what writes", async () => {
    const http = answering(limited("1"), fine);
    assert.equal(await ask(http, write), "rest-rate-limited");
    assert.equal(http.asked.length, 1);
  });
});

describe("a call is not repeated where", () => {
  const rows: readonly (readonly [code: string, answer: ScriptedAnswer])[] = [
    ["rest-server-error", { status: 500, json: { errorCode: 2, message: "x" } }],
    ["rest-server-error", { status: 503, text: "" }],
    ["rest-conflict", { status: 409, json: { errorCode: 35, message: "x" } }],
    ["http-broken-off", { failure: { code: "http-broken-off" } }],
    ["http-timeout", { failure: { code: "http-timeout" } }],
  ];
  for (const [code, answer] of rows) {
    it(`it ends in ${code}: ${JSON.stringify(answer)}`, async () => {
      const http = answering(answer, fine);
      assert.equal(await ask(http, write), code);
      assert.equal(http.asked.length, 1);
    });
  }

  it("an API key is refused", async () => {
    const http = answering({ status: 401, text: "" }, fine);
    assert.equal(await ask(http, read), "rest-signed-out");
    assert.equal(http.asked.length, 1);
  });
});

describe("a token", () => {
  it("is refreshed once, and the call is asked once more", async () => {
    const tokens = { status: 200, json: { token: "t2", refreshToken: "r2" } };
    const http = answering({ status: 401, json: { errorCode: 11 } }, tokens, fine);
    assert.equal(await ask(http, write, "tokens"), "fine");
    assert.deepEqual(
      http.asked.map(({ url, headers }) => [url, headers["X-Authorization"]]),
      [
        ["https://tb/api/x", "Bearer t"],
        ["https://tb/api/auth/token", undefined],
        ["https://tb/api/x", "Bearer t2"],
      ],
    );
  });

  it("that is refused again after that is not refreshed for ever", async () => {
    const expired = { status: 401, json: { errorCode: 11 } };
    const http = answering(expired, { status: 200, json: { token: "t2", refreshToken: "r2" } }, expired);
    assert.equal(await ask(http, read, "tokens"), "rest-token-expired");
    assert.equal(http.asked.length, 3);
  });

  it("stays where the refresh fails for another reason", async () => {
    const http = answering({ status: 401, json: { errorCode: 11 } }, { status: 502, text: "" });
    assert.equal(await ask(http, read, "tokens"), "rest-server-error");
  });
});
