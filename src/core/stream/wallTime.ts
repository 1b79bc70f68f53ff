/** Writes a time on the wall, HH:MM:SS.mmm; `utcOffsetMinutes` is local time minus UTC, east positive. */
export function wallTime(atMs: number, utcOffsetMinutes: number): string {
  return new Date(atMs + utcOffsetMinutes * 60_000).toISOString().slice(11, 23);
}
