// Brokers that take us, in part or for a while; faults/ has those that refuse.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { diagnoseEnd } from "../../src/core/connection/diagnose";
import { newCa, signedBy } from "./connectionCertificates";
import { inDays, newDevice, test, type Device } from "./connectionDevice";
import { mosquitto, twoWay, type MosquittoTerms, type Running } from "./connectionServers";
import { startRig, type Certificate, type Rig } from "./testServerRig";

let device: Device;
before(async () => {
  device = await newDevice();
});
after(() => {
  device.remove();
});

/** A mosquitto with our server bundle that takes clients of that CA alone. */
function broker(caFile: string, more: Partial<MosquittoTerms> = {}): Promise<Running> {
  const lines = twoWay(caFile, device.file("server.pub.pem"), device.file("server.pk8.pem"));
  return mosquitto({ folder: device.folder, ...more, lines: [...lines, ...(more.lines ?? [])] });
}

const versions = ["TLSv1.2", "TLSv1.3"] as const;

for (const version of versions) {
  describe(`a client certificate under ${version}`, () => {
    const limit = { tlsVersion: version };
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

describe("a broker that has rules", () => {
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

  for (const protocolVersion of [4, 5] as const) {
    it(`lets a registered device pass all phases and answers its request, MQTT ${protocolVersion}`, async () => {
      rig.register(known, "known");
      const { report } = await test(device, url, { ...trust, protocolVersion });
      assert.equal(report?.ok, true, JSON.stringify(report));
      assert.equal(report.phases.length, 7);
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
