import type { Profile } from "../../core/profile/profile";
import { rangesIn, type PlaceRange } from "./places";

/** Gives the place of a key's value; of a key that the file lacks, the first character of the file. */
export type PlaceOf = (key: string) => PlaceRange;

/** Prepares finding the places of the values that count. */
export function placesOf({ text, values }: Pick<Profile, "text" | "values">): PlaceOf {
  const rangeOf = rangesIn(text);
  return (key) => rangeOf(values.get(key)?.valueSpan ?? { start: 0, end: Math.min(1, text.length) });
}
