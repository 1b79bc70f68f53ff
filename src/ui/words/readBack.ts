import type { KeptValue } from "../../core/credential/valueCalls";
import { safeText } from "../../core/stream/safeText";
import type { ReadBack } from "../../flows/readBack";
import { plainText } from "./diagnosisCase";

/** More of each kind are counted and not shown. */
const mostShown = 50;

/** The lines of what a server keeps of a device, for the output. Foreign text can neither forge a line nor colour one. */
export function readBackLines(
  { device, telemetry, attributes }: ReadBack,
  serverName: string,
): readonly string[] {
  return [
    `⇐ ${plainText(serverName)} has of ${plainText(device.name)}:`,
    ...kindLines("Latest telemetry", telemetry),
    ...kindLines("Attributes", attributes),
  ];
}

function kindLines(title: string, values: readonly KeptValue[]): readonly string[] {
  if (values.length === 0) {
    return [`    ${title}: none`];
  }
  const sorted = [...values].sort((left, right) => right.atMs - left.atMs);
  const more = values.length - mostShown;
  return [
    `    ${title}:`,
    ...sorted.slice(0, mostShown).map((value) => `        ${valueText(value)}`),
    ...(more > 0 ? [`        and ${more} more`] : []),
  ];
}

function valueText({ key, value, atMs }: KeptValue): string {
  return `${plainText(key)} = ${plainText(safeText(JSON.stringify(value)))}  ${timeText(atMs)}`.trimEnd();
}

/** ISO 8601, UTC; nothing for a number that is no time. */
export function timeText(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

/** One sentence: how much there is, and when the last of it came. */
export function readBackSentence({ device, telemetry, attributes }: ReadBack, serverName: string): string {
  const latest = telemetry.reduce((most, { atMs }) => Math.max(most, atMs), 0);
  const when = latest > 0 ? `, the last of ${timeText(latest)}` : "";
  return `${plainText(serverName)} has ${countText(telemetry, "telemetry key")}${when}, and ${countText(attributes, "attribute")} of ${plainText(device.name)}.`;
}

function countText({ length }: readonly unknown[], name: string): string {
  return length === 1 ? `1 ${name}` : `${length} ${name}s`;
}
