import { wallTime } from "../../core/stream/wallTime";

/** By which clock a time is told. */
export interface WhenTerms {
  /** Milliseconds since 1970 UTC. */
  readonly nowMs: number;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: number;
}

/** Words a time on the wall, HH:MM, behind its day where that is not today. */
export function whenWords(atMs: number, { nowMs, utcOffsetMinutes }: WhenTerms): string {
  const day = dayAt(atMs, utcOffsetMinutes);
  const time = wallTime(atMs, utcOffsetMinutes).slice(0, 5);
  return day === dayAt(nowMs, utcOffsetMinutes) ? time : `${day} ${time}`;
}

function dayAt(atMs: number, utcOffsetMinutes: number): string {
  return new Date(atMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
}
