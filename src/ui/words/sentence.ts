import { safeText } from "../../core/stream/safeText";

/** The longest fact that a sentence holds whole, in characters. */
const longestFact = 80;

/** Puts facts into the places of a sentence, `{key}`; a long or invisible one is made fit for one line. */
export function sentence(pattern: string, facts: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => shortened(safeText(facts[name] ?? "")));
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length > longestFact ? `${characters.slice(0, longestFact - 1).join("")}…` : text;
}
