// A receiver that is slower than its broker: the socket waits, not memory, and in the end nothing is missing.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { generate } from "mqtt-packet";
import { tapOf } from "../../src/io/publishTap";

const connack = generate({ cmd: "connack", returnCode: 0, sessionPresent: false });
const payload = Buffer.alloc(64 * 1024, "x");

function publishOf(qos: 0 | 2, count: number): Buffer {
  const packet = generate({
    cmd: "publish",
    topic: "a",
    payload,
    qos,
    dup: false,
    retain: false,
    messageId: 1,
  });
  return Buffer.concat(Array<Buffer>(count).fill(packet));
}

/** A broker's socket and a device's, over loopback. */
async function joined(): Promise<{
  readonly broker: Socket;
  readonly device: Socket;
  readonly end: () => void;
}> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const device = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [[broker]] = await Promise.all([accepted, once(device, "connect")]);
  const end = (): void => {
    broker.destroy();
    device.destroy();
    server.close();
  };
  return { broker, device, end };
}

/** Resolves with how many bytes the device has read, once that has stopped to grow. */
async function standstill(device: Socket): Promise<number> {
  for (let before = -1; ;) {
    const now = device.bytesRead;
    if (now === before && now > 0) {
      return now;
    }
    before = now;
    await pause(100);
  }
}

describe("the tap of a socket", () => {
  const all = 64 * 1024 * 1024;
  const bound = 16 * 1024 * 1024;

  it("reads nothing more while whoever records is not ready, and everything afterwards", async () => {
    const { broker, device, end } = await joined();
    let release: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => (release = resolve));
    let isBusy = true;
    let bytes = 0;
    let done: () => void = () => undefined;
    const complete = new Promise<void>((resolve) => (done = resolve));
    const tap = tapOf({
      stream: device,
      protocolVersion: 4,
      isParting: () => false,
      publish: (message) => {
        bytes += message.payload.length;
        if (bytes === all) {
          done();
        }
      },
      ready: () => (isBusy ? busy : undefined),
    });
    tap.resume();
    broker.write(connack);
    broker.write(publishOf(0, all / payload.length));
    assert.ok((await standstill(device)) < bound, String(device.bytesRead));
    assert.ok(broker.writableLength > 0);
    isBusy = false;
    release();
    await complete;
    end();
  });

  it("reads nothing more while MQTT.js does not, and everything afterwards", async () => {
    const { broker, device, end } = await joined();
    const tap = tapOf({
      stream: device,
      protocolVersion: 4,
      isParting: () => false,
      publish: () => assert.fail("QoS 2 is not taken"),
    });
    const sent = publishOf(2, all / payload.length);
    broker.write(connack);
    broker.end(sent);
    assert.ok((await standstill(device)) < bound, String(device.bytesRead));
    let passed = 0;
    for await (const piece of tap) {
      passed += (piece as Buffer).length;
    }
    assert.equal(passed, connack.length + sent.length);
    end();
  });

  it("acknowledges QoS 1 in order, a turn's together, and nothing behind a DISCONNECT", async () => {
    const { broker, device, end } = await joined();
    let isParting = false;
    const told: string[] = [];
    const tap = tapOf({
      stream: device,
      protocolVersion: 4,
      publish: ({ topic, qos, duplicate }) => told.push(`${topic} ${qos} ${String(duplicate)}`),
      isParting: () => isParting,
    });
    tap.resume();
    const messageIds = Array.from({ length: 500 }, (_, index) => 65_535 - index);
    const message = { cmd: "publish", topic: "a", payload: "x", qos: 1, dup: true, retain: false } as const;
    broker.write(connack);
    broker.write(Buffer.concat(messageIds.map((messageId) => generate({ ...message, messageId }))));
    const answers: Buffer[] = [];
    const expected = Buffer.concat(messageIds.map((messageId) => generate({ cmd: "puback", messageId })));
    while (Buffer.concat(answers).length < expected.length) {
      answers.push(...((await once(broker, "data")) as [Buffer]));
    }
    assert.deepEqual(Buffer.concat(answers), expected);
    assert.deepEqual([told.length, new Set(told)], [500, new Set(["a 1 true"])]);
    isParting = true;
    broker.write(generate({ ...message, messageId: 1 }));
    broker.end();
    const late: Buffer[] = [];
    for await (const piece of broker) {
      late.push(piece as Buffer);
    }
    assert.deepEqual([told.length, Buffer.concat(late).length], [501, 0]);
    end();
  });
});
