// The bytes of a broker: messages of QoS 0 are picked out whole, all other bytes pass as they came.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { generate, type Packet } from "mqtt-packet";
import { newIncoming } from "../../../../src/core/connection/incoming";

const connack: Packet = { cmd: "connack", sessionPresent: false, returnCode: 0, reasonCode: 0 };

function publish(payload: string | Buffer, more: Partial<Packet> = {}): Packet {
  return { cmd: "publish", topic: "a/b", payload, qos: 0, dup: false, retain: false, ...more } as Packet;
}

function bytesOf(packets: readonly Packet[], protocolVersion: 4 | 5 = 4): Buffer {
  return Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion })));
}

/** What came out: texts of messages, and the bytes of everything else. */
function taken(bytes: Buffer, pieceBytes: number, protocolVersion: 4 | 5 = 4): [string[], Buffer] {
  const messages: string[] = [];
  const rest: Buffer[] = [];
  const take = newIncoming(protocolVersion, {
    publish: ({ topic, payload, retain }) => {
      messages.push(`${topic} ${String(retain)} ${Buffer.from(payload).toString()}`);
    },
    rest: (more) => rest.push(Buffer.from(more)),
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    take(bytes.subarray(at, at + pieceBytes));
  }
  return [messages, Buffer.concat(rest)];
}

describe("from what a broker sends", () => {
  const long = "x".repeat(20_000);
  const suback: Packet = { cmd: "suback", messageId: 1, granted: [1] };
  const acknowledged = publish("one", { qos: 1, messageId: 7 });
  const packets = [
    connack,
    publish("first"),
    suback,
    publish("", { retain: true }),
    acknowledged,
    publish(long),
    { cmd: "pingresp" } as Packet,
    publish("last"),
  ];
  for (const version of [4, 5] as const) {
    for (const pieceBytes of [1, 2, 3, 7, 1000, 1_000_000]) {
      it(`messages of QoS 0 are taken, MQTT ${version} in pieces of ${pieceBytes} bytes`, () => {
        const [messages, rest] = taken(bytesOf(packets, version), pieceBytes, version);
        assert.deepEqual(messages, ["a/b false first", "a/b true ", `a/b false ${long}`, "a/b false last"]);
        assert.deepEqual(rest, bytesOf([connack, suback, acknowledged, { cmd: "pingresp" }], version));
      });
    }
  }

  const left: readonly (readonly [string, Buffer, 4 | 5])[] = [
    ["a stranger's answer", Buffer.from("0HTTP/1.1 400 Bad Request\r\n\r\n"), 4],
    ["a message before the CONNACK", bytesOf([publish("x")]), 4],
    [
      "a message with properties",
      bytesOf([connack, publish("x", { properties: { messageExpiryInterval: 5 } })], 5),
      5,
    ],
    ["an empty topic", Buffer.concat([bytesOf([connack]), Buffer.from("30030000ff", "hex")]), 4],
    [
      "a topic longer than its packet",
      Buffer.concat([bytesOf([connack]), Buffer.from("3003000961", "hex")]),
      4,
    ],
    ["a topic with a wildcard", Buffer.concat([bytesOf([connack]), Buffer.from("300300012b", "hex")]), 4],
    ["a topic that is no UTF-8", Buffer.concat([bytesOf([connack]), Buffer.from("30030001ff", "hex")]), 4],
    ["a packet without a body", Buffer.concat([bytesOf([connack]), Buffer.from("3000", "hex")]), 4],
    ["DUP without QoS", Buffer.concat([bytesOf([connack]), Buffer.from("3803000161", "hex")]), 4],
    ["a length of five bytes", Buffer.concat([bytesOf([connack]), Buffer.from("30ffffffff01", "hex")]), 4],
  ];
  for (const [what, bytes, version] of left) {
    it(`${what} is left to those who judge packets`, () => {
      for (const pieceBytes of [1, 5, 1000]) {
        assert.deepEqual(taken(bytes, pieceBytes, version), [[], bytes]);
      }
    });
  }
});
