import type { SessionEvent } from "../connection/events";

/** How lines are written. */
export interface LineContext {
  /** The device's name, shown in each first line. */
  readonly device: string;
  /** `pretty`: JSON indented on lines of its own; `compact`: JSON on one line; `raw`: the text as it came. */
  readonly format: "pretty" | "compact" | "raw";
  /** A longer payload is cut there; its true length is said. */
  readonly maxPayloadBytes: number;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: number;
}

/** The lines that show an event in the output channel; none for events that carry no message. Safe text: see `safeText`. */
export function linesOf(event: SessionEvent, context: LineContext): readonly string[] {
  void event;
  void context;
  return [];
}
