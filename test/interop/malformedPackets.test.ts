// A broker that sends packets that are none: each session ends with a diagnosis, and the program lives.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { generate } from "mqtt-packet";
import { diagnose } from "../../src/core/connection/diagnose";
import type { SessionFact } from "../../src/core/connection/events";
import { advance, newSession } from "../../src/core/connection/session";
import { mqttPort } from "../../src/io/mqtt";
import { rawServer, type Running } from "./connectionServers";

/** Numbers that look random and are the same in each run. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const protocolVersions = [4, 5] as const;
type ProtocolVersion = (typeof protocolVersions)[number];

function connack(protocolVersion: ProtocolVersion): Buffer {
  return generate(
    { cmd: "connack", returnCode: 0, reasonCode: 0, sessionPresent: false },
    { protocolVersion },
  );
}

/** Sound packets of a server, of which rubbish is made. */
function soundPackets(protocolVersion: ProtocolVersion): readonly Buffer[] {
  const terms = { protocolVersion };
  const publish = { cmd: "publish", topic: "v1/devices/me/attributes", dup: false, retain: false } as const;
  return [
    connack(protocolVersion),
    generate({ ...publish, payload: '{"a":1}', qos: 0 }, terms),
    generate({ ...publish, payload: '{"a":1}', qos: 1, messageId: 7 }, terms),
    generate({ ...publish, payload: '{"a":1}', qos: 2, messageId: 8 }, terms),
    generate({ cmd: "suback", messageId: 1, granted: [1, 1, 1] }, terms),
    generate({ cmd: "puback", messageId: 2, reasonCode: 0 }, terms),
    generate({ cmd: "pubrel", messageId: 8, reasonCode: 0 }, terms),
    generate({ cmd: "pingresp" }, terms),
    generate({ cmd: "disconnect", reasonCode: 0x8e }, { protocolVersion: 5 }),
  ];
}

/** Changes, cuts, lengthens or makes up a packet. */
function mangled(packets: readonly Buffer[], next: (below: number) => number): Buffer {
  const bytes = Buffer.from(packets[next(packets.length)] ?? []);
  const at = next(bytes.length);
  switch (next(5)) {
    case 0:
      bytes[at] = next(256);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([next(256), next(256)]), bytes.subarray(at)]);
    case 3:
      bytes[0] = next(256);
      bytes[1] = next(256);
      return bytes;
    default:
      return Buffer.from(Array.from({ length: 1 + next(40) }, () => next(256)));
  }
}

/** What came of one session: how it ended, and what the catalogue says. */
async function session(port: number, protocolVersion: ProtocolVersion): Promise<string | undefined> {
  let state = newSession;
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => (ended = resolve));
  const emit = (fact: SessionFact): void => {
    state = advance(state, { atMs: 0, ...fact });
    if (["closed", "refused", "notMqtt", "timedOut"].includes(fact.kind)) {
      ended();
    }
  };
  const stream = connect(port, "127.0.0.1");
  stream.on("error", () => undefined);
  const channel = { stream, errorCode: () => undefined, close: () => stream.destroy() };
  const hello = { protocolVersion, clientId: "meter", keepaliveSeconds: 60, timeoutMs: 10_000 };
  const conversation = await mqttPort().converse(channel, hello, emit, new AbortController().signal);
  await conversation?.subscribe(["v1/devices/me/attributes"]);
  await end;
  channel.close();
  return diagnose(state)?.code;
}

describe("a broker that sends malformed packets", { timeout: 120_000 }, () => {
  let server: Running;
  let answer: readonly Buffer[] = [];
  before(async () => {
    server = await rawServer((socket) => {
      socket.once("data", () => {
        socket.end(Buffer.concat(answer));
      });
    });
  });
  after(() => server.stop());

  for (const protocolVersion of protocolVersions) {
    for (const isLive of [false, true]) {
      const when = isLive ? "after it let the device in" : "as its first word";
      it(`${when}, MQTT ${protocolVersion}: 200 sessions end with a diagnosis each`, async () => {
        const next = sequence(protocolVersion + (isLive ? 10 : 0));
        const packets = soundPackets(protocolVersion);
        const seen = new Map<string, number>();
        for (let index = 0; index < 200; index += 1) {
          const bytes = mangled(packets, next);
          answer = isLive ? [connack(protocolVersion), bytes] : [bytes];
          const code = await session(server.port, protocolVersion);
          assert.ok(code !== undefined, `session ${index}: ${bytes.toString("hex")} was not diagnosed`);
          seen.set(code, (seen.get(code) ?? 0) + 1);
        }
        assert.ok((seen.get("mqtt-not-mqtt") ?? 0) > 20, JSON.stringify([...seen]));
      });
    }
  }
});
