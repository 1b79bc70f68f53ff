import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultKinds } from "../../../../src/core/testServer/faults";
import type { RestResponse } from "../../../../src/core/testServer/restMessages";
import { alpha, Driver, publishPacket, responses } from "./driver";

const list = "/api/tenant/devices?pageSize=9&page=0";

function withFaults(...rules: readonly object[]): Driver {
  const driver = new Driver();
  assert.equal(driver.rest("POST", "/testServer/faults", rules).status, 200);
  return driver;
}

function errorOf({ status, body }: RestResponse): unknown {
  return [status, (JSON.parse(body) as { errorCode: number }).errorCode];
}

describe("a fault on demand", () => {
  const refusals: [kind: string, status: number, errorCode: number][] = [
    ["expired", 401, 11],
    ["rate-limited", 429, 33],
    ["conflict", 409, 35],
    ["server-error", 500, 46],
  ];
  for (const [kind, status, errorCode] of refusals) {
    it(`${kind} refuses in place of the effect`, () => {
      const driver = withFaults({ kind });
      assert.deepEqual(errorOf(driver.rest("POST", "/api/device", { name: "x" })), [status, errorCode]);
      assert.equal(driver.state.registry.devices.size, 0);
      assert.equal(driver.rest("POST", "/api/device", { name: "x" }).status, 200);
    });
  }

  const deliveries: [kind: string, delivery: object, hasEffect: boolean][] = [
    ["slow", { kind: "slow", delayMs: 1_000 }, true],
    ["truncated", { kind: "truncated" }, true],
    ["closed-before-answer", { kind: "closed" }, false],
    ["closed-after-effect", { kind: "closed" }, true],
  ];
  for (const [kind, delivery, hasEffect] of deliveries) {
    it(`${kind} spoils the answer ${hasEffect ? "after" : "without"} the effect`, () => {
      const driver = withFaults({ kind });
      assert.deepEqual(driver.rest("POST", "/api/device", { name: "x" }).delivery, delivery);
      assert.equal(driver.state.registry.devices.size, hasEffect ? 1 : 0);
      assert.equal(driver.rest("GET", list).delivery, undefined);
    });
  }

  it("there is a row for each kind", () => {
    const kinds = [...refusals, ...deliveries].map(([kind]) => kind);
    assert.deepEqual(
      kinds,
      faultKinds.map(({ kind }) => kind),
    );
  });

  it("says how long to wait", () => {
    const driver = withFaults({ kind: "rate-limited", retryAfterSeconds: 7 }, { kind: "rate-limited" });
    assert.equal(driver.rest("GET", list).retryAfterSeconds, 7);
    const second = withFaults({ kind: "rate-limited" });
    assert.equal(second.rest("GET", list).retryAfterSeconds, 1);
  });

  it("is for one method and path, from the nth request on, so many times", () => {
    const driver = withFaults({ kind: "conflict", method: "GET", path: "/api/device/*", nth: 2, times: 2 });
    const id = driver.register(alpha.pem);
    const statuses = [1, 2, 3, 4].map(() => driver.rest("GET", `/api/device/${id}`).status);
    assert.deepEqual(statuses, [200, 409, 409, 200]);
    assert.equal(driver.rest("GET", `/api/device/${id}/credentials`).status, 200);
    const shown = JSON.parse(driver.rest("GET", "/testServer/faults").body) as object[];
    assert.deepEqual(shown, [
      { kind: "conflict", method: "GET", path: "/api/device/*", nth: 2, times: 2, seen: 4 },
    ]);
  });

  it("is for signing in too, and ends with an empty list", () => {
    const driver = withFaults({ kind: "server-error", path: "/api/auth/login", times: 9 });
    const rest = { method: "POST", target: "/api/auth/login", body: "{}" };
    const login = (): number | undefined =>
      responses(driver.take({ kind: "request", request: 1, rest }))[0]?.status;
    assert.equal(login(), 500);
    driver.state = { ...driver.state, faults: [] };
    assert.equal(login(), 401);
  });

  it("spoils an answer that comes later", () => {
    const driver = withFaults({ kind: "truncated" });
    const id = driver.register(alpha.pem);
    driver.connect(1);
    const subscriptions = [{ topic: "v1/devices/me/rpc/request/+", qos: 1 }] as const;
    driver.packet(1, { cmd: "subscribe", messageId: 1, subscriptions });
    assert.equal(driver.request("POST", `/api/rpc/twoway/${id}`, { method: "m" }, 5), undefined);
    const effects = driver.packet(1, publishPacket("v1/devices/me/rpc/response/0", "1"));
    assert.deepEqual(responses(effects)[0]?.delivery, { kind: "truncated" });
    assert.equal(driver.state.spoiled.size, 0);
  });

  const rules: [body: unknown, message: string][] = [
    [{}, "The body has to be an array of at most 100 rules."],
    [[1], "Rule 1: it has to be an object."],
    [
      [{ kind: "slow" }, { kind: "odd" }],
      `Rule 2: kind has to be one of ${faultKinds.map(({ kind }) => kind).join(", ")}.`,
    ],
    [[{ kind: "slow", delayMs: 600_001 }], "Rule 1: delayMs is out of its range."],
    [[{ kind: "slow", nth: 0 }], "Rule 1: nth is out of its range."],
    [[{ kind: "slow", method: "get" }], "Rule 1: method is out of its range."],
    [[{ kind: "slow", path: "api" }], "Rule 1: path is out of its range."],
    [[{ kind: "slow", odd: 1 }], "Rule 1: odd is not known."],
    [[{ kind: "slow", constructor: 1 }], "Rule 1: constructor is not known."],
  ];
  for (const [body, message] of rules) {
    it(`is refused as ${JSON.stringify(body).slice(0, 60)}`, () => {
      const driver = withFaults({ kind: "conflict", path: "/api/x" });
      const response = driver.rest("POST", "/testServer/faults", body);
      assert.deepEqual(
        [response.status, (JSON.parse(response.body) as { message: string }).message],
        [400, message],
      );
      assert.equal(driver.state.faults.length, 1);
    });
  }

  it("needs a token", () => {
    const rest = { method: "POST", target: "/testServer/faults", body: "[]" };
    assert.equal(responses(new Driver().take({ kind: "request", request: 1, rest }))[0]?.status, 401);
  });
});
