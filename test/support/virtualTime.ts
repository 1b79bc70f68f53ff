import type { Wait } from "../../src/flows/world";

/** Time that a test lets pass: waits end in their order, as soon as nothing else is left to do. */
export interface VirtualTime {
  readonly clock: () => Date;
  readonly wait: Wait;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** The machine sleeps: its clock goes on, and no wait comes nearer its end. */
  sleep(ms: number): void;
}

interface Waiting {
  /** By the clock that stands still in sleep. */
  readonly endsAtMs: number;
  readonly end: () => void;
}

/** Begins at a time, milliseconds since 1970 UTC. */
export function virtualTime(startMs: number): VirtualTime {
  const waiting = new Set<Waiting>();
  let awakeMs = 0;
  let asleepMs = 0;
  const next = (untilMs: number): Waiting | undefined =>
    [...waiting].filter(({ endsAtMs }) => endsAtMs <= untilMs).sort((a, b) => a.endsAtMs - b.endsAtMs)[0];
  return {
    clock: () => new Date(startMs + awakeMs + asleepMs),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const one: Waiting = {
          endsAtMs: awakeMs + ms,
          end: () => {
            waiting.delete(one);
            signal.removeEventListener("abort", one.end);
            resolve();
          },
        };
        waiting.add(one);
        signal.addEventListener("abort", one.end);
        if (signal.aborted) {
          one.end();
        }
      }),
    pass: async (ms) => {
      const untilMs = awakeMs + ms;
      await settled();
      for (let one = next(untilMs); one !== undefined; one = next(untilMs)) {
        awakeMs = Math.max(awakeMs, one.endsAtMs);
        one.end();
        await settled();
      }
      awakeMs = untilMs;
    },
    sleep: (ms) => {
      asleepMs += ms;
    },
  };
}

/** Lets everything happen that waits for nothing but its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
