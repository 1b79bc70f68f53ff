/**
 * Does some work for each of many things, so many at a time, in their order; the lanes end when the signal aborts, and what
 * is under way then ends by its own. Resolves when all have ended.
 *
 * Each lane has a signal of its own, which aborts with the common one: Node warns of a leak where more than ten listen to one.
 */
export async function inLanes<T>(
  things: readonly T[],
  lanes: number,
  work: (thing: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = things.values();
  const stops = Array.from(
    { length: Math.max(1, Math.min(lanes, things.length)) },
    () => new AbortController(),
  );
  const stopAll = (): void => {
    stops.forEach((stop) => {
      stop.abort();
    });
  };
  signal.addEventListener("abort", stopAll);
  if (signal.aborted) {
    stopAll();
  }
  const lane = async ({ signal: own }: AbortController): Promise<void> => {
    // The iterator is one for all lanes.
    for (const thing of waiting) {
      if (own.aborted) {
        return;
      }
      await work(thing, own);
    }
  };
  await Promise.all(stops.map(lane)).finally(() => {
    signal.removeEventListener("abort", stopAll);
  });
}
