/** Counts the messages of each device, to tell how many come in a second. */
export interface MessageRates {
  /** One more has come. */
  count(propertiesPath: string): void;
  /** Ends the time that was counted; true when a rate is another one than before. */
  turn(nowMs: number): boolean;
  /** Messages a second in the last time that was counted, rounded; 0 where none came. */
  of(propertiesPath: string): number;
}

/** Makes rates that begin at a time. */
export function newMessageRates(startMs: number): MessageRates {
  let counts = new Map<string, number>();
  let rates = new Map<string, number>();
  let sinceMs = startMs;
  return {
    count: (path) => counts.set(path, (counts.get(path) ?? 0) + 1),
    turn: (nowMs) => {
      const seconds = Math.max(nowMs - sinceMs, 1) / 1000;
      const before = rates;
      rates = new Map([...counts].map(([path, count]) => [path, Math.round(count / seconds)]));
      counts = new Map();
      sinceMs = nowMs;
      return [...before.keys(), ...rates.keys()].some((path) => before.get(path) !== rates.get(path));
    },
    of: (path) => rates.get(path) ?? 0,
  };
}
