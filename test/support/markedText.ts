import type { Span } from "../../src/core/problem";

/** A text with places marked by guillemets, taken apart. */
export interface MarkedText {
  readonly text: string;
  /** The marked places, in UTF-16 offsets of `text`, in order. */
  readonly spans: readonly Span[];
}

/** Takes `CITY=«San Francisco»` apart into the text without guillemets and the spans that they mark. */
export function unmarked(marked: string): MarkedText {
  const spans: Span[] = [];
  let start = 0;
  let text = "";
  for (const character of marked) {
    if (character === "«") {
      start = text.length;
    } else if (character === "»") {
      spans.push({ start, end: text.length });
    } else {
      text += character;
    }
  }
  return { text, spans };
}

/** Puts guillemets around places of a text: the inverse of `unmarked`. */
export function marked(text: string, spans: readonly Span[]): string {
  let result = "";
  let position = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    result += `${text.slice(position, start)}«${text.slice(start, end)}»`;
    position = end;
  }
  return result + text.slice(position);
}
