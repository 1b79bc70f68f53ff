/**
 * Does some work for each of many things, so many at a time, in their order; the lanes end when the signal aborts, and what
 * is under way then ends by its own. Resolves when all have ended.
 */
export async function inLanes<T>(
  things: readonly T[],
  lanes: number,
  work: (thing: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = things.values();
  const lane = async (): Promise<void> => {
    // The iterator is one for all lanes.
    for (const thing of waiting) {
      if (signal.aborted) {
        return;
      }
      await work(thing);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(lanes, things.length)) }, lane));
}
