import type { StreamMessage } from "./message";

/**
 * A recorded message, big-endian: length of all that follows (4 bytes), milliseconds since 1970 UTC (8, a float), flags
 * (1), length of the topic (2), the topic in UTF-8, the payload. Flags, from bit 0: QoS (2 bits), retained, duplicate,
 * sent by the device. The device is the record file's own.
 */
const headBytes = 15;

const retainFlag = 4;
const duplicateFlag = 8;
const outFlag = 16;

/** The length of the record of a message, bytes. */
export function recordBytes({ topic, payload }: StreamMessage): number {
  return headBytes + Buffer.byteLength(topic) + payload.length;
}

/** Writes the record of a message at a place where `recordBytes` are free; gives the place behind it. */
export function writeRecord(block: Buffer, at: number, message: StreamMessage): number {
  const topicBytes = block.write(message.topic, at + headBytes);
  const end = at + headBytes + topicBytes + message.payload.length;
  block.writeUInt32BE(end - at - 4, at);
  block.writeDoubleBE(message.atMs, at + 4);
  block[at + 12] = flagsOf(message);
  block.writeUInt16BE(topicBytes, at + 13);
  block.set(message.payload, at + headBytes + topicBytes);
  return end;
}

function flagsOf({ qos, retain, duplicate, direction }: StreamMessage): number {
  return (
    qos | (retain ? retainFlag : 0) | (duplicate ? duplicateFlag : 0) | (direction === "out" ? outFlag : 0)
  );
}

/** Reads all whole records of some bytes; `rest` begins with the first that is not whole. Payloads are views. */
export function readRecords(
  bytes: Uint8Array,
  device: string,
): { readonly messages: readonly StreamMessage[]; readonly rest: Uint8Array } {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: StreamMessage[] = [];
  let at = 0;
  while (at + headBytes <= block.length) {
    const end = at + 4 + block.readUInt32BE(at);
    if (end > block.length) {
      break;
    }
    messages.push(messageAt(block, at, { end, device }));
    at = end;
  }
  return { messages, rest: block.subarray(at) };
}

function messageAt(
  block: Buffer,
  at: number,
  { end, device }: { readonly end: number; readonly device: string },
): StreamMessage {
  const flags = block[at + 12] ?? 0;
  const payloadAt = at + headBytes + block.readUInt16BE(at + 13);
  return {
    atMs: block.readDoubleBE(at + 4),
    device,
    direction: (flags & outFlag) === 0 ? "in" : "out",
    topic: block.toString("utf8", at + headBytes, payloadAt),
    payload: block.subarray(payloadAt, end),
    qos: qosOf(flags & 3),
    retain: (flags & retainFlag) !== 0,
    duplicate: (flags & duplicateFlag) !== 0,
  };
}

function qosOf(bits: number): 0 | 1 | 2 {
  return bits === 0 ? 0 : bits === 1 ? 1 : 2;
}
