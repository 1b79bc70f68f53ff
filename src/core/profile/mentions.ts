import type { Span } from "../problem";
import { countAtMost } from "./countAtMost";

/** Where a text may refer to a variable, by its name: refused constructs and comments count too. */
export type Mentions = ReadonlyMap<string, readonly number[]>;

/** Finds every `$NAME` and `${NAME` of a text, whatever they are a part of. */
export function mentionsOf(text: string): Mentions {
  const mentions = new Map<string, number[]>();
  for (const match of text.matchAll(/\$(?:\\(?:\r\n?|\n))*\{?((?:\w|\\(?:\r\n?|\n))+)/g)) {
    const name = (match[1] ?? "").replace(/\\(?:\r\n?|\n)/g, "");
    const offsets = mentions.get(name);
    if (offsets === undefined) {
      mentions.set(name, [match.index]);
    } else {
      offsets.push(match.index);
    }
  }
  return mentions;
}

/** Tells whether a span may refer to a variable. */
export function isMentioned(found: Mentions, name: string, { start, end }: Span): boolean {
  const offsets = found.get(name) ?? [];
  return countAtMost(offsets, end - 1) > countAtMost(offsets, start - 1);
}
