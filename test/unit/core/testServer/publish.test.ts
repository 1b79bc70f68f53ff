import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alpha, Driver, ends, events, publishPacket, sent } from "./driver";

function connected(version: 4 | 5 = 4): { readonly driver: Driver; readonly deviceId: string } {
  const driver = new Driver();
  const deviceId = driver.register(alpha.pem, "Thermometer");
  driver.connect(1, { protocolVersion: version });
  return { driver, deviceId };
}

const acknowledged = { cmd: "puback", messageId: 7, reasonCode: 0 };

describe("telemetry is stored and acknowledged", () => {
  const rows: [topic: string, payload: string, stored: Record<string, [number, unknown]>][] = [
    ["v1/devices/me/telemetry", '{"t":21}', { t: [1_893_456_000_000, 21] }],
    ["v1/devices/me/telemetry", '{"ts":5,"values":{"t":21,"on":true}}', { t: [5, 21], on: [5, true] }],
    ["v1/devices/me/telemetry", '[{"ts":5,"values":{"t":1}},{"ts":6,"values":{"t":2}}]', { t: [6, 2] }],
    ["v1/devices/me/telemetry", '[{"ts":6,"values":{"t":2}},{"ts":5,"values":{"t":1}}]', { t: [6, 2] }],
    ["v1/devices/me/telemetry", '{"t":null,"u":{"deep":[1]}}', { u: [1_893_456_000_000, { deep: [1] }] }],
    ["v1/devices/me/telemetry", '{"__proto__":1}', { ["__proto__"]: [1_893_456_000_000, 1] }],
    ["v1/devices/me/telemetry", "{}", {}],
    ["v2/t", '{"t":1}', { t: [1_893_456_000_000, 1] }],
    ["v2/t/j", '{"t":1}', { t: [1_893_456_000_000, 1] }],
  ];
  for (const [topic, payload, stored] of rows) {
    it(`${topic} ${payload}`, () => {
      const { driver, deviceId } = connected();
      const effects = driver.packet(1, publishPacket(topic, payload));
      assert.deepEqual(sent(effects), [acknowledged]);
      const telemetry = driver.state.registry.devices.get(deviceId)?.telemetry ?? new Map();
      assert.deepEqual(
        Object.fromEntries([...telemetry].map(([key, { atMs, value }]) => [key, [atMs, value]])),
        stored,
      );
    });
  }

  it("with QoS 0 there is nothing to acknowledge", () => {
    const { driver } = connected();
    const packet = {
      cmd: "publish",
      topic: "v1/devices/me/telemetry",
      payload: Buffer.from("{}"),
      qos: 0,
    } as const;
    assert.deepEqual(sent(driver.packet(1, packet)), []);
  });

  it("with QoS 2 ThingsBoard answers PUBACK, not PUBREC", () => {
    const { driver } = connected();
    const packet = {
      cmd: "publish",
      topic: "v1/devices/me/telemetry",
      payload: Buffer.from("{}"),
      qos: 2,
      messageId: 7,
    } as const;
    assert.deepEqual(sent(driver.packet(1, packet)), [acknowledged]);
  });

  it("is told", () => {
    const { driver, deviceId } = connected();
    const payload = Buffer.from("{}");
    const effects = driver.packet(1, { cmd: "publish", topic: "v2/t", payload, qos: 0 });
    assert.deepEqual(events(effects), [
      { kind: "received", deviceId, deviceName: "Thermometer", topic: "v2/t", payload },
    ]);
  });

  it("of at most a thousand keys", () => {
    const { driver, deviceId } = connected();
    const many = Object.fromEntries(
      Array.from({ length: 1_500 }, (_, index) => [`k${String(index)}`, index]),
    );
    driver.packet(1, publishPacket("v2/t", JSON.stringify(many)));
    assert.equal(driver.state.registry.devices.get(deviceId)?.telemetry.size, 1_000);
  });
});

describe("a malformed message", () => {
  const rows: [topic: string, payload: string][] = [
    ["v1/devices/me/telemetry", "{"],
    ["v1/devices/me/telemetry", ""],
    ["v1/devices/me/telemetry", "21"],
    ["v1/devices/me/telemetry", '"t"'],
    ["v1/devices/me/telemetry", "[1]"],
    ["v1/devices/me/telemetry", `${"[".repeat(100)}${"]".repeat(100)}`],
    ["v1/devices/me/attributes", "[]"],
    ["v1/devices/me/attributes", "null"],
    ["v1/devices/me/attributes/request/1", "[]"],
    ["v1/devices/me/attributes/request/1", '{"clientKeys":1}'],
    ["v1/devices/me/attributes/request/x", "{}"],
    ["v1/devices/me/attributes/request/", "{}"],
    ["v1/devices/me/attributes/request/99999999999", "{}"],
    ["v1/devices/me/rpc/response/x", "{}"],
    ["v1/devices/me/rpc/request/1", "{}"],
    ["v1/devices/me/rpc/request/1", '{"method":"m"}'],
    ["v1/devices/me/rpc/request/x", '{"method":"m","params":{}}'],
    ["v1/devices/me/claim", "x"],
  ];
  for (const [topic, payload] of rows) {
    it(`«${payload.slice(0, 20)}» on ${topic} closes a 3.1.1 session, and gets 0x99 in an MQTT 5 PUBACK`, () => {
      assert.deepEqual(ends(connected(4).driver.packet(1, publishPacket(topic, payload))), [1]);
      const effects = connected(5).driver.packet(1, publishPacket(topic, payload));
      assert.deepEqual(sent(effects), [{ cmd: "puback", messageId: 7, reasonCode: 0x99 }]);
      assert.deepEqual(ends(effects), []);
    });
  }
});

describe("attributes", () => {
  const request = (topic: string, payload: string): readonly unknown[] => {
    const { driver, deviceId } = connected();
    driver.packet(1, publishPacket("v1/devices/me/attributes", '{"a":1,"b":{"c":true},"none":null}'));
    driver.rest("POST", `/api/plugins/telemetry/${deviceId}/SHARED_SCOPE`, { s: "x", u: 2 });
    return sent(driver.packet(1, publishPacket(topic, payload)));
  };
  const v1 = "v1/devices/me/attributes";
  const rows: [topic: string, payload: string, answerTopic: string, answer: string][] = [
    [
      `${v1}/request/1`,
      '{"clientKeys":"a","sharedKeys":"s"}',
      `${v1}/response/1`,
      '{"client":{"a":1},"shared":{"s":"x"}}',
    ],
    [`${v1}/request/2`, '{"clientKeys":"a, b"}', `${v1}/response/2`, '{"client":{"a":1,"b":{"c":true}}}'],
    [`${v1}/request/3`, '{"sharedKeys":"u,missing"}', `${v1}/response/3`, '{"shared":{"u":2}}'],
    [`${v1}/request/4`, '{"sharedKeys":"missing"}', `${v1}/response/4`, "{}"],
    [
      `${v1}/request/5`,
      "{}",
      `${v1}/response/5`,
      '{"client":{"a":1,"b":{"c":true}},"shared":{"s":"x","u":2}}',
    ],
    ["v2/a/req/6", '{"clientKeys":"a"}', "v2/a/res/6", '{"client":{"a":1}}'],
    ["v2/a/req/j/7", '{"clientKeys":"a"}', "v2/a/res/j/7", '{"client":{"a":1}}'],
  ];
  for (const [topic, payload, answerTopic, answer] of rows) {
    it(`are answered on ${answerTopic}: ${payload}`, () => {
      assert.deepEqual(request(topic, payload), [
        acknowledged,
        { topic: answerTopic, payload: answer, qos: 1 },
      ]);
    });
  }

  it("go out with the QoS of the subscription", () => {
    const { driver } = connected();
    const subscriptions = [{ topic: "v1/devices/me/attributes/response/+", qos: 0 }] as const;
    driver.packet(1, { cmd: "subscribe", messageId: 1, subscriptions });
    const answer = sent(driver.packet(1, publishPacket("v1/devices/me/attributes/request/1", "{}")))[1];
    assert.deepEqual(answer, { topic: "v1/devices/me/attributes/response/1", payload: "{}", qos: 0 });
  });
});

describe("shared attributes", () => {
  const share = (topics: readonly string[]): readonly unknown[] => {
    const { driver, deviceId } = connected();
    const subscriptions = topics.map((topic) => ({ topic, qos: 1 as const }));
    if (topics.length > 0) {
      driver.packet(1, { cmd: "subscribe", messageId: 1, subscriptions });
    }
    driver.rest("POST", `/api/plugins/telemetry/DEVICE/${deviceId}/attributes/SHARED_SCOPE`, { on: true });
    return sent(driver.effects);
  };

  for (const topic of ["v1/devices/me/attributes", "v2/a", "v2/a/j"]) {
    it(`are pushed to ${topic} where the device subscribed to it`, () => {
      assert.deepEqual(share([topic]), [{ topic, payload: '{"on":true}', qos: 1 }]);
    });
  }

  it("are pushed to the form subscribed last", () => {
    assert.deepEqual(share(["v1/devices/me/attributes", "v2/a"]), [
      { topic: "v2/a", payload: '{"on":true}', qos: 1 },
    ]);
  });

  it("are pushed to nobody who did not subscribe", () => {
    assert.deepEqual(share([]), []);
    assert.deepEqual(share(["v1/devices/me/attributes/response/+"]), []);
  });

  it("are pushed no more after UNSUBSCRIBE", () => {
    const { driver, deviceId } = connected();
    const topic = "v1/devices/me/attributes";
    driver.packet(1, { cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 1 }] });
    driver.packet(1, { cmd: "unsubscribe", messageId: 2, unsubscriptions: [topic] });
    driver.rest("POST", `/api/plugins/telemetry/${deviceId}/SHARED_SCOPE`, { on: true });
    assert.deepEqual(sent(driver.effects), []);
  });
});

describe("other topics", () => {
  it("a claim is acknowledged, with a body or without", () => {
    const { driver } = connected();
    assert.deepEqual(sent(driver.packet(1, publishPacket("v1/devices/me/claim", ""))), [acknowledged]);
    const claim = '{"secretKey":"s","durationMs":60000}';
    assert.deepEqual(sent(driver.packet(1, publishPacket("v1/devices/me/claim", claim))), [acknowledged]);
  });

  it("an unknown one is acknowledged under 3.1.1 and called invalid under MQTT 5", () => {
    assert.deepEqual(sent(connected(4).driver.packet(1, publishPacket("a/b", "x"))), [
      { ...acknowledged, reasonCode: 0x90 },
    ]);
    assert.deepEqual(sent(connected(5).driver.packet(1, publishPacket("a/b", "x"))), [
      { ...acknowledged, reasonCode: 0x90 },
    ]);
  });

  it("a gateway's are not answered to a device that is none", () => {
    assert.deepEqual(sent(connected().driver.packet(1, publishPacket("v1/gateway/telemetry", "{}"))), []);
  });

  it("a firmware request is told that none is assigned, and the session closes", () => {
    const effects = connected(5).driver.packet(1, publishPacket("v2/fw/request/1/chunk/0", ""));
    assert.deepEqual(sent(effects), [
      { topic: "v2/fw/error", payload: "NOT_FOUND", qos: 1 },
      { cmd: "disconnect", reasonCode: 0x83 },
    ]);
    assert.deepEqual(ends(effects), [1]);
  });

  it("what one device publishes reaches no other", () => {
    const { driver } = connected();
    driver.rest("POST", "/api/device", { name: "Other" });
    const token = [...driver.state.registry.devices.values()].at(-1)?.credentials.credentialsId ?? "";
    driver.take({ kind: "opened", connection: 2 });
    driver.packet(2, {
      cmd: "connect",
      protocolVersion: 4,
      clientId: "",
      clean: true,
      keepalive: 0,
      username: token,
    });
    const subscriptions = [{ topic: "v1/devices/me/attributes", qos: 1 }] as const;
    driver.packet(2, { cmd: "subscribe", messageId: 1, subscriptions });
    const effects = driver.packet(1, publishPacket("v1/devices/me/attributes", '{"a":1}'));
    assert.ok(effects.every((effect) => effect.kind !== "send" || effect.connection === 1));
  });
});
