import { setImmediate } from "node:timers/promises";
import type { Clock, Pause, Wait } from "../flows/world";

/** The machine's own clock. */
export const systemClock: Clock = () => new Date();

/** Gives way until what waits in the event loop has had its turn. */
export const nextTurn: Pause = () => setImmediate();

/** Waits by a timer, which leaves nothing behind. */
export const timer: Wait = (ms, signal) =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(running);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const running = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) {
      end();
    }
  });
