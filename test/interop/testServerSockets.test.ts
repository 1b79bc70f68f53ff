import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { connect as connectTls } from "node:tls";
import type { IDisconnectPacket, MqttClient } from "mqtt";
import { build } from "esbuild";
import { connectAsync } from "mqtt";
import type { IConnectPacket } from "mqtt-packet";
import { generate } from "mqtt-packet";
import { nodeTestServers } from "../../src/io/testServer";
import { restClient } from "./testServerRest";
import type { Certificate, Rig } from "./testServerRig";
import { chained, selfSigned, signedBy, startRig } from "./testServerRig";

let rig: Rig;
let known: Certificate;
before(async () => {
  rig = await startRig();
  known = selfSigned(rig.folder, "known");
  rig.register(known.certificatePem);
});
after(() => rig.stop());

function join(
  protocolVersion: 4 | 5,
  { certificatePem, keyPem }: Certificate,
  to: Rig = rig,
): Promise<MqttClient> {
  return connectAsync(
    `mqtts://127.0.0.1:${String(to.open.mqttPort)}`,
    { protocolVersion, reconnectPeriod: 0, ca: to.server.certificatePem, cert: certificatePem, key: keyPem },
    false,
  );
}

function disconnectOf(client: MqttClient): Promise<IDisconnectPacket> {
  return new Promise((resolve) => client.once("disconnect", resolve));
}

/** A TLS connection without MQTT. */
async function dial(
  options: ConnectionOptions = {},
  to: Rig = rig,
  keep: (session: Buffer) => void = () => undefined,
): Promise<TLSSocket> {
  const socket = connectTls({
    host: "127.0.0.1",
    port: to.open.mqttPort,
    ca: to.server.certificatePem,
    cert: known.certificatePem,
    key: known.keyPem,
    ...options,
  });
  socket.on("error", () => undefined);
  // Under TLS 1.2 it comes with the handshake, under TLS 1.3 after it.
  socket.on("session", keep);
  await once(socket, "secureConnect");
  return socket;
}

function received(socket: TLSSocket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) =>
    socket.once("close", () => {
      resolve(Buffer.concat(chunks));
    }),
  );
}

const hello: IConnectPacket = {
  cmd: "connect",
  clientId: "raw",
  protocolVersion: 4,
  protocolId: "MQTT",
  clean: true,
  keepalive: 60,
};

/** CONNACK 0 under MQTT 3.1.1. */
const accepted = Buffer.from([0x20, 2, 0, 0]);

describe("the Local Test Server and MQTT.js", () => {
  for (const [version, code] of [
    [4, 5],
    [5, 0x87],
  ] as const) {
    it(`refuses an unregistered certificate with CONNACK ${String(code)}`, async () => {
      const unknown = selfSigned(rig.folder, `unknown${String(version)}`);
      await assert.rejects(join(version, unknown), { code });
    });

    it(`answers an attribute request under protocol level ${String(version)}`, async () => {
      const client = await join(version, known);
      await client.subscribeAsync("v1/devices/me/attributes/response/+", { qos: 1 });
      await client.publishAsync("v1/devices/me/attributes", '{"model":"js"}', { qos: 1 });
      const answered = new Promise<[string, Buffer]>((resolve) =>
        client.once("message", (topic, payload) => {
          resolve([topic, payload]);
        }),
      );
      await client.publishAsync("v1/devices/me/attributes/request/7", '{"clientKeys":"model"}', { qos: 1 });
      const [topic, payload] = await answered;
      assert.deepEqual(
        [topic, String(payload)],
        ["v1/devices/me/attributes/response/7", '{"client":{"model":"js"}}'],
      );
      await client.endAsync();
    });
  }

  it("ends the older of two sessions of a device with 0x8E", async () => {
    const older = await join(5, known);
    const told = disconnectOf(older);
    const newer = await join(5, known);
    assert.equal((await told).reasonCode, 0x8e);
    assert.equal(newer.connected, true);
    await newer.endAsync();
  });

  it("ends a session with 0x98 when its device's credentials change", async () => {
    const device = selfSigned(rig.folder, "rotated");
    const id = rig.register(device.certificatePem, "rotated");
    const client = await join(5, device);
    const told = disconnectOf(client);
    const rest = await restClient(rig);
    const credentials = (await (await rest("GET", `/api/device/${id}/credentials`)).json()) as object;
    const next = selfSigned(rig.folder, "next");
    const change = { ...credentials, credentialsValue: next.certificatePem };
    assert.equal((await rest("POST", "/api/device/credentials", change)).status, 200);
    assert.equal((await told).reasonCode, 0x98);
    await assert.rejects(join(5, device), { code: 0x87 });
    await (await join(5, next)).endAsync();
  });

  it("names an unknown topic in an MQTT 5 PUBACK with 0x90", async () => {
    const client = await join(5, known);
    await assert.rejects(client.publishAsync("a/b", "x", { qos: 1 }), { code: 0x90 });
    await client.endAsync();
  });

  it("speaks TLS 1.2 and 1.3, and nothing older", async () => {
    const protocols = [];
    for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
      const socket = await dial({ minVersion: version, maxVersion: version });
      protocols.push(socket.getProtocol());
      socket.destroy();
    }
    assert.deepEqual(protocols, ["TLSv1.2", "TLSv1.3"]);
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await assert.rejects(dial(old));
  });
});

describe("a TLS session", () => {
  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    it(`that is resumed still says whose certificate was shown, ${version}`, async () => {
      const only = { minVersion: version, maxVersion: version };
      const sessions: Buffer[] = [];
      const first = await dial(only, rig, (session) => sessions.push(session));
      const answer = received(first);
      first.write(generate(hello));
      first.write(generate({ cmd: "disconnect" }));
      assert.deepEqual(await answer, accepted);
      const second = await dial({ ...only, session: sessions.at(-1) });
      assert.equal(second.isSessionReused(), true);
      const again = received(second);
      second.write(generate(hello));
      second.write(generate({ cmd: "disconnect" }));
      assert.deepEqual(await again, accepted);
    });
  }
});

describe("a connection is closed", () => {
  it("without an answer for a protocol level that nobody knows", async () => {
    const socket = await dial();
    const answer = received(socket);
    const packet = generate(hello);
    packet[8] = 6;
    socket.write(packet);
    assert.equal((await answer).length, 0);
  });

  it("for a packet above 64 KiB, by its header alone", async () => {
    const socket = await dial();
    const answer = received(socket);
    socket.write(generate(hello));
    socket.write(Buffer.from([0x30, 0x81, 0x80, 0x04]));
    assert.deepEqual(await answer, accepted);
  });

  it("after one and a half times the keep-alive", async () => {
    const socket = await dial();
    const answer = received(socket);
    const startedMs = performance.now();
    socket.write(generate({ ...hello, keepalive: 1 }));
    await answer;
    assert.ok(performance.now() - startedMs >= 1_400);
  });

  it("at the handshake where a presented certificate is not signed by the next", async () => {
    const issuer = selfSigned(rig.folder, "issuer");
    const leaf = signedBy(rig.folder, "leaf", issuer);
    rig.register(leaf.certificatePem);
    const namesake = selfSigned(rig.folder, "issuer", ["-set_serial", "7"]);
    const connack = async (chainFile: string): Promise<number> => {
      const socket = await dial({ cert: readFileSync(chainFile, "utf8"), key: leaf.keyPem });
      const answer = received(socket);
      socket.write(generate(hello));
      socket.write(generate({ cmd: "disconnect" }));
      return (await answer).length;
    };
    assert.equal(await connack(chained(rig.folder, "right.pem", leaf, issuer)), 4);
    assert.equal(await connack(chained(rig.folder, "wrong.pem", leaf, namesake)), 0);
  });
});

describe("REST over HTTP", () => {
  it("provisions a device, which then connects", async () => {
    const rest = await restClient(rig);
    const device = (await (await rest("POST", "/api/device", { name: "via REST" })).json()) as {
      id: { id: string };
    };
    const credentials = (await (
      await rest("GET", `/api/device/${device.id.id}/credentials`)
    ).json()) as object;
    const certificate = selfSigned(rig.folder, "rest");
    const change = {
      ...credentials,
      credentialsType: "X509_CERTIFICATE",
      credentialsValue: certificate.certificatePem,
    };
    assert.equal((await rest("POST", "/api/device/credentials", change)).status, 200);
    await (await join(4, certificate)).endAsync();
    assert.equal((await rest("DELETE", `/api/device/${device.id.id}`)).status, 200);
    await assert.rejects(join(4, certificate), { code: 5 });
  });

  it("gives the server certificate away", async () => {
    const response = await fetch(`${rig.restUrl}/api/device-connectivity/mqtts/certificate/download`);
    assert.equal(await response.text(), rig.server.certificatePem);
    assert.equal(response.headers.get("content-disposition"), 'attachment; filename="tb-server-chain.pem"');
  });

  it("needs a token", async () => {
    assert.equal((await fetch(`${rig.restUrl}/api/tenant/devices?pageSize=1&page=0`)).status, 401);
  });

  it("answers 413 to a body above 1 MiB and 431 to headers above 16 KiB", async () => {
    const body = await fetch(`${rig.restUrl}/api/auth/login`, {
      method: "POST",
      body: "x".repeat(1_048_577),
    });
    assert.equal(body.status, 413);
    const headers = await fetch(`${rig.restUrl}/`, { headers: { "X-Long": "x".repeat(17_000) } });
    assert.equal(headers.status, 431);
  });
});

describe("the server as a whole", () => {
  it("says which port is taken", async () => {
    const place = { certificatePem: rig.server.certificatePem, privateKeyPem: rig.server.keyPem };
    const { mqttPort, restPort } = rig.open;
    const open = (ports: { mqttPort: number; restPort: number }): Promise<unknown> =>
      nodeTestServers().open({ ...place, ...ports }, () => undefined);
    const failure = (port: number): unknown => ({
      ok: false,
      failure: { code: "port-taken", port, cause: "EADDRINUSE" },
    });
    assert.deepEqual(await open({ mqttPort, restPort: 0 }), failure(mqttPort));
    assert.deepEqual(await open({ mqttPort: 0, restPort }), failure(restPort));
  });

  it("is not disturbed by bytes that are no MQTT and no TLS", async () => {
    const random = seeded(20_260_102);
    const beginnings = [Buffer.alloc(0), generate(hello), generate({ ...hello, protocolVersion: 5 })];
    for (let round = 0; round < 150; round += 1) {
      const socket = await dial();
      const closed = once(socket, "close");
      socket.write(beginnings[round % beginnings.length] ?? "");
      socket.write(mutated(random));
      socket.end();
      socket.resume();
      await closed;
    }
    const plain = connectTcp(rig.open.mqttPort, "127.0.0.1");
    plain.on("error", () => undefined);
    plain.end(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    plain.resume();
    await once(plain, "close");
    await (await join(5, known)).endAsync();
  });

  it("tells its clients that it stops", async () => {
    const own = await startRig();
    const id = own.register(known.certificatePem);
    const client = await join(5, known, own);
    const told = disconnectOf(client);
    const rest = await restClient(own);
    const hanging = rest("POST", `/api/rpc/twoway/${id}`, { method: "m", params: {} });
    await own.stop();
    assert.equal((await told).reasonCode, 0x8b);
    await Promise.allSettled([hanging]);
    await client.endAsync();
  });

  it("leaves no handle behind after 200 quick connections: its process ends by itself", async () => {
    const outfile = path.join(rig.folder, "child.mjs");
    const banner =
      'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
    await build({
      entryPoints: ["test/interop/testServerChild.ts"],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      banner: { js: banner },
      logLevel: "warning",
    });
    const child = spawn(process.execPath, [outfile], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "close") as Promise<[number | null, string | null]>;
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { mqttPort, caFile } = JSON.parse(String(line)) as { mqttPort: number; caFile: string };
    const to = { port: mqttPort, ca: readFileSync(caFile, "utf8") };
    const sockets = await Promise.all(Array.from({ length: 200 }, () => dial(to)));
    sockets.slice(0, 50).forEach((socket) => socket.write(generate(hello)));
    sockets.slice(50, 100).forEach((socket) => socket.destroy());
    const silent = connectTcp(mqttPort, "127.0.0.1");
    silent.on("error", () => undefined);
    await once(silent, "connect");
    const closed = [...sockets, silent]
      .filter((socket) => !socket.destroyed)
      .map((socket) => once(socket.resume(), "close"));
    child.stdin.end("stop");
    await Promise.all(closed);
    assert.deepEqual(await ended, [0, null]);
  });
});

/** A small deterministic generator (mulberry32), from 0 to 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A packet with some of its bytes changed, or bytes that never were one. */
function mutated(random: () => number): Buffer {
  const publish = {
    cmd: "publish",
    topic: "v1/devices/me/telemetry",
    payload: "{}",
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
  } as const;
  const subscriptions = [{ topic: "v1/devices/me/attributes", qos: 1 as const }];
  const packets = [
    generate(hello),
    generate(publish),
    generate({ cmd: "subscribe", messageId: 1, subscriptions }),
  ];
  const bytes = Buffer.from(packets[Math.floor(random() * 4)] ?? Buffer.alloc(40));
  const changes = Math.floor(random() * 6);
  for (let change = 0; change < changes; change += 1) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
  return bytes;
}
