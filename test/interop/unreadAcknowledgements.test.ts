// A broker that floods with QoS 1 and takes no acknowledgement: the program neither grows nor hangs.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import { generate } from "mqtt-packet";
import { mqttPort } from "../../src/io/mqtt";
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
