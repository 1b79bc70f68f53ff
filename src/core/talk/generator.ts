import type { Json } from "../credential/json";

/** How a simulated value moves. */
export type Generator =
  /** Goes up or down by at most `step` each time, within its bounds. */
  | {
      readonly kind: "random-walk";
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly seed: number;
    }
  /** Goes from `min` to `max` by `step`, and begins again. */
  | { readonly kind: "ramp"; readonly min: number; readonly max: number; readonly step: number }
  /** Swings between its bounds once in `periodMs`. */
  | { readonly kind: "sine"; readonly min: number; readonly max: number; readonly periodMs: number }
  /** Sends row after row, and begins again. */
  | { readonly kind: "csv"; readonly rows: readonly Readonly<Record<string, Json>>[] };

/** Where a generator is: the number of its step, and what it remembers. */
export interface GeneratorState {
  readonly step: number;
  readonly value: number;
  readonly seed: number;
}

/** What a step gave, and where the generator is then. */
export interface Generated {
  readonly values: Readonly<Record<string, Json>>;
  readonly state: GeneratorState;
}

/** What a simulation sends each time. */
export interface Signal {
  readonly generator: Generator;
  /** The name of the value; a CSV file has its own. */
  readonly key: string;
  readonly intervalMs: number;
}

/** Where a generator begins: a random walk in the middle of its bounds. */
export function startOf(generator: Generator): GeneratorState {
  return generator.kind === "random-walk"
    ? { step: 0, value: (generator.min + generator.max) / 2, seed: generator.seed }
    : { step: 0, value: 0, seed: 0 };
}

/** Takes one step: the same state gives the same values. */
export function generated({ generator, key, intervalMs }: Signal, state: GeneratorState): Generated {
  const next = { ...state, step: state.step + 1 };
  switch (generator.kind) {
    case "random-walk": {
      const { random, seed } = randomOf(state.seed);
      const moved = state.value + (2 * random - 1) * generator.step;
      const value = Math.min(Math.max(moved, generator.min), generator.max);
      return { values: { [key]: rounded(value) }, state: { ...next, value, seed } };
    }
    case "ramp": {
      const { min, max, step } = generator;
      const steps = Math.floor((max - min) / step + 1e-9) + 1;
      return { values: { [key]: rounded(min + (state.step % steps) * step) }, state: next };
    }
    case "sine": {
      const { min, max, periodMs } = generator;
      const swing = Math.sin((2 * Math.PI * state.step * intervalMs) / periodMs);
      return { values: { [key]: rounded((min + max) / 2 + (swing * (max - min)) / 2) }, state: next };
    }
    case "csv":
      return { values: generator.rows[state.step % generator.rows.length] ?? {}, state: next };
  }
}

/** Six digits behind the point: what no sensor measures is noise in a log. */
function rounded(value: number): number {
  // A swing through zero would give -0.
  return Math.round(value * 1e6) / 1e6 + 0;
}

/** Mulberry32 by Tommy Ettinger, public domain: 32 bits of state, evenly spread; no use for secrets. */
function randomOf(state: number): { readonly random: number; readonly seed: number } {
  const seed = (state + 0x6d2b79f5) | 0;
  const first = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  const second = (first + Math.imul(first ^ (first >>> 7), 61 | first)) ^ first;
  return { random: ((second ^ (second >>> 14)) >>> 0) / 4_294_967_296, seed };
}
