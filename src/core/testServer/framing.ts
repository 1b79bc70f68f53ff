import type { Result } from "../result";
import { fail, ok } from "../result";

/** Whole MQTT packets, and the bytes of the next one that are there already. */
export interface Frames {
  readonly packets: readonly Uint8Array[];
  readonly rest: Uint8Array;
}

/** The packet is larger than allowed, or its length field is longer than four bytes (MQTT 3.1.1 §2.2.3). */
export interface FramingFailure {
  readonly code: "packet-too-large" | "packet-malformed";
}

/**
 * Cuts received bytes into MQTT packets by their fixed headers, so that nothing larger than `maxBytes` of remaining
 * length is ever collected. The packets are views of `received`; what is in them is not looked at.
 */
export function framesOf(received: Uint8Array, maxBytes: number): Result<Frames, FramingFailure> {
  const packets: Uint8Array[] = [];
  let start = 0;
  for (;;) {
    const header = headerAt(received, start);
    if (header === "malformed") {
      return fail({ code: "packet-malformed" });
    }
    if (header === "incomplete") {
      return ok({ packets, rest: received.subarray(start) });
    }
    if (header.remainingBytes > maxBytes) {
      return fail({ code: "packet-too-large" });
    }
    const end = start + header.headerBytes + header.remainingBytes;
    if (end > received.length) {
      return ok({ packets, rest: received.subarray(start) });
    }
    packets.push(received.subarray(start, end));
    start = end;
  }
}

interface Header {
  readonly headerBytes: number;
  readonly remainingBytes: number;
}

function headerAt(bytes: Uint8Array, start: number): Header | "incomplete" | "malformed" {
  let remainingBytes = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[start + 1 + index];
    if (byte === undefined) {
      return "incomplete";
    }
    remainingBytes += (byte & 0x7f) * 128 ** index;
    if ((byte & 0x80) === 0) {
      return { headerBytes: 2 + index, remainingBytes };
    }
  }
  return "malformed";
}
