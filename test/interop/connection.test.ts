// The main path on real parts: our bundles on both sides of mosquitto, with its clients, paho and our own test connection.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { diagnoseEnd } from "../../src/core/connection/diagnose";
import type { SessionEvent } from "../../src/core/connection/events";
import type { EventOf } from "../../src/core/connection/session";
import { soundValues } from "../support/profiles";
import { requireTool } from "../support/tools";
import { newDevice, test, type Device, type Tested } from "./connectionDevice";
import { brokerOf, mosquitto, twoWay, type Running } from "./connectionServers";
import { toolEnding } from "./toolEnding";

const everyPhase = ["preflight", "dns", "tcp", "tls", "mqtt", "subscribe", "publish"];
const topic = "v1/devices/me/attributes";

function passedPhases({ report }: Tested): readonly string[] {
  return report?.phases.filter(({ ok }) => ok).map(({ phase }) => phase) ?? [];
}

function factsOf(tested: Tested, phase: string): Readonly<Record<string, string>> {
  return tested.report?.phases.find((one) => one.phase === phase)?.facts ?? {};
}

/** Keeps the first message. */
function inbox(): { take: (event: SessionEvent) => void; first: Promise<EventOf<"received">> } {
  let arrived: (event: EventOf<"received">) => void = () => undefined;
  const first = new Promise<EventOf<"received">>((resolve) => (arrived = resolve));
  const take = (event: SessionEvent): void => {
    if (event.kind === "received") {
      arrived(event);
    }
  };
  return { take, first };
}

describe("mosquitto with require_certificate, our server bundle and our client certificate", () => {
  let device: Device;
  let broker: Running;
  before(async () => {
    device = await newDevice();
    broker = await brokerOf(device);
  });
  after(async () => {
    await broker.stop();
    device.remove();
  });

  for (const protocolVersion of [4, 5] as const) {
    it(`takes our test connection, MQTT ${protocolVersion}: seven phases, and one warning: pinned`, async () => {
      const tested = await test(device, broker.url, { protocolVersion });
      assert.deepEqual(tested.report?.diagnosis, undefined);
      assert.deepEqual(passedPhases(tested), everyPhase);
      const warnings = tested.report?.warnings.map(({ code }) => code);
      assert.deepEqual([tested.report?.ok, warnings], [true, ["server-cert-pinned"]]);
      const tls = factsOf(tested, "tls");
      assert.deepEqual(
        [tls["protocol"], tls["trustedBy"], tls["clientCertificateRequested"]],
        ["TLSv1.3", "pinned", "true"],
      );
      assert.equal(factsOf(tested, "mqtt")["returnCode"], "0");
      assert.equal(tested.events.at(-1)?.kind, "closed");
    });

    it(`streams what another client sends until the end that we make, MQTT ${protocolVersion}`, async () => {
      const messages = inbox();
      const { session } = await test(device, broker.url, {
        protocolVersion,
        keepOpen: true,
        onEvent: messages.take,
      });
      assert.ok(session);
      const sent = await toolEnding(requireTool("mosquitto_pub"), [...clientArgs(), "-m", '{"fan":7}']);
      assert.equal(sent.exitCode, 0, sent.stderr);
      const first = await messages.first;
      assert.deepEqual([first.topic, Buffer.from(first.payload).toString()], [topic, '{"fan":7}']);

      assert.equal(await session.publish(topic, Buffer.from("1"), 1), true);
      await session.disconnect();
      const closed = await session.closed;
      assert.deepEqual([closed.by, diagnoseEnd(closed)], ["us", undefined]);
      assert.equal(await session.publish(topic, Buffer.from("1"), 1), false);
    });
  }

  for (const qos of [0, 1] as const) {
    it(`tells what it had kept, by its flag, at QoS ${qos}`, async () => {
      const kept = `kept/${qos}`;
      const args = [...clientArgs().slice(0, -4), "-t", kept, "-q", String(qos), "-r", "-m", "21"];
      assert.equal((await toolEnding(requireTool("mosquitto_pub"), args)).exitCode, 0);
      const messages = inbox();
      const terms = { subscriptions: [kept], keepOpen: true, onEvent: messages.take };
      const { session } = await test(device, broker.url, terms);
      const { topic: its, retain, qos: level, payload } = await messages.first;
      assert.deepEqual([its, retain, level, Buffer.from(payload).toString()], [kept, true, qos, "21"]);
      await session?.disconnect();
    });
  }

  for (const [ending, writtenBy] of [
    ["p12", "us"],
    ["jks", "us"],
    ["p12", "keytool"],
    ["jks", "keytool"],
  ] as const) {
    it(`takes a device that has its key in a ${ending} by ${writtenBy} alone`, async () => {
      const own = folderWith(device, ending);
      if (writtenBy === "keytool") {
        await keytoolCopy(device, own.file(`client.${ending}`));
      }
      const tested = await test(own, broker.url, {});
      own.remove();
      assert.deepEqual(tested.report?.diagnosis, undefined);
      assert.deepEqual(passedPhases(tested), everyPhase);
      assert.equal(factsOf(tested, "preflight")["clientCertificate"], own.file(`client.${ending}`));
    });
  }

  it("gives mosquitto_sub what mosquitto_pub sends", async () => {
    const listening = toolEnding(requireTool("mosquitto_sub"), [...clientArgs(), "-C", "1", "-W", "20"]);
    const sending = new AbortController();
    const repeated = (async (): Promise<void> => {
      while (!sending.signal.aborted) {
        await toolEnding(requireTool("mosquitto_pub"), [...clientArgs(), "-m", "on"]);
      }
    })();
    const { stdout, stderr, exitCode } = await listening;
    sending.abort();
    await repeated;
    assert.deepEqual([exitCode, stdout], [0, "on\n"], stderr);
  });

  it("takes Debian's Python paho", async () => {
    const script = "test/interop/connectionPaho.py";
    const files = ["server.pub.pem", "client.nopass.pem"].map((name) => device.file(name));
    const outcome = await toolEnding("/usr/bin/python3", [script, String(broker.port), ...files]);
    assert.deepEqual([outcome.exitCode, outcome.stdout], [0, "connected 0\nv1/paho on\n"], outcome.stderr);
  });

  function clientArgs(): readonly string[] {
    const own = device.file("client.nopass.pem");
    const tls = ["--cafile", device.file("server.pub.pem"), "--cert", own, "--key", own];
    return ["-h", "localhost", "-p", String(broker.port), ...tls, "-q", "1", "-t", topic];
  }
});

describe("a broker that goes away while a session is up", () => {
  it("ends the session", async () => {
    const device = await newDevice();
    const files = ["client.pub.pem", "server.pub.pem", "server.pk8.pem"].map((name) => device.file(name));
    const [ca = "", certificate = "", key = ""] = files;
    const broker = await mosquitto({ folder: device.folder, lines: twoWay(ca, certificate, key) });
    const { session } = await test(device, broker.url, { protocolVersion: 5, keepOpen: true });
    await broker.stop();
    const closed = await session?.closed;
    assert.equal(closed && diagnoseEnd(closed)?.code, "mqtt-closed");
    device.remove();
  });
});

/** A folder with a device's properties file, its server's certificate and one keystore. */
function folderWith(device: Device, ending: string): Device {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-keystore-"));
  const file = (name: string): string => path.join(folder, name);
  for (const name of ["keygen.properties", "server.pub.pem", `client.${ending}`]) {
    copyFileSync(device.file(name), file(name));
  }
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...device, folder, file, propertiesPath: file("keygen.properties"), remove };
}

/** Has keytool write the device's key into a keystore of its own default format, PKCS#12, instead of what is there. */
async function keytoolCopy(device: Device, target: string): Promise<void> {
  rmSync(target);
  const password = soundValues["CLIENT_KEYSTORE_PASSWORD"] ?? "";
  const copied = await toolEnding(requireTool("keytool"), [
    ...["-importkeystore", "-srckeystore", device.file("client.jks"), "-srcstoretype", "JKS"],
    ...["-srcstorepass", password, "-srckeypass", soundValues["CLIENT_KEY_PASSWORD"] ?? ""],
    ...["-srcalias", "clientalias", "-destkeystore", target, "-deststorepass", password],
  ]);
  assert.equal(copied.exitCode, 0, copied.stderr);
}
