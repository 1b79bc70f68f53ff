import { safeText } from "../../core/stream/safeText";
import { countText } from "./numbers";
import { shortened } from "./shortened";

/** The longest fact that a sentence holds whole, in characters. */
const longestFact = 80;

/** Facts that say how many: core gives their digits, people read them as their language writes a number. */
const counts: ReadonlySet<string> = new Set(["bytes", "count", "days", "length", "limit", "most", "wanted"]);

/** Puts facts into the places of a sentence, `{key}`; a long or invisible one is made fit for one line. */
export function sentence(pattern: string, facts: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => factText(name, facts[name] ?? ""));
}

function factText(name: string, fact: string): string {
  return counts.has(name) && /^\d+$/.test(fact)
    ? countText(Number(fact))
    : shortened(safeText(fact), longestFact);
}
