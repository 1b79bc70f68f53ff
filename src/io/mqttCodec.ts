import type { Packet } from "mqtt-packet";
import { generate, parser } from "mqtt-packet";
import type { ClientPacket, ServerPacket } from "../core/testServer/packets";

/** Bytes to packets and back, in the protocol version that the client's CONNECT names. */
export interface MqttCodec {
  /** Reads one whole packet; undefined where it is malformed, of an unknown version, or none that a client sends. */
  decode(frame: Uint8Array): ClientPacket | undefined;
  encode(packet: ServerPacket): Uint8Array;
}

/** Makes the codec of one connection. Before a CONNECT it speaks 3.1.1. */
export function mqttCodec(): MqttCodec {
  const reader = parser();
  const packets: Packet[] = [];
  let protocolVersion: 3 | 4 | 5 = 4;
  reader.on("packet", (packet) => packets.push(packet));
  // An error leaves no packet.
  reader.on("error", () => undefined);
  return {
    decode: (frame) => {
      try {
        reader.parse(Buffer.from(frame));
      } catch {
        // mqtt-packet reads past the end of some short packets: ERR_OUT_OF_RANGE and the like.
        return undefined;
      }
      const read = packets.pop();
      const packet = read && clientPacketOf(read);
      protocolVersion = packet?.cmd === "connect" ? packet.protocolVersion : protocolVersion;
      return packet;
    },
    encode: (packet) => generate(wirePacketOf(packet), { protocolVersion }),
  };
}

type Reader<Cmd extends Packet["cmd"]> = (packet: Extract<Packet, { cmd: Cmd }>) => ClientPacket | undefined;

/** What the rules see of each packet; a server's own packets are none that a client sends. */
const readers: { readonly [Cmd in Packet["cmd"]]: Reader<Cmd> } = {
  connect: connectOf,
  publish: publishOf,
  subscribe: (packet) =>
    identified(packet, (messageId) => ({
      cmd: "subscribe",
      messageId,
      subscriptions: packet.subscriptions.map(({ topic, qos }) => ({ topic, qos })),
    })),
  // [MQTT-3.10.3-2]: at least one topic filter.
  unsubscribe: (packet) =>
    packet.unsubscriptions.length === 0
      ? undefined
      : identified(packet, (messageId) => ({
          cmd: "unsubscribe",
          messageId,
          unsubscriptions: packet.unsubscriptions,
        })),
  puback: (packet) => identified(packet, (messageId) => ({ cmd: "puback", messageId })),
  pubrec: () => ({ cmd: "other" }),
  pubrel: () => ({ cmd: "other" }),
  pubcomp: () => ({ cmd: "other" }),
  auth: () => ({ cmd: "other" }),
  pingreq: () => ({ cmd: "pingreq" }),
  disconnect: () => ({ cmd: "disconnect" }),
  connack: () => undefined,
  suback: () => undefined,
  unsuback: () => undefined,
  pingresp: () => undefined,
};

function clientPacketOf(packet: Packet): ClientPacket | undefined {
  const reader = readers[packet.cmd] as (packet: Packet) => ClientPacket | undefined;
  return reader(packet);
}

function connectOf(packet: Extract<Packet, { cmd: "connect" }>): ClientPacket {
  const { protocolVersion = 4, clientId, clean = true, keepalive = 0, username, password } = packet;
  return {
    cmd: "connect",
    protocolVersion,
    clientId,
    clean,
    keepalive,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

function publishOf(packet: Extract<Packet, { cmd: "publish" }>): ClientPacket | undefined {
  const { topic, qos } = packet;
  const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
  return qos === 0
    ? { cmd: "publish", topic, payload, qos }
    : identified(packet, (messageId) => ({ cmd: "publish", topic, payload, qos, messageId }));
}

/** [MQTT-2.3.1-1]: a packet identifier is never 0. */
function identified(
  { messageId = 0 }: Packet,
  make: (messageId: number) => ClientPacket,
): ClientPacket | undefined {
  return messageId === 0 ? undefined : make(messageId);
}

/** The packet as mqtt-packet takes it; what a version does not have, it leaves out. */
function wirePacketOf(packet: ServerPacket): Packet {
  switch (packet.cmd) {
    case "connack":
      return {
        cmd: "connack",
        sessionPresent: packet.sessionPresent,
        returnCode: packet.code,
        reasonCode: packet.code,
      };
    case "publish":
      return { ...packet, payload: Buffer.from(packet.payload), dup: false, retain: false };
    case "suback":
    case "unsuback":
      return { ...packet, granted: [...packet.granted] };
    case "puback":
    case "pingresp":
    case "disconnect":
      return packet;
  }
}
