// A connection that is kept, with real parts: brokers that die and come back, a network that swallows, a rival.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { blackholeProxy } from "../support/blackholeProxy";
import { requireTool } from "../support/tools";
import { newDevice, test, type Device } from "./connectionDevice";
import { mosquitto, stopped, tlsServer, twoWay, type RunningMosquitto } from "./connectionServers";
import { keptDevice } from "./keptRig";
import { startRig } from "./testServerRig";

const topic = "v1/devices/me/attributes";
let device: Device;
before(async () => {
  device = await newDevice();
});
after(() => {
  device.remove();
});

function broker(port?: number, more: readonly string[] = []): Promise<RunningMosquitto> {
  const [ca, certificate, key] = ["client.pub.pem", "server.pub.pem", "server.pk8.pem"].map(device.file);
  const lines = [...twoWay(ca ?? "", certificate ?? "", key ?? ""), ...more];
  return mosquitto({ folder: device.folder, lines, ...(port === undefined ? {} : { port }) });
}

/** Options of mosquitto's clients. */
function clientOptions(port: number): readonly string[] {
  const files = ["--cafile", "server.pub.pem", "--cert", "client.pub.pem", "--key", "client.pk8.pem"];
  const paths = files.map((part) => (part.startsWith("--") ? part : device.file(part)));
  return ["-h", "localhost", "-p", String(port), ...paths];
}

async function publish(port: number, text: string): Promise<void> {
  const args = [...clientOptions(port), "-q", "1", "-t", topic, "-m", text];
  await promisify(execFile)(requireTool("mosquitto_pub"), args);
}

for (const protocolVersion of [4, 5] as const) {
  describe(`a broker that is killed and started again, MQTT ${protocolVersion}`, () => {
    it("has the device back, subscribed again, and hears its DISCONNECT at the end", async () => {
      const first = await broker();
      const kept = await keptDevice(device, first.url, { protocolVersion });
      const waiting = kept.next("waiting");
      await first.kill();
      assert.equal((await waiting).diagnosis.code, "mqtt-closed");
      const restored = kept.next("restored");
      const second = await broker(first.port);
      assert.ok((await restored).attempts >= 1);
      const received = kept.received("after the restart");
      await publish(second.port, "after the restart");
      await received;
      await kept.connection.disconnect();
      assert.equal(await kept.connection.ended, undefined);
      await second.stop();
      assert.match(second.log(), new RegExp(`Client ${kept.clientId} disconnected\\.`));
    });
  });
}

describe("the keep-alive of a connection", () => {
  it("is told to the broker, which is asked after so long a silence", async () => {
    const running = await broker(undefined, ["log_type all"]);
    const asked = running.logged(/Received PINGREQ from /);
    const { session } = await test(device, running.url, { keepOpen: true, keepaliveSeconds: 2 });
    assert.match(await asked, /PINGREQ/);
    await session?.disconnect();
    await running.stop();
    assert.match(running.log(), /New client connected from .* \(p2, c1, k2/);
  });

  it("is none where it is 0", async () => {
    const running = await broker();
    await test(device, running.url, { keepaliveSeconds: 0 });
    await running.stop();
    assert.match(running.log(), /New client connected from .* \(p2, c1, k0/);
  });
});

describe("a network that swallows everything", () => {
  it("is found out by the keep-alive, and the device comes back when the network does", async () => {
    const running = await broker();
    const proxy = await blackholeProxy(running.port);
    const url = `mqtts://localhost:${proxy.port}`;
    const kept = await keptDevice(device, url, { keepaliveSeconds: 1, timeoutMs: 1_000 });
    const waiting = kept.next("waiting");
    proxy.swallow(true);
    assert.equal((await waiting).diagnosis.code, "mqtt-keepalive-timeout");
    const inVain = await kept.next("waiting");
    assert.equal(inVain.diagnosis.code, "tls-timeout");
    const restored = kept.next("restored");
    proxy.swallow(false);
    await restored;
    await kept.connection.disconnect();
    await proxy.close();
    await running.stop();
  });

  it("is found out at once by whoever asks, as after a sleep", async () => {
    const running = await broker();
    const proxy = await blackholeProxy(running.port);
    const url = `mqtts://localhost:${proxy.port}`;
    const { session } = await test(device, url, { keepOpen: true, timeoutMs: 1_000 });
    assert.equal(await session?.check(), true);
    proxy.swallow(true);
    assert.equal(await session?.check(), false);
    const closed = await session?.closed;
    assert.equal(closed?.keepaliveMissed, true);
    await proxy.close();
    await running.stop();
  });
});

describe("a server whose certificate changed between two connections", () => {
  it("is not trusted, hears no MQTT, and is not tried again", async () => {
    const running = await broker();
    const kept = await keptDevice(device, running.url);
    const other = await newDevice();
    await running.kill();
    let heardBytes = 0;
    const options = {
      cert: other.text("server.pub.pem"),
      key: other.text("server.pk8.pem"),
      requestCert: true,
      rejectUnauthorized: false,
    };
    const impostor = await tlsServer(
      options,
      (socket) => socket.on("data", (bytes: Buffer) => (heardBytes += bytes.length)),
      running.port,
    );
    const end = await kept.connection.ended;
    assert.equal(end?.diagnosis.code, "server-cert-changed");
    assert.equal(end.report?.phases.at(-1)?.phase, "tls");
    assert.equal(heardBytes, 0);
    await impostor.stop();
    other.remove();
  });
});

describe("another client with the same id", { timeout: 60_000 }, () => {
  it("takes over under MQTT 5, which has a word for it: nothing is tried again", async () => {
    const rig = await startRig();
    rig.register(device.text("client.pub.pem"), "known");
    const url = `mqtts://localhost:${String(rig.open.mqttPort)}`;
    const choices = { protocolVersion: 5, caFile: rig.server.certificateFile } as const;
    const kept = await keptDevice(device, url, choices);
    const rival = await test(device, url, choices);
    assert.equal(rival.report?.ok, true);
    assert.equal((await kept.connection.ended)?.diagnosis.code, "mqtt-kicked");
    assert.deepEqual(kept.stages, []);
    await rig.stop();
  });

  it("comes back each time under MQTT 3.1.1, which has no word for it: given up after the third end", async () => {
    const running = await broker();
    const kept = await keptDevice(device, running.url);
    const args = [...clientOptions(running.port), "-i", kept.clientId, "-t", topic];
    const rival = spawn(requireTool("mosquitto_sub"), args, { stdio: "ignore" });
    const end = await kept.connection.ended;
    assert.equal(end?.diagnosis.code, "mqtt-kicked");
    assert.equal(end.diagnosis.facts["silentEnds"], "3");
    await stopped(rival);
    await running.stop();
  });
});
