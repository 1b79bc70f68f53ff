// A device that answers by rules, with real brokers on the other side.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { SessionEvent } from "../../src/core/connection/events";
import { rpcRequestOf } from "../../src/core/talk/rpcRequest";
import { parseRpcRules, replyTo } from "../../src/core/talk/rpcRules";
import { fail } from "../../src/core/result";
import type { LiveSession } from "../../src/flows/testConnection";
import { startTestServer, type RunningTestServer } from "../../src/flows/runTestServer";
import { nodeWorld } from "../../src/io/world";
import { newDevice, test, type Device } from "./connectionDevice";
import { mosquitto, twoWay, type Running } from "./connectionServers";

const { rules } = parseRpcRules(
  JSON.stringify({
    rules: [
      { method: "get*", response: { echo: "${params.unit}", id: "${requestId}" } },
      { method: "reboot", error: "not while pumping" },
    ],
  }),
);

/** Connects a device that answers by the rules; what it answered is published with QoS 1. */
async function answering(device: Device, url: string, caFile?: string): Promise<Answering> {
  const live: { session?: LiveSession } = {};
  let answered: (text: string) => void = () => undefined;
  const firstAnswer = new Promise<string>((resolve) => (answered = resolve));
  const onEvent = (event: SessionEvent): void => {
    const request = event.kind === "received" ? rpcRequestOf(event.topic, event.payload) : undefined;
    const reply = request && replyTo(rules, request, "pump");
    if (request !== undefined && reply !== undefined) {
      const { replyTopic } = request;
      void live.session?.publish(replyTopic, new TextEncoder().encode(reply.payload), 1).then((arrived) => {
        answered(`${replyTopic} ${reply.payload} ${String(arrived)}`);
      });
    }
  };
  const tested = await test(device, url, {
    keepOpen: true,
    onEvent,
    ...(caFile === undefined ? {} : { caFile }),
  });
  const { session, report } = tested;
  assert.ok(session !== undefined, JSON.stringify(report));
  live.session = session;
  return { session, firstAnswer };
}

interface Answering {
  readonly session: LiveSession;
  /** Topic and payload of the first answer, and whether the broker acknowledged it. */
  readonly firstAnswer: Promise<string>;
}

describe("rules answer the server-side RPC of", () => {
  let device: Device;
  let folder: string;

  before(async () => {
    device = await newDevice();
    folder = mkdtempSync(path.join(tmpdir(), "tb-talk-"));
  });

  after(() => {
    device.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("the Local Test Server", async () => {
    const server = await started(folder);
    const registered = await server.register(device.text("client.pub.pem"), "pump");
    assert.ok(registered.ok);
    const { session } = await answering(device, server.mqttUrl, server.caFile);
    const { deviceId } = registered.value;
    const answered = await server.sendRpc(deviceId, "getTemperature", { unit: "C" });
    assert.equal(answered.kind, "answered", JSON.stringify(answered));
    assert.match(JSON.stringify(answered), /\{\\?"echo\\?":\\?"C\\?",\\?"id\\?":\d+\}/);
    assert.match(JSON.stringify(await server.sendRpc(deviceId, "reboot", null)), /not while pumping/);
    await session.disconnect();
    await server.stop();
  });

  it("mosquitto, to which anybody may publish", async () => {
    const [ca, certificate, key] = ["client.pub.pem", "server.pub.pem", "server.pk8.pem"].map(device.file);
    const lines = twoWay(ca ?? "", certificate ?? "", key ?? "");
    const broker: Running = await mosquitto({ folder: device.folder, lines });
    const { session, firstAnswer } = await answering(device, broker.url);
    const call = new TextEncoder().encode('{"method":"getTemperature","params":{"unit":"F"}}');
    assert.equal(await session.publish("v1/devices/me/rpc/request/31", call, 1), true);
    assert.equal(await firstAnswer, 'v1/devices/me/rpc/response/31 {"echo":"F","id":31} true');
    await session.disconnect();
    await broker.stop();
  });
});

async function started(folder: string): Promise<RunningTestServer> {
  const world = nodeWorld({
    get: () => Promise.resolve(undefined),
    set: () => Promise.resolve(fail({ code: "secrets-unavailable" })),
    delete: () => Promise.resolve(),
  });
  const server = await startTestServer(
    { folder, port: 0 },
    world,
    () => undefined,
    new AbortController().signal,
  );
  assert.ok(server.ok, JSON.stringify(server));
  assert.match(readFileSync(server.value.caFile, "utf8"), /BEGIN CERTIFICATE/);
  return server.value;
}
