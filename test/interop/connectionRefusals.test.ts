// Brokers that refuse: our certificate in TLS 1.2 and 1.3, the session in MQTT, a topic, a message, and a session that is up.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { diagnoseEnd } from "../../src/core/connection/diagnose";
import { check as checkWith, shortMs, type Row } from "./connectionCheck";
import { newCa, revokedBy, signedBy } from "./connectionCertificates";
import {
  inDays,
  longValidity,
  networkWithoutCertificate,
  newDevice,
  test,
  type Choices,
  type Device,
} from "./connectionDevice";
import {
  mosquitto,
  type MosquittoTerms,
  opensslServer,
  tlsServer,
  twoWay,
  type Running,
} from "./connectionServers";
import { startRig, type Certificate, type Rig } from "./testServerRig";

let device: Device;
before(async () => {
  device = await newDevice();
});
after(() => {
  device.remove();
});

function check(row: Row): void {
  checkWith(() => device, row);
}

/** A mosquitto with our server bundle that takes clients of that CA alone. */
function broker(caFile: string, more: Partial<MosquittoTerms> = {}): Promise<Running> {
  const lines = twoWay(caFile, device.file("server.pub.pem"), device.file("server.pk8.pem"));
  return mosquitto({ folder: device.folder, ...more, lines: [...lines, ...(more.lines ?? [])] });
}

const versions = ["TLSv1.2", "TLSv1.3"] as const;

for (const version of versions) {
  describe(`a certificate that a server refuses under ${version}`, () => {
    const limit = { tlsVersion: version };
    const ownServer = (): {
      cert: string;
      key: string;
      minVersion: "TLSv1.2" | "TLSv1.3";
      maxVersion: typeof version;
    } => ({
      cert: device.text("server.pub.pem"),
      key: device.text("server.pk8.pem"),
      minVersion: version,
      maxVersion: version,
    });

    check({
      what: "none is shown",
      code: "client-cert-required",
      facts: {},
      peer: () => broker(device.file("client.pub.pem"), limit),
      choices: () => ({ network: networkWithoutCertificate() }),
    });
    check({
      what: "its issuer is not the server's",
      code: "client-cert-rejected-unknown-ca",
      facts: { clientSubject: /^CN=localhost/, errorCode: /UNKNOWN_CA/ },
      peer: () => broker(newCa(device.folder, "their-ca").certificateFile, limit),
    });
    check({
      what: "it was closed upon without a word",
      code: "client-cert-rejected",
      facts: { clientSubject: /^CN=localhost/ },
      peer: () => tlsServer({ ...ownServer(), requestCert: true, rejectUnauthorized: true }, () => undefined),
    });

    it("client-cert-rejected-expired: it has expired for a server that checks", async () => {
      const old = await newDevice({ from: inDays(-100), days: 10 }, longValidity);
      const running = await opensslServer([
        ...["-cert", old.file("server.pub.pem"), "-key", old.file("server.pk8.pem")],
        ...["-CAfile", old.file("client.pub.pem"), "-Verify", "1", "-verify_return_error"],
        version === "TLSv1.2" ? "-tls1_2" : "-tls1_3",
      ]);
      const clock = (): Date => inDays(-95);
      const { report } = await test(old, running.url, { clock });
      await running.stop();
      old.remove();
      assert.equal(report?.diagnosis?.code, "client-cert-rejected-expired");
      assert.match(report.diagnosis.facts["errorCode"] ?? "", /CERTIFICATE_EXPIRED/);
    });

    it("client-cert-rejected-revoked: the server's list names it", async () => {
      const own = await newDevice();
      const ca = newCa(own.folder, "ca");
      const client = signedBy(own.folder, ca, {
        name: "client",
        extensions: [],
        from: inDays(-1),
        to: inDays(30),
      });
      own.put("client.nopass.pem", client.keyPem + client.certificatePem);
      const crl = revokedBy(own.folder, ca, client);
      const lines = twoWay(ca.certificateFile, own.file("server.pub.pem"), own.file("server.pk8.pem"));
      const running = await mosquitto({ folder: own.folder, ...limit, lines: [...lines, `crlfile ${crl}`] });
      const { report } = await test(own, running.url);
      await running.stop();
      own.remove();
      assert.equal(report?.diagnosis?.code, "client-cert-rejected-revoked", JSON.stringify(report));
    });

    it("passes where it is wanted, and every phase with it", async () => {
      const running = await broker(device.file("client.pub.pem"), limit);
      const { report } = await test(device, running.url);
      await running.stop();
      assert.equal(report?.ok, true, JSON.stringify(report));
      assert.equal(report.phases.find(({ phase }) => phase === "tls")?.facts["protocol"], version);
      const warnings = ["server-cert-pinned", ...(version === "TLSv1.2" ? ["tls-version-old"] : [])];
      assert.deepEqual(
        report.warnings.map((warning) => warning.code),
        warnings,
      );
    });
  });
}

describe("a TLS server that is no MQTT broker for us", () => {
  const serverThat = (answer: (bytes: Buffer) => Uint8Array | "close" | "silence"): Promise<Running> =>
    tlsServer(
      {
        cert: device.text("server.pub.pem"),
        key: device.text("server.pk8.pem"),
        requestCert: true,
        rejectUnauthorized: false,
      },
      (socket) => {
        socket.once("data", (bytes: Buffer) => {
          const what = answer(bytes);
          if (what === "close") {
            socket.end();
          } else if (what !== "silence") {
            socket.write(what);
          }
        });
      },
    );

  check({
    what: "it keeps silent",
    code: "mqtt-connack-timeout",
    facts: { afterMs: String(shortMs) },
    peer: () => serverThat(() => "silence"),
    choices: () => ({ timeoutMs: shortMs }),
  });
  check({
    what: "half a CONNACK",
    code: "mqtt-connack-timeout",
    facts: {},
    peer: () => serverThat(() => Buffer.from("2002", "hex")),
    choices: () => ({ timeoutMs: shortMs }),
  });
  check({ what: "it closes", code: "mqtt-closed", facts: {}, peer: () => serverThat(() => "close") });
  check({
    what: "a web server",
    code: "mqtt-not-mqtt",
    facts: { firstBytesHex: /^485454502f/, speaks: "http" },
    peer: () => serverThat(() => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")),
  });
  check({
    what: "another packet than CONNACK",
    code: "mqtt-not-mqtt",
    facts: { firstBytesHex: "d000" },
    peer: () => serverThat(() => Buffer.from("d000", "hex")),
  });
  const connacks: [hex: string, code: Row["code"], choices: Choices][] = [
    ["20020001", "mqtt-version-refused", {}],
    ["20020002", "mqtt-client-id-refused", {}],
    ["20020003", "mqtt-server-unavailable", {}],
    ["20020004", "mqtt-bad-credentials", {}],
    ["2003008a00", "mqtt-banned", { protocolVersion: 5 }],
    ["2003009f00", "mqtt-rate-limited", { protocolVersion: 5 }],
    ["200c0088091f0006e299a50a6869", "mqtt-server-unavailable", { protocolVersion: 5 }],
  ];
  for (const [hex, code, choices] of connacks) {
    check({
      what: `CONNACK ${hex}`,
      code,
      facts: { returnCode: String(Number.parseInt(hex.slice(6, 8), 16)) },
      peer: () => serverThat(() => Buffer.from(hex, "hex")),
      choices: () => choices,
    });
  }
});

describe("a broker that has rules", () => {
  it("refuses a message, MQTT 5", async () => {
    const acl = device.put("read.acl", "topic read v1/#\n");
    const running = await broker(device.file("client.pub.pem"), { lines: [`acl_file ${acl}`] });
    const { report } = await test(device, running.url, { protocolVersion: 5 });
    await running.stop();
    assert.equal(report?.diagnosis?.code, "mqtt-publish-refused", JSON.stringify(report));
    assert.equal(report.diagnosis.facts["reasonCode"], "135");
  });

  it("shows a leaf that a CA signed, which is all that we have: trusted by its fingerprint", async () => {
    const own = await newDevice();
    const ca = newCa(own.folder, "site-ca");
    const leaf = signedBy(own.folder, ca, {
      name: "site",
      extensions: ["subjectAltName=DNS:localhost"],
      from: inDays(-1),
      to: inDays(300),
    });
    own.put("server.pub.pem", leaf.certificatePem);
    const chain = own.put("chain.pem", leaf.certificatePem + ca.certificatePem);
    const lines = twoWay(own.file("client.pub.pem"), chain, leaf.keyFile);
    const running = await mosquitto({ folder: own.folder, lines });
    const { report } = await test(own, running.url);
    await running.stop();
    own.remove();
    assert.equal(report?.ok, true, JSON.stringify(report));
    const tls = report.phases.find(({ phase }) => phase === "tls");
    assert.equal(tls?.facts["trustedBy"], "pinned");
    assert.equal(tls.facts["chainLength"], "2");
  });
});

describe("the Local Test Server, with ThingsBoard's rules", () => {
  let rig: Rig;
  let url: string;
  let trust: { caFile: string };
  let known: Certificate["certificatePem"];
  before(async () => {
    rig = await startRig();
    url = `mqtts://localhost:${String(rig.open.mqttPort)}`;
    trust = { caFile: rig.server.certificateFile };
    known = device.text("client.pub.pem");
  });
  after(() => rig.stop());

  for (const [protocolVersion, returnCode] of [
    [4, "5"],
    [5, "135"],
  ] as const) {
    it(`does not know the certificate yet, MQTT ${protocolVersion}`, async () => {
      const { report } = await test(device, url, { ...trust, protocolVersion });
      assert.equal(report?.diagnosis?.code, "mqtt-not-authorized");
      assert.equal(report.diagnosis.facts["returnCode"], returnCode);
      assert.match(report.diagnosis.facts["credentialsId"] ?? "", /^[0-9a-f]{64}$/);
    });
  }

  for (const protocolVersion of [4, 5] as const) {
    it(`lets a registered device pass all phases and answers its request, MQTT ${protocolVersion}`, async () => {
      rig.register(known, "known");
      const { report } = await test(device, url, { ...trust, protocolVersion });
      assert.equal(report?.ok, true, JSON.stringify(report));
      assert.equal(report.phases.length, 7);
    });

    it(`refuses a topic that is none of a device's, MQTT ${protocolVersion}`, async () => {
      const { report } = await test(device, url, { ...trust, protocolVersion, subscriptions: ["foo/bar"] });
      assert.equal(report?.diagnosis?.code, "mqtt-subscribe-denied");
      assert.equal(report.diagnosis.facts["grants"], "foo/bar refused");
    });
  }

  it("warns where it refuses some topics only", async () => {
    const subscriptions = ["foo/bar", "v1/devices/me/attributes"];
    const { report } = await test(device, url, { ...trust, subscriptions });
    assert.equal(report?.ok, true);
    const warning = report.warnings.find(({ code }) => code === "subscribe-partly-denied");
    assert.deepEqual(warning?.facts, { topics: "foo/bar" });
  });

  it("mqtt-kicked: another connection took over, MQTT 5", async () => {
    const first = await test(device, url, { ...trust, protocolVersion: 5, keepOpen: true });
    const second = await test(device, url, { ...trust, protocolVersion: 5 });
    assert.equal(second.report?.ok, true);
    const closed = await first.session?.closed;
    assert.equal(closed && diagnoseEnd(closed)?.code, "mqtt-kicked");
    assert.equal(first.report?.ok, true);
  });

  it("mqtt-server-shutting-down: it is stopped, MQTT 5", async () => {
    const { session } = await test(device, url, { ...trust, protocolVersion: 5, keepOpen: true });
    rig.machine.take({ kind: "stopping" });
    const closed = await session?.closed;
    assert.equal(closed && diagnoseEnd(closed)?.code, "mqtt-server-shutting-down");
  });
});

describe("a session that is up", () => {
  /** By the first byte: CONNACK, SUBACK, PUBACK; a packet of the reserved type 0 (MQTT 3.1.1 §2.2.1) for QoS 0. */
  const replies: ReadonlyMap<number, string> = new Map([
    [0x10, "20020000"],
    [0x82, "9005%id%010101"],
    [0x32, "4002%id%"],
    [0x30, "0000"],
  ]);

  /** The packet identifier stands first in SUBSCRIBE, and behind the topic in PUBLISH (short packets only). */
  function replyTo(packet: Buffer): Buffer {
    const type = packet.readUInt8(0);
    const idAt = type === 0x32 ? 4 + packet.readUInt16BE(2) : 2;
    const id = packet.subarray(idAt, idAt + 2).toString("hex");
    return Buffer.from((replies.get(type) ?? "").replace("%id%", id), "hex");
  }

  it("ends where what comes is no MQTT, and says so", async () => {
    const [cert, key] = [device.text("server.pub.pem"), device.text("server.pk8.pem")];
    const running = await tlsServer({ cert, key }, (socket) => {
      socket.on("data", (packet: Buffer) => socket.write(replyTo(packet)));
    });
    const { session, report } = await test(device, running.url, { keepOpen: true });
    assert.equal(report?.ok, true, JSON.stringify(report));
    await session?.publish("t", Buffer.from("x"), 0);
    const closed = await session?.closed;
    await running.stop();
    assert.deepEqual([closed?.by, closed?.malformed], ["us", true]);
    assert.equal(closed && diagnoseEnd(closed)?.code, "mqtt-not-mqtt");
  });
});
