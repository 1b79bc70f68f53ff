import { fractionOf } from "../connection/reconnect";

/** What the first wait is below, milliseconds. */
const firstMs = 500;

/** No wait is longer, milliseconds. */
const longestMs = 30_000;

/**
 * Gives how long to wait after so many tries: exponential, with full jitter, so that those who failed together do not come
 * back together. `tried` counts from 1; `chance` are 4 random bytes.
 * Source: Brooker, Exponential Backoff And Jitter (AWS Architecture Blog, 2015).
 */
export function backOffMs(tried: number, chance: Uint8Array): number {
  return jitterMs(Math.min(longestMs, firstMs * 2 ** (tried - 1)), chance);
}

/** Gives a time from 0 to `mostMs`, whole milliseconds; `chance` are 4 random bytes. */
export function jitterMs(mostMs: number, chance: Uint8Array): number {
  return Math.floor(fractionOf(chance) * (mostMs + 1));
}
