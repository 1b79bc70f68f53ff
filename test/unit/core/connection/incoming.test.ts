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

/** Numbers that look random and are the same in each run. */
function sequence(seed: number): (below: number) => number {
  let state = seed * 7919;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** What came out: texts of messages, what was to be acknowledged, and the bytes of everything else. */
interface Taken {
  readonly messages: readonly string[];
  readonly acknowledged: readonly number[];
  readonly rest: Buffer;
}

/** Gives the bytes in pieces, the length of each as `next` says. */
function taken(bytes: Buffer, next: () => number, protocolVersion: 4 | 5 = 4): Taken {
  const messages: string[] = [];
  const acknowledged: number[] = [];
  const rest: Buffer[] = [];
  const take = newIncoming(protocolVersion, {
    publish: ({ topic, payload, qos, retain, duplicate }) => {
      const flags = `q${qos}${retain ? " retained" : ""}${duplicate ? " dup" : ""}`;
      messages.push(`${topic} ${flags} ${Buffer.from(payload).toString()}`);
    },
    acknowledge: (messageId) => acknowledged.push(messageId),
    rest: (more) => rest.push(Buffer.from(more)),
  });
  for (let at = 0; at < bytes.length;) {
    const pieceBytes = next();
    take(bytes.subarray(at, at + pieceBytes));
    at += pieceBytes;
  }
  return { messages, acknowledged, rest: Buffer.concat(rest) };
}

describe("from what a broker sends", () => {
  const long = "x".repeat(20_000);
  const suback: Packet = { cmd: "suback", messageId: 1, granted: [1] };
  const twice = publish("twice", { qos: 2, messageId: 9 });
  const packets = [
    connack,
    publish("first"),
    suback,
    publish("", { retain: true }),
    publish("one", { qos: 1, messageId: 7 }),
    publish(long),
    twice,
    publish("again", { qos: 1, messageId: 0x1234, dup: true, topic: "größe" }),
    { cmd: "pingresp" } as Packet,
    publish("last"),
  ];
  const messages = [
    "a/b q0 first",
    "a/b q0 retained ",
    "a/b q1 one",
    `a/b q0 ${long}`,
    "größe q1 dup again",
    "a/b q0 last",
  ];
  const others = [connack, suback, twice, { cmd: "pingresp" } as Packet];
  for (const version of [4, 5] as const) {
    const expected = { messages, acknowledged: [7, 0x1234], rest: bytesOf(others, version) };
    for (const pieceBytes of [1, 2, 3, 7, 1000, 1_000_000]) {
      it(`messages of QoS 0 and 1 are taken, MQTT ${version} in pieces of ${pieceBytes} bytes`, () => {
        assert.deepEqual(
          taken(bytesOf(packets, version), () => pieceBytes, version),
          expected,
        );
      });
    }

    it(`the same is taken however MQTT ${version} is cut into pieces`, () => {
      for (let seed = 1; seed <= 200; seed += 1) {
        const next = sequence(seed);
        // Short pieces and long ones: a head, a packet and many packets at once.
        const pieceBytes = (): number => 1 + next([3, 40, 30_000][next(3)] ?? 1);
        assert.deepEqual(taken(bytesOf(packets, version), pieceBytes, version), expected, `seed ${seed}`);
      }
    });
  }

  it("a message is taken with any properties that a server may give it", () => {
    const properties = {
      payloadFormatIndicator: true,
      messageExpiryInterval: 5,
      responseTopic: "r",
      correlationData: Buffer.from([1, 2]),
      userProperties: { name: "value", other: "x".repeat(200) },
      subscriptionIdentifier: 300,
      contentType: "text",
    };
    const bytes = bytesOf(
      [connack, publish("x", { properties }), publish("y", { qos: 1, messageId: 3, properties })],
      5,
    );
    const { messages, acknowledged } = taken(bytes, () => 11, 5);
    assert.deepEqual([messages, acknowledged], [["a/b q0 x", "a/b q1 y"], [3]]);
  });

  it("topics are told apart, however alike their bytes", () => {
    const topics = Array.from({ length: 3000 }, (_, index) => `t/${index % 1500}`);
    const bytes = bytesOf([connack, ...topics.map((topic) => publish("x", { topic }))]);
    assert.deepEqual(
      taken(bytes, () => 4096).messages,
      topics.map((topic) => `${topic} q0 x`),
    );
  });

  const left: readonly (readonly [string, Buffer, 4 | 5])[] = [
    ["a stranger's answer", Buffer.from("0HTTP/1.1 400 Bad Request\r\n\r\n"), 4],
    ["a message before the CONNACK", bytesOf([publish("x")]), 4],
    [
      "a message with the alias of a topic",
      bytesOf([connack, publish("x", { properties: { topicAlias: 5 } })], 5),
      5,
    ],
    [
      "a property that no message has",
      Buffer.concat([bytesOf([connack], 5), Buffer.from("3006000161022100", "hex")]),
      5,
    ],
    [
      "properties that end too late",
      Buffer.concat([bytesOf([connack], 5), Buffer.from("3006000161030802", "hex")]),
      5,
    ],
    [
      "properties longer than their packet",
      Buffer.concat([bytesOf([connack], 5), Buffer.from("30050001610901", "hex")]),
      5,
    ],
    ["an identifier of 0", Buffer.concat([bytesOf([connack]), Buffer.from("3205000161000078", "hex")]), 4],
    [
      "a message that ends before its identifier",
      Buffer.concat([bytesOf([connack]), Buffer.from("320400016100", "hex")]),
      4,
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
    it(`${what} is left, with what comes after it, to those who judge packets`, () => {
      for (const pieceBytes of [1, 5, 1000]) {
        const after = Buffer.concat([bytes, bytesOf([publish("y")], version)]);
        const expected = { messages: [], acknowledged: [], rest: after };
        assert.deepEqual(
          taken(after, () => pieceBytes, version),
          expected,
        );
      }
    });
  }
});
