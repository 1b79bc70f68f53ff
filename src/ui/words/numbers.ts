import * as l10n from "@vscode/l10n";
import { textLanguage } from "./language";

// Numbers and lists as the sentences' language writes them. What a program reads, what is compared by eye and what names a
// place (a port, a line) is written without it.

/** How one language writes numbers and lists. */
export interface NumberWords {
  /** A number with its thousands grouped, and at most so many digits behind the point. */
  readonly number: (value: number, mostDigits?: number) => string;
  /** A number with exactly one digit behind the point. */
  readonly tenths: (value: number) => string;
  /** Names or clauses, one after the other: `a, b, c`. */
  readonly list: (parts: readonly string[]) => string;
  /** Names that others follow: no word stands before the last. */
  readonly enumerated: (names: readonly string[]) => string;
}

/** Gives how a language writes numbers and lists; `tag` of BCP 47. */
export function numberWordsOf(tag: string): NumberWords {
  const tenths = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const byDigits = new Map<number, Intl.NumberFormat>();
  const list = new Intl.ListFormat(tag, { type: "conjunction", style: "narrow" });
  return {
    number: (value, mostDigits = 0) => {
      const format =
        byDigits.get(mostDigits) ?? new Intl.NumberFormat(tag, { maximumFractionDigits: mostDigits });
      byDigits.set(mostDigits, format);
      return format.format(value);
    },
    tenths: (value) => tenths.format(value),
    list: (parts) => list.format(parts),
    enumerated: (names) => names.join(list.formatToParts(["a", "b", "c"])[1]?.value),
  };
}

/** How the sentences' language writes them. */
const { number, tenths, list, enumerated } = numberWordsOf(textLanguage);

/** Writes how many they are. */
export const countText = (count: number): string => number(count);

/** Writes a number that may have a fraction, with three digits behind the point at most. */
export const numberText = (value: number): string => number(value, 3);

/** Writes names or clauses one after the other. */
export const listText = list;

/** Writes names that others follow, or a last one behind its own word. */
export const enumeratedText = enumerated;

/** Writes the first names of a longer list, and how many more there are: `a, b, and 3 more`. */
export function namesText(names: readonly string[], more: number): string {
  return more > 0
    ? l10n.t("{names}, and {count} more", { names: enumerated(names), count: number(more) })
    : list(names);
}

/** Writes a time in seconds, as exactly as it is known: `10 s`, `2.5 s`. */
export function secondsText(ms: number): string {
  return l10n.t("{seconds} s", { seconds: number(ms / 1000, 3) });
}

/** Writes a time in seconds with tenths: `0.8 s`. */
export function tenthsText(ms: number): string {
  return l10n.t("{seconds} s", { seconds: tenths(ms / 1000) });
}

/** Writes how often something happens: whole from ten on, with tenths below. */
export function rateText(perSecond: number): string {
  return l10n.t("{rate}/s", { rate: perSecond < 10 ? tenths(perSecond) : number(perSecond) });
}
