// A broker that floods with QoS 1 and takes no acknowledgement, or gives none: the program neither grows nor hangs.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { generate } from "mqtt-packet";
import { mqttPort } from "../../src/io/mqtt";
import { noteWarnings } from "../support/nodeWarnings";
import { rawServer } from "./connectionServers";

const payload = Buffer.alloc(1_000, "x");
const packets = Array.from({ length: 1_000 }, (_, index) =>
  generate({ cmd: "publish", topic: "t", payload, qos: 1, messageId: index + 1, dup: false, retain: false }),
);
const block = Buffer.concat(packets);
/** Enough to tell a program that keeps an acknowledgement for each message: 60 MB, 60,000 of them. */
const blocks = 60;

/** Lets a client in, then sends as fast as it reads and reads nothing more. */
async function flood(socket: Socket): Promise<void> {
  await once(socket, "data");
  socket.pause();
  socket.write(generate({ cmd: "connack", returnCode: 0, sessionPresent: false }));
  for (let count = 0; count < blocks && !socket.destroyed; count += 1) {
    if (!socket.write(block)) {
      await drained(socket);
    }
  }
}

/** Resolves when there is room again, or nobody left to write to. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off("drain", go).off("close", go);
      resolve();
    };
    socket.on("drain", go).on("close", go);
  });
}

describe("a broker that floods with QoS 1 and reads no acknowledgement", { timeout: 60_000 }, () => {
  it("costs less memory than it sends, and is left in time", async () => {
    const server = await rawServer((socket) => void flood(socket));
    const stream = connect(server.port, "127.0.0.1");
    let received = 0;
    let told: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (told = resolve));
    const ended = once(stream, "close");
    const before = process.memoryUsage().rss;
    const conversation = await mqttPort().converse(
      { stream, errorCode: () => undefined, close: () => stream.destroy() },
      { protocolVersion: 4, clientId: "meter", keepaliveSeconds: 60, timeoutMs: 5_000 },
      (fact) => {
        received += fact.kind === "received" ? 1 : 0;
        if (received === blocks * packets.length) {
          told();
        }
      },
      new AbortController().signal,
    );
    await Promise.race([all, ended]);
    const grownMb = (process.memoryUsage().rss - before) / 1_048_576;
    const waitingBytes = stream.writableLength;
    await conversation?.disconnect();
    await server.stop();
    assert.ok(received > 0);
    assert.ok(waitingBytes < 1_048_576, `${waitingBytes} bytes of acknowledgements wait`);
    assert.ok(grownMb < 200, `${grownMb.toFixed(0)} MB for ${received} messages`);
  });
});

/** Lets a client in, reads all that it sends, and acknowledges nothing. */
async function deaf(socket: Socket): Promise<void> {
  await once(socket, "data");
  socket.resume();
  socket.write(generate({ cmd: "connack", returnCode: 0, sessionPresent: false }));
}

/** What is still held once buffers that were written have been let go of, or after some looks. */
async function settledMb(look: () => number): Promise<number> {
  let kept = look();
  for (let looks = 0; looks < 20 && kept > 10; looks += 1) {
    await pause(100);
    kept = look();
  }
  return kept;
}

describe("a broker that never acknowledges what the device sends", { timeout: 60_000 }, () => {
  it("is given up message by message, none is kept, and Node warns of no leak", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const server = await rawServer((socket) => void deaf(socket));
    const stream = connect(server.port, "127.0.0.1");
    const late: string[] = [];
    const conversation = await mqttPort().converse(
      { stream, errorCode: () => undefined, close: () => stream.destroy() },
      { protocolVersion: 4, clientId: "meter", keepaliveSeconds: 60, timeoutMs: 300 },
      (fact) => {
        late.push(...(fact.kind === "timedOut" ? [fact.phase] : []));
      },
      new AbortController().signal,
    );
    assert.ok(conversation !== undefined);
    collect();
    const before = process.memoryUsage().external;
    const count = 500;
    const warnings = noteWarnings();
    const sent = Array.from({ length: count }, () => conversation.publish("t", Buffer.alloc(100_000), 1));
    const arrived = await Promise.all(sent);
    const keptMb = await settledMb(() => {
      collect();
      return (process.memoryUsage().external - before) / 1_048_576;
    });
    await conversation.disconnect();
    await server.stop();
    assert.deepEqual(await warnings(), []);
    assert.deepEqual([arrived.filter(Boolean).length, late.length], [0, count]);
    assert.ok(keptMb < 10, `${keptMb.toFixed(1)} MB of ${(count * 100_000) / 1e6}`);
  });
});
