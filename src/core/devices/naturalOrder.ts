/** Digits count as a number; the same letters in small and capital stand side by side. Building one is dear, so it is built once. */
const collator = new Intl.Collator("en", { numeric: true });

/** Compares names or paths as people count: `meter-2` before `meter-10`. Only a text that is the very same is equal. */
export function byNaturalOrder(one: string, other: string): number {
  return collator.compare(one, other) || (one < other ? -1 : Number(one > other));
}
