/** Cuts a text to at most `longest` characters, the last one then `…`; no character is cut in two. */
export function shortened(text: string, longest: number): string {
  // A character has two units at most.
  const characters = Array.from(text.slice(0, 2 * longest + 2));
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

/** Both ends of a long id: enough to compare by eye; the report's facts have it whole. */
export function bothEnds(id: string): string {
  return id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-8)}` : id;
}
