/** A PUBLISH of QoS 0: nothing has to be answered to it. */
export interface PlainPublish {
  readonly topic: string;
  /** A view of the bytes that came. */
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

/** What becomes of the bytes that a broker sends. */
export interface IncomingParts {
  /** A whole PUBLISH of QoS 0. */
  readonly publish: (message: PlainPublish) => void;
  /** Everything else, in its order, and as it came. */
  readonly rest: (bytes: Buffer) => void;
}

/**
 * Makes something that takes the bytes that a broker sends, in pieces of any length, and picks out what makes up a flood:
 * PUBLISH packets of QoS 0 without properties. Whatever is unusual about a packet, it is left to those who judge packets;
 * bytes that do not begin with a CONNACK are left to them from the first to the last.
 */
export function newIncoming(protocolVersion: 4 | 5, parts: IncomingParts): (piece: Buffer) => void {
  let step: Step = firstPacket;
  return (piece) => {
    let at = 0;
    while (at < piece.length) {
      const taken = step(piece, at, { protocolVersion, parts });
      at = taken.at;
      step = taken.next;
    }
  };
}

interface Terms {
  readonly protocolVersion: 4 | 5;
  readonly parts: IncomingParts;
}

/** Takes bytes from a place on; says where the next step begins, and what it is. */
type Step = (piece: Buffer, at: number, terms: Terms) => { readonly at: number; readonly next: Step };

/** The first byte of a CONNACK (MQTT 3.1.1 §3.2.1). */
const connackByte = 0x20;

const firstPacket: Step = (piece, at, terms) =>
  piece[at] === connackByte ? packet(piece, at, terms) : everything(piece, at, terms);

const everything: Step = (piece, at, { parts }) => {
  parts.rest(piece.subarray(at));
  return { at: piece.length, next: everything };
};

const packet: Step = (piece, at, terms) => {
  const head = headAt(piece, at);
  if (head === "more") {
    return { at: piece.length, next: headFrom(Buffer.from(piece.subarray(at))) };
  }
  if (head === "malformed") {
    return everything(piece, at, terms);
  }
  const end = head.bodyAt + head.bodyBytes;
  const isPlain = isPlainPublish(piece[at]);
  if (end <= piece.length) {
    const frame = { from: at, bodyAt: head.bodyAt, end };
    if (!isPlain || !published(piece, frame, terms)) {
      terms.parts.rest(piece.subarray(at, end));
    }
    return { at: end, next: packet };
  }
  const begun = piece.subarray(at);
  if (isPlain) {
    return { at: piece.length, next: collecting([begun], end - piece.length, head.bodyAt - at) };
  }
  terms.parts.rest(begun);
  return { at: piece.length, next: passing(end - piece.length) };
};

/** A packet's head that came in pieces. */
function headFrom(begun: Buffer): Step {
  return (piece, at, terms) => {
    const joined = Buffer.concat([begun, piece.subarray(at)]);
    const { at: joinedAt, next } = packet(joined, 0, terms);
    return { at: at + joinedAt - begun.length, next };
  };
}

/** A packet that is not ours and of which bytes are still to come. */
function passing(missing: number): Step {
  return (piece, at, { parts }) => {
    const bytes = piece.subarray(at, at + missing);
    parts.rest(bytes);
    return {
      at: at + bytes.length,
      next: bytes.length === missing ? packet : passing(missing - bytes.length),
    };
  };
}

/** A PUBLISH that came in pieces; they are joined once, when the last is there. */
function collecting(pieces: Buffer[], missing: number, bodyAt: number): Step {
  return (piece, at, terms) => {
    const bytes = piece.subarray(at, at + missing);
    pieces.push(bytes);
    const next = { at: at + bytes.length };
    if (bytes.length < missing) {
      return { ...next, next: collecting(pieces, missing - bytes.length, bodyAt) };
    }
    const whole = Buffer.concat(pieces);
    if (!published(whole, { from: 0, bodyAt, end: whole.length }, terms)) {
      terms.parts.rest(whole);
    }
    return { ...next, next: packet };
  };
}

/** PUBLISH, no DUP, QoS 0 (MQTT 3.1.1 §3.3.1). */
function isPlainPublish(first: number | undefined): boolean {
  return first === 0x30 || first === 0x31;
}

/** The fixed header: its type and flags, then the remaining length in at most four bytes (MQTT 3.1.1 §2.2.3). */
function headAt(
  piece: Buffer,
  at: number,
): { readonly bodyAt: number; readonly bodyBytes: number } | "more" | "malformed" {
  let bodyBytes = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = piece[at + 1 + index];
    if (byte === undefined) {
      return "more";
    }
    bodyBytes += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      return { bodyAt: at + 2 + index, bodyBytes };
    }
  }
  return "malformed";
}

interface Frame {
  readonly from: number;
  readonly bodyAt: number;
  readonly end: number;
}

/** Tells a PUBLISH; false, and nothing told, for one that has properties or is not sound. */
function published(piece: Buffer, { from, bodyAt, end }: Frame, { protocolVersion, parts }: Terms): boolean {
  if (bodyAt + 2 > end) {
    return false;
  }
  const topicAt = bodyAt + 2;
  const topicEnd = topicAt + piece.readUInt16BE(bodyAt);
  // MQTT 5 §3.3.2.3: the length of the properties stands between.
  const payloadAt = protocolVersion === 5 ? topicEnd + 1 : topicEnd;
  if (topicEnd === topicAt || payloadAt > end || (protocolVersion === 5 && piece[topicEnd] !== 0)) {
    return false;
  }
  const topic = piece.toString("utf8", topicAt, topicEnd);
  if (/[+#\0\ufffd]/.test(topic)) {
    return false;
  }
  parts.publish({ topic, payload: piece.subarray(payloadAt, end), retain: piece[from] === 0x31 });
  return true;
}
