import type { Span } from "../problem";
import type { Entry, Profile } from "./profile";

/** Gives the entry that a span lies in, from its key to the end of its value; undefined between entries. */
export function entryAt({ entries }: Pick<Profile, "entries">, span: Span): Entry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.span.start ?? 0) <= span.start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const entry = entries[low - 1];
  return entry !== undefined && span.end <= entry.span.end ? entry : undefined;
}
