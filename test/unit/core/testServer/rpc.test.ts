import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServerEffect, Wake } from "../../../../src/core/testServer/state";
import { alpha, Driver, publishPacket, responses, sent } from "./driver";

const body = { method: "setValue", params: { pin: 7 } };

function connected(): { readonly driver: Driver; readonly deviceId: string } {
  const driver = new Driver();
  const deviceId = driver.register(alpha.pem, "Thermometer");
  driver.connect(1);
  return { driver, deviceId };
}

function listening(topic = "v1/devices/me/rpc/request/+"): {
  readonly driver: Driver;
  readonly deviceId: string;
} {
  const { driver, deviceId } = connected();
  listen(driver, topic);
  return { driver, deviceId };
}

function listen(driver: Driver, topic = "v1/devices/me/rpc/request/+"): readonly ServerEffect[] {
  return driver.packet(1, { cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 1 }] });
}

function wakes(effects: readonly ServerEffect[]): readonly { afterMs: number; wake: Wake }[] {
  return effects.flatMap((effect) =>
    effect.kind === "wake" ? [{ afterMs: effect.afterMs, wake: effect.wake }] : [],
  );
}

function onlyWake(effects: readonly ServerEffect[]): { afterMs: number; wake: Wake } {
  const [alarm] = wakes(effects);
  assert.ok(alarm);
  return alarm;
}

describe("a one-way RPC", () => {
  it("goes to the device and is answered with 200 at once", () => {
    const { driver, deviceId } = listening();
    assert.deepEqual(driver.rest("POST", `/api/rpc/oneway/${deviceId}`, body), { status: 200, body: "" });
    assert.deepEqual(sent(driver.effects), [
      { topic: "v1/devices/me/rpc/request/0", payload: '{"method":"setValue","params":{"pin":7}}', qos: 1 },
    ]);
  });

  it("counts its requests for each device, from 0", () => {
    const { driver, deviceId } = listening();
    driver.rest("POST", `/api/rpc/oneway/${deviceId}`, body);
    driver.rest("POST", `/api/plugins/rpc/oneway/${deviceId}`, { method: "m" });
    assert.deepEqual(sent(driver.effects), [
      { topic: "v1/devices/me/rpc/request/1", payload: '{"method":"m","params":null}', qos: 1 },
    ]);
  });

  for (const [subscription, topic] of [
    ["v2/r/req/+", "v2/r/req/0"],
    ["v2/r/req/j/+", "v2/r/req/j/0"],
  ] as const) {
    it(`goes to ${topic} where the device listens at ${subscription}`, () => {
      const { driver, deviceId } = listening(subscription);
      driver.rest("POST", `/api/rpc/oneway/${deviceId}`, body);
      assert.equal((sent(driver.effects)[0] as { topic: string }).topic, topic);
    });
  }

  it("waits for a device that does not listen yet", () => {
    const { driver, deviceId } = connected();
    assert.equal(driver.request("POST", `/api/rpc/oneway/${deviceId}`, body), undefined);
    assert.deepEqual(sent(driver.effects), []);
    const effects = listen(driver);
    assert.equal(sent(effects).length, 2);
    assert.deepEqual(responses(effects), [{ status: 200, body: "" }]);
  });
});

describe("a two-way RPC", () => {
  const rows: [answer: string, status: number, body: string][] = [
    ['{"ok":true}', 200, '{"ok":true}'],
    ["21", 200, "21"],
    ["", 200, ""],
    ["no JSON", 406, ""],
  ];
  for (const [answer, status, expected] of rows) {
    it(`is answered «${answer}» by the device: ${String(status)}`, () => {
      const { driver, deviceId } = listening();
      assert.equal(driver.request("POST", `/api/rpc/twoway/${deviceId}`, body), undefined);
      const effects = driver.packet(1, publishPacket("v1/devices/me/rpc/response/0", answer));
      assert.deepEqual(sent(effects), [{ cmd: "puback", messageId: 7, reasonCode: 0 }]);
      assert.deepEqual(
        responses(effects).map((response) => [response.status, response.body]),
        [[status, expected]],
      );
    });
  }

  it("may be answered on a short topic", () => {
    const { driver, deviceId } = listening();
    driver.request("POST", `/api/rpc/twoway/${deviceId}`, body);
    assert.equal(responses(driver.packet(1, publishPacket("v2/r/res/0", "1"))).length, 1);
  });

  it("is answered once", () => {
    const { driver, deviceId } = listening();
    driver.request("POST", `/api/rpc/twoway/${deviceId}`, body);
    driver.packet(1, publishPacket("v1/devices/me/rpc/response/0", "1"));
    assert.deepEqual(responses(driver.packet(1, publishPacket("v1/devices/me/rpc/response/0", "2"))), []);
  });

  it("takes no answer to another number", () => {
    const { driver, deviceId } = listening();
    driver.request("POST", `/api/rpc/twoway/${deviceId}`, body);
    assert.deepEqual(responses(driver.packet(1, publishPacket("v1/devices/me/rpc/response/1", "1"))), []);
  });

  const timeouts: [given: number | undefined, afterMs: number][] = [
    [undefined, 10_000],
    [1, 5_000],
    [20_000, 20_000],
    [1e12, 600_000],
  ];
  for (const [timeout, afterMs] of timeouts) {
    it(`with a timeout of ${String(timeout)} gives up after ${String(afterMs)} ms with an empty 504`, () => {
      const { driver, deviceId } = listening();
      driver.request("POST", `/api/rpc/twoway/${deviceId}`, { ...body, timeout });
      const alarm = onlyWake(driver.effects);
      assert.equal(alarm.afterMs, afterMs);
      const effects = driver.take({ kind: "woke", wake: alarm.wake });
      assert.deepEqual(responses(effects), [{ status: 504, body: "" }]);
      assert.deepEqual(driver.take({ kind: "woke", wake: alarm.wake }), []);
    });
  }

  it("is refused for what is no RPC, no id, and no device", () => {
    const { driver, deviceId } = listening();
    const status = (target: string, content: unknown): number => driver.rest("POST", target, content).status;
    assert.equal(status(`/api/rpc/twoway/${deviceId}`, { params: {} }), 400);
    assert.equal(status(`/api/rpc/twoway/${deviceId}`, "{"), 400);
    assert.equal(status("/api/rpc/twoway/x", body), 400);
    assert.equal(status("/api/rpc/twoway/11111111-1111-4111-8111-111111111111", body), 404);
  });

  it("ends with 404 when its device is deleted", () => {
    const { driver, deviceId } = listening();
    driver.request("POST", `/api/rpc/twoway/${deviceId}`, body, 5);
    driver.request("DELETE", `/api/device/${deviceId}`, "", 6);
    assert.deepEqual(
      responses(driver.effects).map(({ status }) => status),
      [404, 200],
    );
  });

  it("is refused with 429 when a thousand wait", () => {
    const { driver, deviceId } = connected();
    for (let count = 0; count < 1_000; count += 1) {
      driver.request("POST", `/api/rpc/twoway/${deviceId}`, body);
    }
    assert.equal(driver.rest("POST", `/api/rpc/twoway/${deviceId}`, body).status, 429);
  });
});

describe("an RPC of the program itself", () => {
  it("is answered as the device answered", () => {
    const { driver, deviceId } = listening();
    const effects = driver.take({
      kind: "call",
      call: 3,
      deviceId,
      method: "m",
      params: 1,
      isOneWay: false,
      timeoutMs: 1,
    });
    assert.deepEqual(sent(effects), [
      { topic: "v1/devices/me/rpc/request/0", payload: '{"method":"m","params":1}', qos: 1 },
    ]);
    assert.deepEqual(driver.packet(1, publishPacket("v1/devices/me/rpc/response/0", "x")).at(-1), {
      kind: "conclude",
      call: 3,
      outcome: { kind: "answered", text: "x" },
    });
  });
});

describe("an RPC without an answer yet", () => {
  it("is given up when the server stops", () => {
    const { driver, deviceId } = listening();
    driver.request("POST", `/api/rpc/twoway/${deviceId}`, body);
    driver.take({ kind: "call", call: 3, deviceId, method: "m", params: 1, isOneWay: false, timeoutMs: 1 });
    const effects = driver.take({ kind: "stopping" });
    assert.deepEqual(responses(effects), [{ status: 504, body: "" }]);
    assert.deepEqual(
      effects.filter(({ kind }) => kind === "conclude"),
      [{ kind: "conclude", call: 3, outcome: { kind: "timed-out" } }],
    );
  });
});

describe("a client-side RPC", () => {
  it("is acknowledged, and answered by ThingsBoard's timeout after a minute, as no rule chain does", () => {
    const { driver } = connected();
    const effects = driver.packet(
      1,
      publishPacket("v1/devices/me/rpc/request/4", '{"method":"getTime","params":{}}'),
    );
    assert.deepEqual(sent(effects), [{ cmd: "puback", messageId: 7, reasonCode: 0 }]);
    const alarm = onlyWake(effects);
    assert.equal(alarm.afterMs, 60_000);
    assert.deepEqual(sent(driver.take({ kind: "woke", wake: alarm.wake })), [
      { topic: "v1/devices/me/rpc/response/4", payload: '{"error":"timeout"}', qos: 1 },
    ]);
  });

  it("is answered to nobody when the session is gone", () => {
    const { driver } = connected();
    const effects = driver.packet(1, publishPacket("v2/r/req/4", '{"method":"getTime","params":{}}'));
    driver.packet(1, { cmd: "disconnect" });
    assert.deepEqual(driver.take({ kind: "woke", wake: onlyWake(effects).wake }), []);
  });

  it("is waited for a hundred times in one session, and no more", () => {
    const { driver } = connected();
    const count = Array.from({ length: 150 }).flatMap(() =>
      wakes(driver.packet(1, publishPacket("v2/r/req/4", '{"method":"getTime","params":{}}'))),
    ).length;
    assert.equal(count, 100);
  });
});
