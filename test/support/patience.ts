import { setImmediate } from "node:timers/promises";
import { patienceFor, type Patience } from "../../src/core/keystore/patience";

/** Lets the real event loop do what else there is. */
export const pause = (): Promise<void> => setImmediate();

/** Patience as the product has it: the real event loop, and a signal that nobody aborts. */
export function newPatience(
  options: { readonly maxIterations?: number; readonly signal?: AbortSignal } = {},
): Patience {
  return patienceFor({ pause, signal: new AbortController().signal, ...options });
}
