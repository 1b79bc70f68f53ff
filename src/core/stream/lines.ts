import type { StreamMessage } from "./message";
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
const marks = { in: "↓", out: "↑" } as const;

/**
 * The lines that show a message in the output channel: time, device, mark, topic, QoS with flags, and payload. Foreign text is
 * safe text: it can neither forge nor colour a line.
 */
export function messageLines(message: StreamMessage, context: LineContext): readonly string[] {
  const { inline, below } = payloadLines(message.payload, context);
  const parts = [topicText(message.topic), flagsText(message), inline].filter((part) => part !== "");
  return [firstLine(message, context, parts), ...below.map((line) => indent + line)];
}

function firstLine(
  { atMs, direction }: StreamMessage,
  { device, utcOffsetMinutes }: LineContext,
  parts: readonly string[],
): string {
  return [wallTime(atMs, utcOffsetMinutes), safeText(device), marks[direction], ...parts].join("  ");
}

/** A blank ends the topic of a line, so those that it has itself become visible. */
function topicText(topic: string): string {
  return safeText(topic).replace(/\s/gu, "\u2420");
}

/** Always there, so that no payload can stand in its place. */
function flagsText({ qos, retain, duplicate }: StreamMessage): string {
  return [`q${qos}`, ...(retain ? ["retained"] : []), ...(duplicate ? ["dup"] : [])].join(" ");
}
