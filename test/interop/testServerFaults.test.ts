import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { userCall } from "../../src/core/credential/accountCalls";
import type { HttpFailure } from "../../src/flows/world";
import { nodeHttp } from "../../src/io/http";
import { thingsBoardAt, type ThingsBoardFailure } from "../../src/flows/thingsBoard";
import { restClient, type RestClient } from "./testServerRest";
import { startRig, type Rig } from "./testServerRig";

let rig: Rig;
let rest: RestClient;
before(async () => {
  rig = await startRig();
  rest = await restClient(rig);
});
after(() => rig.stop());

async function faults(...rules: readonly object[]): Promise<void> {
  assert.equal((await rest("POST", "/testServer/faults", rules)).status, 200);
}

/** Asks who is signed in, with the API key, as the extension does. */
async function failureOf(timeoutMs = 10_000): Promise<ThingsBoardFailure | undefined> {
  const holder = {
    current: () => Promise.resolve({ kind: "apiKey", apiKey: rig.apiKey } as const),
    renewed: () => Promise.resolve(),
  };
  const world = { http: nodeHttp(), clock: () => new Date() };
  const place = { restUrl: rig.restUrl, timeoutMs };
  const answer = await thingsBoardAt(place, holder, world).ask(userCall, new AbortController().signal);
  return answer.ok ? undefined : answer.failure;
}

describe("a fault of the Local Test Server reaches its client as what it is:", () => {
  const rows: [rule: object, failure: Partial<ThingsBoardFailure>][] = [
    [{ kind: "expired" }, { code: "rest-token-expired" }],
    [
      { kind: "rate-limited", retryAfterSeconds: 60 },
      { code: "rest-rate-limited", retryAfterMs: 60_000 },
    ],
    [{ kind: "conflict" }, { code: "rest-conflict" }],
    [{ kind: "server-error" }, { code: "rest-server-error" }],
    [{ kind: "truncated" }, { code: "http-broken-off" }],
    [{ kind: "closed-before-answer" }, { code: "http-broken-off" }],
    [{ kind: "closed-after-effect" }, { code: "http-broken-off" }],
  ];
  for (const [rule, failure] of rows) {
    it(JSON.stringify(rule), async () => {
      await faults(rule);
      const failed = await failureOf();
      assert.deepEqual({ ...failed, ...failure }, failed);
      assert.equal(await failureOf(), undefined);
    });
  }

  it("a short wait that it asks for is waited", async () => {
    await faults({ kind: "rate-limited", retryAfterSeconds: 1 });
    assert.equal(await failureOf(), undefined);
  });

  it("a slow answer comes late, or too late", async () => {
    await faults({ kind: "slow", delayMs: 50 });
    assert.equal(await failureOf(), undefined);
    await faults({ kind: "slow", delayMs: 60_000 });
    const late: HttpFailure["code"] = "http-timeout";
    assert.equal((await failureOf(200))?.code, late);
  });

  it("an answer without a body breaks off too", async () => {
    const { id } = (await (await rest("POST", "/api/device", { name: "x" })).json()) as {
      id: { id: string };
    };
    await faults({ kind: "truncated", method: "DELETE" });
    await assert.rejects(rest("DELETE", `/api/device/${id.id}`).then((response) => response.text()));
    assert.equal((await rest("GET", `/api/device/${id.id}`)).status, 404);
  });
});
