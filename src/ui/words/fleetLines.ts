import { safeText } from "../../core/stream/safeText";
import { wallTime } from "../../core/stream/wallTime";
import { namesText } from "./numbers";

/** When lines about a fleet are written. */
export interface FleetLineTime {
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: number;
}

/** Stands before what explains a line. */
export const indent = "    ";

/** So many devices are named in the output; a report has them all. */
const mostNamed = 10;

/** A line about a fleet in the output. */
export function fleetLine(mark: string, text: string, { atMs, utcOffsetMinutes }: FleetLineTime): string {
  return `${wallTime(atMs, utcOffsetMinutes)}  Fleet  ${mark}  ${text}`;
}

/** Names devices in a line of their own. */
export function namesLine(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map(safeText);
  return `${indent}${indent}${namesText(shown, names.length - shown.length)}`;
}
