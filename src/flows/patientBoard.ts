import { backOffMs, jitterMs } from "../core/fleet/backOff";
import { fail } from "../core/result";
import type { ThingsBoard } from "./thingsBoard";
import type { World } from "./world";

/** What waiting needs. */
export type Patience = Pick<World, "clock" | "entropy" | "wait">;

/** One call is sent so often where the server says 429 each time. */
const mostTries = 8;

/** Whoever is told to wait longer hears of it instead. */
const longestWaitMs = 600_000;

/** So that those who waited together do not come back together. */
const spreadMs = 500;

/** 32 bits. */
const chanceBytes = 4;

/**
 * Makes one way to ask of which many take their share. Where the server tells one of them to wait (429), by `Retry-After` or
 * without, all of them wait, and nothing was done: what was asked is asked again, whatever it is.
 */
export function patientBoard(board: ThingsBoard, { clock, entropy, wait }: Patience): ThingsBoard {
  let closedUntilMs = 0;
  const opened = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const waitMs = closedUntilMs - clock().getTime();
      if (waitMs <= 0 || signal.aborted) {
        return;
      }
      // Somebody may be told to wait longer meanwhile.
      await wait(waitMs + jitterMs(spreadMs, entropy.bytes(chanceBytes)), signal);
    }
  };
  return {
    clockAheadMs: () => board.clockAheadMs(),
    ask: async (call, signal) => {
      for (let tried = 1; ; tried += 1) {
        await opened(signal);
        if (signal.aborted) {
          return fail({ code: "cancelled" });
        }
        const answer = await board.ask({ ...call, waitsItself: true }, signal);
        if (answer.ok || answer.failure.code !== "rest-rate-limited" || tried === mostTries) {
          return answer;
        }
        const { retryAfterMs = 1 + backOffMs(tried, entropy.bytes(chanceBytes)) } = answer.failure;
        if (retryAfterMs > longestWaitMs) {
          return answer;
        }
        closedUntilMs = Math.max(closedUntilMs, clock().getTime() + retryAfterMs);
      }
    },
  };
}

/** Waits before the next of some tries, with full jitter. */
export function backOff(tried: number, { entropy, wait }: Patience, signal: AbortSignal): Promise<void> {
  return wait(backOffMs(tried, entropy.bytes(chanceBytes)), signal);
}
