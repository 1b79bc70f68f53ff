import type { StreamMessage } from "./message";
import { ndjsonLine, utf8Of } from "./ndjson";

/** What a message is copied as, besides a call of a program. */
export type CopyForm = "payload" | "json" | "hex";

/** A message as text for the clipboard. A payload that is no text is copied as hex in either case. */
export function copyText(message: StreamMessage, form: CopyForm): string {
  switch (form) {
    case "payload":
      return utf8Of(message.payload) ?? hexOf(message.payload);
    case "json":
      return ndjsonLine(message).trimEnd();
    case "hex":
      return hexOf(message.payload);
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
