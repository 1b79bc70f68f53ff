import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Generator } from "./generator";

/** What a simulation is asked for with; anything may be in it. */
export type SignalOptions = Readonly<Partial<Record<string, unknown>>>;

/** An option is not what it has to be. */
export interface SignalFailure {
  readonly code: "option-invalid";
  readonly option: string;
  /** What it has to be, as the end of a sentence. */
  readonly wanted: string;
}

/** The bounds of an interval, milliseconds. */
const leastIntervalMs = 100;
const mostIntervalMs = 3_600_000;

/** The kinds of values that are made; a CSV file's are read. */
type MadeKind = Exclude<Generator["kind"], "csv">;

/** Reads how a made value moves; what is not said has a default. The seed makes a random walk repeatable. */
export function generatorFrom(
  kind: MadeKind,
  options: SignalOptions,
  seed: number,
): Result<Generator, SignalFailure> {
  const { min = 0, max = 100 } = options;
  if (!isNumber(min) || !isNumber(max) || min > max) {
    return invalid("min", "a number that is not above the option max");
  }
  return kind === "sine" ? sineFrom(options, { min, max }) : steppedFrom(kind, options, { min, max, seed });
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function sineFrom({ periodMs = 60_000 }: SignalOptions, bounds: Bounds): Result<Generator, SignalFailure> {
  return isNumber(periodMs) && periodMs >= 2 * leastIntervalMs
    ? ok({ kind: "sine", ...bounds, periodMs })
    : invalid("periodMs", `a number of ${2 * leastIntervalMs} or more`);
}

function steppedFrom(
  kind: "random-walk" | "ramp",
  options: SignalOptions,
  { min, max, seed }: Bounds & { readonly seed: number },
): Result<Generator, SignalFailure> {
  const { step = (max - min) / 20 || 1 } = options;
  if (!isNumber(step) || step <= 0) {
    return invalid("step", "a number above 0");
  }
  return ok(kind === "ramp" ? { kind, min, max, step } : { kind, min, max, step, seed });
}

/** Reads an interval, one second unless given. */
export function intervalFrom({ intervalMs = 1000 }: SignalOptions): Result<number, SignalFailure> {
  return isNumber(intervalMs) && intervalMs >= leastIntervalMs && intervalMs <= mostIntervalMs
    ? ok(intervalMs)
    : invalid("intervalMs", `a number from ${leastIntervalMs} to ${mostIntervalMs}`);
}

/** Reads the name of the value. */
export function keyFrom({ key = "temperature" }: SignalOptions): Result<string, SignalFailure> {
  return typeof key === "string" && key.trim() !== "" && key.length <= 255
    ? ok(key.trim())
    : invalid("key", "the name of a value, of 255 characters at most");
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function invalid(option: string, wanted: string): Result<never, SignalFailure> {
  return fail({ code: "option-invalid", option, wanted });
}
