import { Duplex } from "node:stream";
import { newIncoming, type IncomingParts } from "../core/connection/incoming";
import { nextTurn } from "./clock";

/** What a tap is put on, and whom it tells. */
export interface TapParts extends Pick<IncomingParts, "publish"> {
  readonly stream: Duplex;
  readonly protocolVersion: 4 | 5;
  /** Asked after each piece; while its promise is pending, nothing more is read. */
  readonly ready?: () => Promise<void> | undefined;
  /** True once a DISCONNECT is on its way: nothing may be sent behind it ([MQTT-3.14.4-1]). */
  readonly isParting: () => boolean;
}

/** How long messages may be read on end, milliseconds: then the event loop has its turn. */
const longestMs = 8;

/**
 * Stands between a socket and MQTT.js and takes PUBLISH packets of QoS 0 and 1 out, which make up a flood: MQTT.js needs
 * several turns and copies for each. Those of QoS 1 are acknowledged here, all that came in a turn together. It closes with
 * the socket, and the socket with it.
 *
 * Order is kept within a QoS, which is what [MQTT-4.6.0] promises.
 */
export function tapOf({ stream, protocolVersion, publish, ready, isParting }: TapParts): Duplex {
  let isWanted = Promise.resolve();
  let wanted: () => void = () => undefined;
  const tap = new Duplex({
    read: () => {
      wanted();
    },
    write: (bytes: Buffer, _encoding, done) => stream.write(bytes, done),
    // MQTT.js writes a packet in pieces: together they are one record of TLS.
    writev: (pieces, done) => stream.write(Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer)), done),
    final: (done) => stream.end(done),
    destroy: (error, done) => {
      stream.destroy();
      done(error);
    },
  });
  let isFull = false;
  const hold = newHold(stream);
  const acknowledgements = newAcknowledgements((bytes) => {
    if (stream.writable && !isParting() && !stream.write(bytes)) {
      hold(drained(stream));
    }
  });
  const incoming = newIncoming(protocolVersion, {
    publish,
    acknowledge: acknowledgements.add,
    rest: (bytes) => {
      isFull = !tap.push(bytes);
    },
  });
  const turn = newTurn(acknowledgements.send);
  stream.on("data", (piece: Buffer) => {
    const isLong = turn.spentMs() > longestMs;
    incoming(piece);
    if (isFull) {
      isFull = false;
      isWanted = new Promise((resolve) => (wanted = resolve));
      hold(isWanted);
    }
    hold(ready?.() ?? (isLong ? nextTurn() : undefined));
  });
  closeWith(tap, stream);
  return tap;
}

/** Acknowledgements that wait to be sent together. */
interface Acknowledgements {
  readonly add: (messageId: number) => void;
  readonly send: () => void;
}

function newAcknowledgements(write: (bytes: Buffer) => void): Acknowledgements {
  let messageIds: number[] = [];
  return {
    add: (messageId) => {
      messageIds.push(messageId);
    },
    send: () => {
      if (messageIds.length > 0) {
        const bytes = Buffer.concat(messageIds.map(pubackOf));
        messageIds = [];
        write(bytes);
      }
    },
  };
}

/** A PUBACK that says no more than that it arrived is the same in both versions (MQTT 5 §3.4.2.1). */
function pubackOf(messageId: number): Buffer {
  return Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff]);
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off("drain", go).off("close", go);
      resolve();
    };
    stream.on("drain", go).on("close", go);
  });
}

/** Pauses a stream until all that it is held for is over. */
function newHold(stream: Duplex): (until: Promise<void> | undefined) => void {
  let reasons = 0;
  return (until) => {
    if (until === undefined) {
      return;
    }
    reasons += 1;
    stream.pause();
    void until.then(() => {
      reasons -= 1;
      if (reasons === 0) {
        stream.resume();
      }
    });
  };
}

/** Measures how long this turn of the event loop has been reading, and tells its end. */
function newTurn(ended: () => void): { readonly spentMs: () => number } {
  let sinceMs: number | undefined;
  return {
    spentMs: () => {
      const nowMs = performance.now();
      if (sinceMs === undefined) {
        sinceMs = nowMs;
        setImmediate(() => {
          sinceMs = undefined;
          ended();
        });
      }
      return nowMs - sinceMs;
    },
  };
}

/** The tap ends when the stream does, and after all that came was read. */
function closeWith(tap: Duplex, stream: Duplex): void {
  stream.once("end", () => {
    tap.push(null);
  });
  stream.once("error", (error) => {
    tap.destroy(error);
  });
  stream.once("close", () => {
    if (tap.readableLength === 0) {
      tap.destroy();
    } else {
      tap.once("end", () => tap.destroy());
    }
  });
}
