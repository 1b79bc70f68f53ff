import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alpha, beta, connectPacket, Driver, ends, events, publishPacket, sent } from "./driver";

function connected(version: 4 | 5 = 4): { readonly driver: Driver; readonly deviceId: string } {
  const driver = new Driver();
  const deviceId = driver.register(alpha.pem, "Thermometer");
  driver.connect(1, { protocolVersion: version, clientId: "c" });
  return { driver, deviceId };
}

describe("a session opens", () => {
  it("with CONNACK 0, and is told", () => {
    const driver = new Driver();
    const deviceId = driver.register(alpha.pem, "Thermometer");
    const effects = driver.connect(1, { clientId: "c" });
    assert.deepEqual(sent(effects), [{ cmd: "connack", code: 0, sessionPresent: false }]);
    assert.deepEqual(events(effects), [
      { kind: "connected", deviceId, deviceName: "Thermometer", clientId: "c", protocolVersion: 4 },
    ]);
  });

  it("with a silence limit of one and a half times the keep-alive", () => {
    const driver = new Driver();
    driver.register(alpha.pem);
    const limits = (keepalive: number): unknown =>
      driver.connect(keepalive, { keepalive }).find(({ kind }) => kind === "limitSilence");
    assert.deepEqual(limits(20), { kind: "limitSilence", connection: 20, limitMs: 30_000 });
    assert.deepEqual(limits(0), { kind: "limitSilence", connection: 0, limitMs: 600_000 });
  });

  it("with session present for whoever resumes one, though none is kept, as ThingsBoard does", () => {
    const driver = new Driver();
    driver.register(alpha.pem);
    assert.deepEqual(sent(driver.connect(1, { clean: false })), [
      { cmd: "connack", code: 0, sessionPresent: true },
    ]);
  });

  for (const [version, code] of [
    [4, 5],
    [5, 0x87],
  ] as const) {
    it(`not for an unknown certificate: CONNACK ${String(code)}, then the close`, () => {
      const driver = new Driver();
      const effects = driver.connect(1, { protocolVersion: version });
      assert.deepEqual(sent(effects), [{ cmd: "connack", code, sessionPresent: false }]);
      assert.deepEqual(ends(effects), [1]);
      assert.deepEqual(events(effects), [
        { kind: "refused", reason: "certificate-unknown", code, credentialsId: alpha.credentialsId },
      ]);
      assert.deepEqual(driver.packet(1, connectPacket()), []);
    });
  }
});

describe("a connection ends when", () => {
  it("something comes before CONNECT", () => {
    const driver = new Driver();
    driver.register(alpha.pem);
    driver.take({ kind: "opened", connection: 1, certificateDer: alpha.der });
    assert.deepEqual(ends(driver.packet(1, { cmd: "pingreq" })), [1]);
    assert.deepEqual(driver.packet(1, connectPacket()), []);
  });

  const rows: [
    what: string,
    act: (driver: Driver) => ReturnType<Driver["take"]>,
    code: number | undefined,
    reason: string,
  ][] = [
    ["a second CONNECT comes", (driver) => driver.packet(1, connectPacket()), 0x82, "protocol-violated"],
    [
      "what comes is no MQTT",
      (driver) => driver.take({ kind: "malformed", connection: 1 }),
      0x82,
      "protocol-violated",
    ],
    ["it is silent", (driver) => driver.take({ kind: "silent", connection: 1 }), 0x8d, "keepalive-missed"],
    [
      "the client says DISCONNECT",
      (driver) => driver.packet(1, { cmd: "disconnect" }),
      undefined,
      "client-disconnected",
    ],
    [
      "the socket is gone",
      (driver) => driver.take({ kind: "closed", connection: 1 }),
      undefined,
      "connection-lost",
    ],
    ["the device connects again", (driver) => driver.connect(2), 0x8e, "session-taken-over"],
    ["the server stops", (driver) => driver.take({ kind: "stopping" }), 0x8b, "server-stopped"],
    [
      "telemetry is no JSON (QoS 0)",
      (driver) =>
        driver.packet(1, {
          cmd: "publish",
          topic: "v1/devices/me/telemetry",
          payload: Buffer.from("{"),
          qos: 0,
        }),
      0x99,
      "payload-invalid",
    ],
  ];
  for (const [what, act, code, reason] of rows) {
    it(`${what}, with the reason under MQTT 5`, () => {
      const { driver, deviceId } = connected(5);
      const effects = act(driver);
      const disconnects = effects.flatMap((effect) =>
        effect.kind === "send" && effect.packet.cmd === "disconnect" ? [effect.packet.reasonCode] : [],
      );
      assert.deepEqual(disconnects, code === undefined ? [] : [code]);
      assert.deepEqual(ends(effects), [1]);
      assert.deepEqual(
        events(effects).filter(({ kind }) => kind === "disconnected"),
        [{ kind: "disconnected", deviceId, deviceName: "Thermometer", reason }],
      );
    });

    it(`${what}, without a word under 3.1.1`, () => {
      const { driver } = connected(4);
      const effects = act(driver);
      assert.ok(effects.every((effect) => effect.kind !== "send" || effect.packet.cmd !== "disconnect"));
      assert.deepEqual(ends(effects), [1]);
    });
  }

  it("the certificate of its device is replaced, and not when it is registered again", () => {
    const { driver } = connected(5);
    driver.register(alpha.pem, "Thermometer");
    assert.equal(driver.state.sessions.size, 1);
    driver.register(beta.pem, "Thermometer");
    assert.equal(driver.state.sessions.size, 0);
  });

  it("never twice", () => {
    const { driver } = connected(5);
    driver.packet(1, { cmd: "disconnect" });
    assert.deepEqual(driver.take({ kind: "closed", connection: 1 }), []);
  });
});

describe("a subscription", () => {
  const granted = [
    "v1/devices/me/attributes",
    "v1/devices/me/attributes/response/+",
    "v1/devices/me/rpc/request/+",
    "v1/devices/me/rpc/response/+",
    "v2/a",
    "v2/a/j",
    "v2/a/res/+",
    "v2/a/res/j/+",
    "v2/r/req/+",
    "v2/r/req/j/+",
    "v2/r/res/+",
    "v2/r/res/j/+",
    "v1/gateway/attributes",
    "v1/gateway/rpc",
    "v1/gateway/attributes/response",
    "v2/fw/response/+/chunk/+",
    "v2/fw/error",
    "v2/sw/response/+/chunk/+",
    "v2/sw/error",
  ];
  const refused = [
    "#",
    "+",
    "v1/#",
    "v1/devices/me/#",
    "v1/devices/me/+",
    "v1/devices/me/telemetry",
    "v1/devices/me/rpc/request/1",
    "v1/devices/me/attributes/response/#",
    "v2/a/p",
    "$SYS/#",
    "__proto__",
    "",
  ];
  const subscribe = (version: 4 | 5, topics: readonly string[], qos: 0 | 1 | 2): unknown => {
    const { driver } = connected(version);
    const subscriptions = topics.map((topic) => ({ topic, qos }));
    return sent(driver.packet(1, { cmd: "subscribe", messageId: 9, subscriptions }))[0];
  };
  for (const version of [4, 5] as const) {
    const failure = version === 4 ? 0x80 : 0x8f;
    it(`to ThingsBoard's topics is granted with QoS 1 at most, protocol level ${String(version)}`, () => {
      for (const [qos, grant] of [
        [0, 0],
        [1, 1],
        [2, 1],
      ] as const) {
        assert.deepEqual(subscribe(version, granted, qos), {
          cmd: "suback",
          messageId: 9,
          granted: granted.map(() => grant),
        });
      }
    });

    for (const topic of refused) {
      it(`to «${topic}» is refused, protocol level ${String(version)}`, () => {
        assert.deepEqual(subscribe(version, [topic], 1), { cmd: "suback", messageId: 9, granted: [failure] });
      });
    }

    it(`to one wrong topic does not spoil the others, protocol level ${String(version)}`, () => {
      assert.deepEqual(
        subscribe(version, ["v1/devices/me/attributes", "#", "v1/devices/me/rpc/request/+"], 1),
        {
          cmd: "suback",
          messageId: 9,
          granted: [1, failure, 1],
        },
      );
    });
  }

  it("ends with UNSUBSCRIBE, which says whether there was one", () => {
    const { driver } = connected(5);
    const topic = "v1/devices/me/attributes";
    driver.packet(1, { cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 1 }] });
    const effects = driver.packet(1, { cmd: "unsubscribe", messageId: 2, unsubscriptions: [topic, "x"] });
    assert.deepEqual(sent(effects), [{ cmd: "unsuback", messageId: 2, granted: [0, 0x11] }]);
  });
});

describe("a provisioning-only session", () => {
  const provisioning = (): Driver => {
    const driver = new Driver();
    driver.take({ kind: "opened", connection: 1 });
    driver.packet(1, connectPacket({ username: "provision", protocolVersion: 5 }));
    return driver;
  };

  it("may subscribe to the answer alone", () => {
    const subscriptions = ["/provision/response", "v1/devices/me/attributes"].map((topic) => ({
      topic,
      qos: 1 as const,
    }));
    assert.deepEqual(sent(provisioning().packet(1, { cmd: "subscribe", messageId: 3, subscriptions })), [
      { cmd: "suback", messageId: 3, granted: [1, 0x8f] },
    ]);
  });

  it("is told that no profile holds its key", () => {
    assert.deepEqual(sent(provisioning().packet(1, publishPacket("/provision/request", "{}"))), [
      { cmd: "puback", messageId: 7, reasonCode: 0 },
      {
        topic: "/provision/response",
        payload: '{"errorMsg":"Provision data was not found!","status":"NOT_FOUND"}',
        qos: 1,
      },
    ]);
  });

  it("ends with anything else", () => {
    assert.deepEqual(ends(provisioning().packet(1, publishPacket("v1/devices/me/telemetry", "{}"))), [1]);
  });
});

describe("other packets", () => {
  it("PINGREQ is answered", () => {
    assert.deepEqual(sent(connected().driver.packet(1, { cmd: "pingreq" })), [{ cmd: "pingresp" }]);
  });

  it("PUBACK, PUBREC and the like are taken in silence", () => {
    const { driver } = connected();
    assert.deepEqual(driver.packet(1, { cmd: "puback", messageId: 1 }), []);
    assert.deepEqual(driver.packet(1, { cmd: "other" }), []);
  });

  it("of a connection that is not known do nothing", () => {
    assert.deepEqual(connected().driver.packet(99, { cmd: "pingreq" }), []);
  });
});
