import type { StreamMessage } from "./message";
import { readRecords } from "./record";

/**
 * A message as one line of NDJSON: a payload that is UTF-8 is `payload`, any other one is `payloadBase64`. Both give back
 * every byte.
 */
export function ndjsonLine(message: StreamMessage): string {
  const { atMs, device, direction, topic, payload, qos, retain, duplicate } = message;
  const text = utf8Of(payload);
  return `${JSON.stringify({
    time: new Date(atMs).toISOString(),
    device,
    direction,
    topic,
    qos,
    retain,
    duplicate,
    bytes: payload.length,
    ...(text === undefined ? { payloadBase64: base64Of(payload) } : { payload: text }),
  })}\n`;
}

/** Makes something that turns a record file, given in pieces, into NDJSON. */
export function newTranscriber(device: string): (piece: Uint8Array) => string {
  let waiting: readonly Uint8Array[] = [];
  let waitingBytes = 0;
  let wantedBytes = 0;
  return (piece) => {
    waiting = [...waiting, piece];
    waitingBytes += piece.length;
    // A long record comes in many pieces, which are put together once.
    if (waitingBytes < wantedBytes) {
      return "";
    }
    const { messages, rest } = readRecords(Buffer.concat(waiting), device);
    waiting = [rest];
    waitingBytes = rest.length;
    wantedBytes = rest.length < 4 ? 0 : 4 + Buffer.from(rest).readUInt32BE(0);
    return messages.map(ndjsonLine).join("");
  };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Undefined for what is no UTF-8. */
export function utf8Of(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
