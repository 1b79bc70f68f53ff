import type { SessionFact } from "./events";
import { propertiesEnd } from "./publishProperties";

/** Who is told of messages. */
export interface PublishListener {
  /** A PUBLISH of QoS 0 or 1; its payload is a view of the bytes that came. */
  readonly publish: (fact: Extract<SessionFact, { readonly kind: "received" }>) => void;
  /** The PUBLISH of QoS 1 that was told last has to be acknowledged, in the order in which they come ([MQTT-4.6.0-2]). */
  readonly acknowledge: (messageId: number) => void;
}

/** The bits of a PUBLISH's first byte (MQTT 3.1.1 §3.3.1). */
const retainBit = 1;
const qos1Bit = 2;
const duplicateBit = 8;

/**
 * Makes something that tells a PUBLISH of QoS 0 or 1 that lies between two places; false, and nothing told, for one that is
 * not sound.
 */
export function newPublishReader(
  protocolVersion: 4 | 5,
  { publish, acknowledge }: PublishListener,
): (piece: Buffer, from: number, end: number) => boolean {
  const topicAt = newTopics();
  return (piece, from, end) => {
    const first = piece[from] ?? 0;
    const qos = (first & qos1Bit) === 0 ? 0 : 1;
    const topicFrom = bodyOf(piece, from) + 2;
    const topicEnd = topicFrom + numberAt(piece, topicFrom - 2);
    const headEnd = topicEnd + 2 * qos;
    const messageId = qos === 0 ? undefined : numberAt(piece, topicEnd);
    if (headEnd > end || !isSound(first, messageId)) {
      return false;
    }
    const payloadAt = protocolVersion === 5 ? propertiesEnd(piece, headEnd, end) : headEnd;
    const topic = topicAt(piece, topicFrom, topicEnd);
    if (payloadAt === undefined || topic === undefined) {
      return false;
    }
    const payload = piece.subarray(payloadAt, end);
    const retain = (first & retainBit) !== 0;
    const duplicate = (first & duplicateBit) !== 0;
    publish({ kind: "received", topic, payload, qos, retain, duplicate });
    if (messageId !== undefined) {
      acknowledge(messageId);
    }
    return true;
  };
}

/** [MQTT-3.3.1-2]: DUP is 0 with QoS 0. [MQTT-2.3.1-1]: an identifier is not 0. */
function isSound(first: number, messageId: number | undefined): boolean {
  return messageId === undefined ? (first & duplicateBit) === 0 : messageId !== 0;
}

/** Where a packet's body begins: behind its remaining length, which is known to be sound. */
function bodyOf(piece: Buffer, from: number): number {
  let at = from + 1;
  while ((piece[at] ?? 0) >= 0x80) {
    at += 1;
  }
  return at + 1;
}

/** A Two Byte Integer (MQTT 3.1.1 §1.5.2); 0 for what is not there. */
function numberAt(piece: Buffer, at: number): number {
  return ((piece[at] ?? 0) << 8) | (piece[at + 1] ?? 0);
}

/** A topic that was read, and its bytes. */
interface Known {
  readonly bytes: Buffer;
  readonly topic: string;
}

/** So many topics are remembered, none of which is longer than so many bytes. */
const knownTopics = 256;
const longestKnown = 256;

/**
 * Makes something that reads topics, undefined for what is none: a name is not empty, has no wildcard and no NUL, and is
 * UTF-8 (MQTT 3.1.1 §4.7). A flood says the same few again and again, so they are remembered.
 */
function newTopics(): (piece: Buffer, from: number, end: number) => string | undefined {
  const known: (Known | undefined)[] = Array.from({ length: knownTopics }, () => undefined);
  return (piece, from, end) => {
    const place = end - from > longestKnown ? undefined : hashOf(piece, from, end) % knownTopics;
    const before = place === undefined ? undefined : known[place];
    if (before !== undefined && isAt(piece, from, end, before.bytes)) {
      return before.topic;
    }
    const topic = piece.toString("utf8", from, end);
    if (topic === "" || /[+#\0\ufffd]/.test(topic)) {
      return undefined;
    }
    if (place !== undefined) {
      known[place] = { bytes: Buffer.from(piece.subarray(from, end)), topic };
    }
    return topic;
  };
}

/** FNV-1a, 32 bits: any spread would do. */
function hashOf(piece: Buffer, from: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < end; at += 1) {
    hash = Math.imul(hash ^ (piece[at] ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

function isAt(piece: Buffer, from: number, end: number, bytes: Buffer): boolean {
  if (bytes.length !== end - from) {
    return false;
  }
  for (let at = from; at < end; at += 1) {
    if (piece[at] !== bytes[at - from]) {
      return false;
    }
  }
  return true;
}
