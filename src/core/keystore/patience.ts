import { fail, ok, type Result } from "../result";
import { unsupported, type KeyFailure } from "./keyFailure";

/** How long somebody waits for what a password opens: the rounds of its derivations are many on purpose. */
export interface Patience {
  /** Lets the event loop do what else there is; awaited between the slices of a derivation in JavaScript. */
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
  /** The most rounds of one derivation. */
  readonly maxIterations: number;
  /** Rounds that one file may still take in all; each derivation takes its own from it. */
  readonly left: { iterations: number };
}

/** keytool, OpenSSL and GnuTLS write 2,048 to 600,000 rounds. */
const defaultMaxIterations = 10_000_000;

/** One file may have many keys, each with a derivation of its own. */
const derivationsOfMost = 10;

/** Gives the patience for one file. */
export function patienceFor(options: {
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly maxIterations?: number;
}): Patience {
  const { pause, signal, maxIterations = defaultMaxIterations } = options;
  return { pause, signal, maxIterations, left: { iterations: maxIterations * derivationsOfMost } };
}

/** Asks for the rounds of one derivation before they are done; `name` is of what derives. */
export function askFor(iterations: number, name: string, patience: Patience): Result<void, KeyFailure> {
  if (patience.signal.aborted) {
    return fail({ code: "cancelled" });
  }
  if (iterations > patience.maxIterations || iterations > patience.left.iterations) {
    return unsupported(`${name} with ${iterations} iterations`);
  }
  patience.left.iterations -= iterations;
  return ok(undefined);
}
