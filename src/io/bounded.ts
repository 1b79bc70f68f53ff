/** Something to wait for, and what to do when it does not come. */
export interface Wait<T> {
  /** Starts; whoever calls `done` first decides, and its `then` runs. */
  readonly start: (done: (value: T | undefined, then: () => void) => void) => void;
  /** Time ran out first. */
  readonly late: () => void;
  /** The signal aborted, or time ran out: give up what was begun. */
  readonly abandoned?: () => void;
}

/** Waits for one of: done, time out, abort; undefined for the last two. Leaves no timer and no listener behind. */
export function bounded<T>(timeoutMs: number, signal: AbortSignal, wait: Wait<T>): Promise<T | undefined> {
  return new Promise((resolveWith) => {
    let isOver = false;
    const end = (value: T | undefined, then: () => void): void => {
      if (isOver) {
        return;
      }
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      then();
      resolveWith(value);
    };
    const giveUp = (then: () => void): void => {
      end(undefined, () => {
        wait.abandoned?.();
        then();
      });
    };
    const abort = (): void => {
      giveUp(() => undefined);
    };
    const timer = setTimeout(() => {
      giveUp(wait.late);
    }, timeoutMs);
    signal.addEventListener("abort", abort);
    if (signal.aborted) {
      abort();
      return;
    }
    wait.start(end);
  });
}
