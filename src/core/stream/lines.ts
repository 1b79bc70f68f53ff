import type { SessionEvent } from "../connection/events";
import type { EventOf } from "../connection/session";
import { payloadLines, type PayloadTerms } from "./payloadLines";
import { safeText } from "./safeText";
import { wallTime } from "./wallTime";

/** How lines are written. */
export interface LineContext extends PayloadTerms {
  /** The device's name, shown in each first line. */
  readonly device: string;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: number;
}

/** Continued lines begin with it, and first lines with a digit: no payload can begin a first line. */
const indent = "    ";

/** The marks of a line: what came, what we sent. */
const marks = { received: "↓", published: "↑" } as const;

/**
 * The lines that show an event in the output channel: time, device, mark, topic and payload of a message; none for
 * other events. Foreign text is safe text: it can neither forge nor colour a line.
 */
export function linesOf(event: SessionEvent, context: LineContext): readonly string[] {
  switch (event.kind) {
    case "received":
    case "published":
      return messageLines(event, context);
    default:
      return [];
  }
}

function messageLines(event: EventOf<"received" | "published">, context: LineContext): readonly string[] {
  const { inline, below } = payloadLines(event.payload, context);
  const parts = [safeText(event.topic), inline].filter((part) => part !== "");
  return [firstLine(event, context, parts), ...below.map((line) => indent + line)];
}

function firstLine(
  event: EventOf<keyof typeof marks>,
  { device, utcOffsetMinutes }: LineContext,
  parts: readonly string[],
): string {
  const time = wallTime(event.atMs, utcOffsetMinutes);
  return [time, safeText(device), marks[event.kind], ...parts].join("  ");
}
