// A thousand test connections, good ones and thirteen kinds of bad ones in turn, leave no socket, timer, listener or memory.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import { noteWarnings } from "../../support/nodeWarnings";
import { leavesNothing } from "../connectionResources";
import { newCa } from "../connectionCertificates";
import { newDevice, test, type Choices, type Device } from "../connectionDevice";
import { closedPort, rawServer, tlsServer, type Running } from "../connectionServers";
import { alerting, saying, scripted } from "./peers";

/** One way in which a test connection goes. */
interface Kind {
  readonly code: DiagnosisCode | undefined;
  readonly url: string;
  readonly choices?: Choices;
}

const total = 1_000;
const atOnce = 8;
/** What the engine's own caches may take for each, bytes: compiled code, sessions that the servers remember. */
const mostBytesEach = 2_048;

let device: Device;
let kinds: readonly Kind[];
const servers: Running[] = [];

const working = { connack: "20020000", suback: "9003%id%01", puback: "4002%id%" };

async function urlOf(server: Promise<Running>): Promise<string> {
  const running = await server;
  servers.push(running);
  return running.url;
}

async function kindsFor(own: Device): Promise<readonly Kind[]> {
  const tls = {
    cert: own.text("server.pub.pem"),
    key: own.text("server.pk8.pem"),
    requestCert: true,
    rejectUnauthorized: false,
  };
  const stranger = newCa(own.folder, "their-ca");
  const strict = { ...tls, ca: stranger.certificatePem, rejectUnauthorized: true };
  const camellia = { ...tls, maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CAMELLIA128-SHA256" } as const;
  const kind = async (code: Kind["code"], server: Promise<Running>, choices?: Choices): Promise<Kind> => ({
    code,
    url: await urlOf(server),
    choices: { subscriptions: ["t"], ...choices },
  });
  const unserved: readonly Kind[] = [
    { code: "tcp-refused", url: `mqtts://localhost:${String(await closedPort())}` },
    { code: "server-url-invalid", url: "http://localhost" },
  ];
  const served = await Promise.all([
    kind(undefined, scripted(tls, working)),
    kind("client-cert-rejected-unknown-ca", alerting(48)),
    kind("tls-not-tls", saying("HTTP/1.1 400 Bad Request\r\n\r\n", true)),
    kind(
      "tls-closed",
      rawServer((socket) => socket.once("data", () => socket.end())),
    ),
    kind(
      "tcp-reset",
      rawServer((socket) => socket.once("data", () => socket.resetAndDestroy())),
    ),
    kind(
      "tls-no-shared-cipher",
      tlsServer(camellia, () => undefined),
    ),
    kind(
      "client-cert-rejected-unknown-ca",
      tlsServer(strict, () => undefined),
    ),
    kind(
      "client-cert-rejected-unknown-ca",
      tlsServer({ ...strict, maxVersion: "TLSv1.2" }, () => undefined),
    ),
    kind(
      "server-cert-self-signed",
      tlsServer(tls, () => undefined),
      { caFile: stranger.certificateFile },
    ),
    kind("mqtt-not-authorized", scripted(tls, { connack: "20020005" })),
    kind("mqtt-closed", scripted(tls, { endAt: "connect" })),
    kind("mqtt-subscribe-denied", scripted(tls, { ...working, suback: "9003%id%80" })),
  ]);
  return [...unserved, ...served];
}

before(async () => {
  device = await newDevice();
  kinds = await kindsFor(device);
});
after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  device.remove();
});

/** Tests so many connections, a few at a time, one kind after the other. */
async function run(count: number, signal: AbortSignal): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const kind = kinds[next % kinds.length];
      next += 1;
      const { report } = await test(device, kind?.url ?? "", { ...kind?.choices, signal });
      assert.equal(report?.diagnosis?.code, kind?.code, JSON.stringify(report, undefined, 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Bytes of the heap after all garbage is collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

function listeners(): Readonly<Record<string, number>> {
  return Object.fromEntries(
    process.eventNames().map((name) => [String(name), process.listenerCount(name as string)]),
  );
}

describe("a thousand test connections in a row", () => {
  it("leave no socket, timer, listener or memory behind", { timeout: 300_000 }, async () => {
    const { signal } = new AbortController();
    const warnings = noteWarnings();
    // What is made once: modules, caches, the pool of the TLS library.
    await run(20 * kinds.length, signal);
    const listening = listeners();
    const beforeBytes = heapBytes();
    await leavesNothing(() => run(total, signal));
    const grownBytes = heapBytes() - beforeBytes;
    assert.deepEqual(getEventListeners(signal, "abort"), []);
    assert.deepEqual(listeners(), listening);
    assert.deepEqual(await warnings(), []);
    // A TLS socket that somebody still holds is above ten times as much.
    assert.ok(grownBytes < total * mostBytesEach, `the heap grew by ${String(grownBytes)} bytes`);
  });
});
