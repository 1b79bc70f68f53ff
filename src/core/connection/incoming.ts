import { newPublishReader, type PublishListener } from "./publishReader";

/** What becomes of the bytes that a broker sends. */
export interface IncomingParts extends PublishListener {
  /** Everything else, in its order, and as it came. */
  readonly rest: (bytes: Buffer) => void;
}

/**
 * Makes something that takes the bytes that a broker sends, in pieces of any length, and picks out what makes up a flood:
 * PUBLISH packets of QoS 0 and 1. One that is not sound is left, with all that comes after it, to those who judge packets; so
 * are bytes that do not begin with a CONNACK.
 */
export function newIncoming(protocolVersion: 4 | 5, parts: IncomingParts): (piece: Buffer) => void {
  const terms: Terms = { published: newPublishReader(protocolVersion, parts), rest: parts.rest };
  let step: Step = firstPacket;
  return (piece) => {
    let at = 0;
    while (at < piece.length) {
      const taken = step(piece, at, terms);
      at = taken.at;
      step = taken.next;
    }
  };
}

interface Terms {
  /** Tells a PUBLISH that lies between two places; false, and nothing told, for one that is not sound. */
  readonly published: (piece: Buffer, from: number, end: number) => boolean;
  readonly rest: (bytes: Buffer) => void;
}

interface Taken {
  readonly at: number;
  readonly next: Step;
}

/** Takes bytes from a place on; says where the next step begins, and what it is. */
type Step = (piece: Buffer, at: number, terms: Terms) => Taken;

/** The first byte of a CONNACK (MQTT 3.1.1 §3.2.1). */
const connackByte = 0x20;

const firstPacket: Step = (piece, at, terms) =>
  piece[at] === connackByte ? packet(piece, at, terms) : everything(piece, at, terms);

const everything: Step = (piece, at, { rest }) => {
  rest(piece.subarray(at));
  return { at: piece.length, next: everything };
};

/** All packets that are whole, then the beginning of one that is not. */
const packet: Step = (piece, from, terms) => {
  let at = from;
  while (at < piece.length) {
    const end = endOf(piece, at);
    if (end === more) {
      return { at: piece.length, next: headFrom(Buffer.from(piece.subarray(at))) };
    }
    if (end === malformed) {
      return everything(piece, at, terms);
    }
    if (end > piece.length) {
      return begun(piece, at, { ...terms, end });
    }
    if (!isOurs(piece[at])) {
      terms.rest(piece.subarray(at, end));
    } else if (!terms.published(piece, at, end)) {
      return everything(piece, at, terms);
    }
    at = end;
  }
  return { at, next: packet };
};

/** A packet of which bytes are still to come. */
function begun(piece: Buffer, at: number, { end, rest }: Terms & { readonly end: number }): Taken {
  const bytes = piece.subarray(at);
  if (isOurs(piece[at])) {
    return { at: piece.length, next: collecting([bytes], end - piece.length) };
  }
  rest(bytes);
  return { at: piece.length, next: passing(end - piece.length) };
}

/** A packet's head that came in pieces. */
function headFrom(head: Buffer): Step {
  return (piece, at, terms) => {
    const joined = Buffer.concat([head, piece.subarray(at)]);
    const { at: joinedAt, next } = packet(joined, 0, terms);
    return { at: at + joinedAt - head.length, next };
  };
}

/** A packet that is not ours and of which bytes are still to come. */
function passing(missing: number): Step {
  return (piece, at, { rest }) => {
    const bytes = piece.subarray(at, at + missing);
    rest(bytes);
    return {
      at: at + bytes.length,
      next: bytes.length === missing ? packet : passing(missing - bytes.length),
    };
  };
}

/** A PUBLISH that came in pieces; they are joined once, when the last is there. */
function collecting(pieces: Buffer[], missing: number): Step {
  return (piece, at, terms) => {
    const bytes = piece.subarray(at, at + missing);
    pieces.push(bytes);
    const next = { at: at + bytes.length };
    if (bytes.length < missing) {
      return { ...next, next: collecting(pieces, missing - bytes.length) };
    }
    const whole = Buffer.concat(pieces);
    if (terms.published(whole, 0, whole.length)) {
      return { ...next, next: packet };
    }
    terms.rest(whole);
    return { ...next, next: everything };
  };
}

/** A PUBLISH of QoS 0 or 1, whatever its other flags (MQTT 3.1.1 §3.3.1). */
function isOurs(first: number | undefined): boolean {
  return first !== undefined && (first & 0xf4) === 0x30;
}

/** What `endOf` says where there is no end. */
const more = -1;
const malformed = -2;

/** Where a packet ends: its remaining length is in at most four bytes (MQTT 3.1.1 §2.2.3). */
function endOf(piece: Buffer, at: number): number {
  let bodyBytes = 0;
  for (let index = 1; index <= 4; index += 1) {
    const byte = piece[at + index];
    if (byte === undefined) {
      return more;
    }
    bodyBytes += (byte & 0x7f) << (7 * (index - 1));
    if (byte < 0x80) {
      return at + 1 + index + bodyBytes;
    }
  }
  return malformed;
}
