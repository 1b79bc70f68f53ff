import type { Span } from "../problem";
import type { Entry, Profile } from "./profile";

/** Gives the entry that a span lies in, from its key to the end of its value; undefined between entries. */
export function entryAt(profile: Pick<Profile, "entries">, span: Span): Entry | undefined {
  const entry = entryBefore(profile, span.start);
  return entry !== undefined && span.end <= entry.span.end ? entry : undefined;
}

/** Gives the last entry that begins at an offset or before. */
export function entryBefore({ entries }: Pick<Profile, "entries">, offset: number): Entry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.span.start ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return entries[low - 1];
}
