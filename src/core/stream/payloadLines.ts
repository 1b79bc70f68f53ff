import { compactJson, isJson, prettyJson } from "./jsonText";
import { readsAsProtobuf } from "./protobuf";
import { safeText } from "./safeText";

/** `pretty`: JSON indented on lines of its own; `compact`: JSON on one line; `raw`: the text as it came. */
export type PayloadFormat = "pretty" | "compact" | "raw";

/** How a payload is written. */
export interface PayloadTerms {
  readonly format: PayloadFormat;
  /** A longer payload is cut there; how many bytes are not shown is said. */
  readonly maxPayloadBytes: number;
}

/** What stands behind the topic, and the lines below it. */
export interface PayloadLines {
  readonly inline: string;
  readonly below: readonly string[];
}

/** Control characters that text has: BEL to CR, and ESC, as file(1) sees it. Any other one makes a payload binary. */
const binaryControls = /[\0-\x06\x0e-\x1a\x1c-\x1f]/;

/** How much of a binary payload is dumped, bytes. */
const dumpedBytes = 64;
const bytesInRow = 16;

/** Writes a payload as safe lines: JSON as the format says, other text in one line, anything else as a hex dump. */
export function payloadLines(payload: Uint8Array, { format, maxPayloadBytes }: PayloadTerms): PayloadLines {
  const shown = payload.subarray(0, cutAt(payload, maxPayloadBytes));
  const text = textOf(shown);
  if (text === undefined || payload.length === 0) {
    return dump(payload, Math.min(shown.length, dumpedBytes));
  }
  const missing = payload.length - shown.length;
  if (missing > 0) {
    return { inline: safeText(text), below: [missingLine(missing)] };
  }
  const written =
    format === "raw" || !isJson(text)
      ? [text]
      : format === "compact"
        ? [compactJson(text)]
        : prettyJson(text);
  const lines = written.map(safeText);
  return lines.length === 1 ? { inline: lines[0] ?? "", below: [] } : { inline: "", below: lines };
}

/** The end of the last whole character within the bound: a character has at most three more bytes (RFC 3629 §3). */
function cutAt(payload: Uint8Array, maxPayloadBytes: number): number {
  const bound = Math.min(payload.length, Math.max(0, Math.floor(maxPayloadBytes)));
  const isContinued = (at: number): boolean => ((payload[at] ?? 0) & 0xc0) === 0x80;
  const end = [bound, bound - 1, bound - 2, bound - 3].find((at) => at >= 0 && !isContinued(at));
  return bound === payload.length ? bound : (end ?? bound);
}

/** Undefined for what is no UTF-8 or holds control characters that no text has. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return binaryControls.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function dump(payload: Uint8Array, shownBytes: number): PayloadLines {
  const rows: string[] = [];
  for (let offset = 0; offset < shownBytes; offset += bytesInRow) {
    rows.push(dumpRow(payload.subarray(offset, Math.min(offset + bytesInRow, shownBytes)), offset));
  }
  const missing = payload.length - shownBytes;
  return {
    inline: readsAsProtobuf(payload)
      ? `[${payload.length} bytes, reads as protobuf]`
      : `[${payload.length} bytes]`,
    below: missing === 0 ? rows : [...rows, missingLine(missing)],
  };
}

/** Offset, bytes and their ASCII, as `hexdump -C` writes them. */
function dumpRow(bytes: Uint8Array, offset: number): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const ascii = Array.from(bytes, (byte) => (byte < 0x20 || byte > 0x7e ? "." : String.fromCharCode(byte)));
  return `${offset.toString(16).padStart(4, "0")}  ${hex.padEnd(3 * bytesInRow - 1)}  |${ascii.join("")}|`;
}

/** A line of its own, which no payload can write. */
function missingLine(bytes: number): string {
  return `… +${bytes} bytes`;
}
