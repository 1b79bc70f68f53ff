import { safeText } from "../../core/stream/safeText";
import { shortened } from "./shortened";

/** The longest fact that a sentence holds whole, in characters. */
const longestFact = 80;

/** Puts facts into the places of a sentence, `{key}`; a long or invisible one is made fit for one line. */
export function sentence(pattern: string, facts: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
    shortened(safeText(facts[name] ?? ""), longestFact),
  );
}
