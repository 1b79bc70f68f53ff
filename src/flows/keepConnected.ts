import { diagnoseEnd } from "../core/connection/diagnose";
import type { DiagnosisFacts } from "../core/connection/diagnoses";
import {
  connected,
  decideAfter,
  fractionOf,
  newReconnect,
  type ReconnectState,
} from "../core/connection/reconnect";
import type { ReportFacts } from "../core/connection/report";
import type { ConnectionOutcome, LiveSession } from "./testConnection";
import type { World } from "./world";

/** What a connection that is kept does now. Times are milliseconds since 1970 UTC. */
export type ConnectionStage =
  | {
      readonly kind: "waiting";
      /** Why the connection is not there: its loss, or the last attempt in vain. */
      readonly diagnosis: DiagnosisFacts;
      /** How many attempts there were since the loss; 0 right after it. */
      readonly attempts: number;
      readonly nextAtMs: number;
    }
  | { readonly kind: "attempting"; readonly attempts: number }
  | { readonly kind: "restored"; readonly attempts: number; readonly downMs: number };

/** A connection that comes back by itself. */
export interface KeptConnection {
  /** As the live session does; undefined while there is none. */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1 | 2): Promise<boolean | undefined>;
  /** Does not wait any longer for the next attempt; false where there is none to wait for. */
  retryNow(): boolean;
  /** Ends it for good in any stage; sends DISCONNECT where it is up. */
  disconnect(): Promise<void>;
  /** Resolves at its end: with what it means, or with nothing where we ended it. */
  readonly ended: Promise<ConnectionEnd | undefined>;
}

/** Why a connection ended for good. */
export interface ConnectionEnd {
  readonly diagnosis: DiagnosisFacts;
  /** The report of the attempt that failed so; absent where the connection was up. */
  readonly report?: ReportFacts;
}

/** What keeping a connection takes. */
export interface KeepingParts {
  readonly world: Pick<World, "clock" | "entropy" | "wait">;
  /** Tries to connect once more; undefined when the signal aborted it. */
  readonly connect: (signal: AbortSignal) => Promise<ConnectionOutcome | undefined>;
  /** Told each stage as it begins. */
  readonly stage: (stage: ConnectionStage) => void;
  /** Whether to connect again at all, asked when it matters. */
  readonly isWanted: () => boolean;
}

/** Keeps a connection that is up: after each loss it connects again, until a cause says that this is no use. */
export function keepConnected(first: LiveSession, parts: KeepingParts): KeptConnection {
  const stopping = new AbortController();
  const keeper: Keeper = {
    ...parts,
    session: first,
    state: newReconnect,
    stop: stopping.signal,
    isStopped: () => stopping.signal.aborted,
    wake: () => false,
  };
  const ended = kept(keeper).finally(() => {
    stopping.abort();
  });
  void watchSleep(keeper);
  return {
    publish: (...message) => keeper.session?.publish(...message) ?? Promise.resolve(undefined),
    retryNow: () => keeper.wake(),
    disconnect: async () => {
      stopping.abort();
      keeper.wake();
      await keeper.session?.disconnect();
      await ended;
    },
    ended,
  };
}

interface Keeper extends KeepingParts {
  session: LiveSession | undefined;
  state: ReconnectState;
  readonly stop: AbortSignal;
  /** What the signal says now. */
  readonly isStopped: () => boolean;
  /** Ends the wait for the next attempt; false where there is none. */
  wake: () => boolean;
}

async function kept(keeper: Keeper): Promise<ConnectionEnd | undefined> {
  const { clock } = keeper.world;
  while (keeper.session !== undefined) {
    keeper.state = connected(keeper.state, clock().getTime());
    const diagnosis = diagnoseEnd(await keeper.session.closed);
    keeper.session = undefined;
    if (diagnosis === undefined || keeper.isStopped()) {
      return undefined;
    }
    const end = await regained(keeper, diagnosis);
    if (end !== undefined) {
      return end;
    }
  }
  return undefined;
}

/** Tries until there is a session again, or a cause says to stop, which it gives. */
async function regained(keeper: Keeper, loss: DiagnosisFacts): Promise<ConnectionEnd | undefined> {
  const { clock, entropy } = keeper.world;
  const lostAtMs = clock().getTime();
  let failure: ConnectionEnd = { diagnosis: loss };
  for (let attempts = 0; !keeper.isStopped(); attempts += 1) {
    const atMs = clock().getTime();
    const { diagnosis } = failure;
    const decision = decideAfter(keeper.state, { diagnosis, atMs, random: fractionOf(entropy.bytes(4)) });
    if (decision.kind === "stop") {
      return { ...failure, diagnosis: decision.diagnosis };
    }
    if (!keeper.isWanted()) {
      return failure;
    }
    keeper.state = decision.state;
    keeper.stage({ kind: "waiting", diagnosis, attempts, nextAtMs: atMs + decision.waitMs });
    await waited(keeper, decision.waitMs);
    const outcome = await attempted(keeper, attempts + 1);
    if (keeper.isStopped()) {
      return undefined;
    }
    if (outcome?.session !== undefined) {
      keeper.stage({ kind: "restored", attempts: attempts + 1, downMs: clock().getTime() - lostAtMs });
      return undefined;
    }
    failure = failureOf(outcome, failure);
  }
  return undefined;
}

/** Waits for the next attempt, which a person, a wake-up or the end of all may bring forward. */
async function waited(keeper: Keeper, waitMs: number): Promise<void> {
  const waiting = new AbortController();
  keeper.wake = () => {
    waiting.abort();
    return true;
  };
  await keeper.world.wait(waitMs, waiting.signal);
  keeper.wake = () => false;
}

async function attempted(keeper: Keeper, attempts: number): Promise<ConnectionOutcome | undefined> {
  if (keeper.isStopped()) {
    return undefined;
  }
  keeper.stage({ kind: "attempting", attempts });
  const outcome = await keeper.connect(keeper.stop);
  keeper.session = outcome?.session;
  if (keeper.isStopped()) {
    // Stopped between its last packet and here.
    await keeper.session?.disconnect();
  }
  return outcome;
}

function failureOf(outcome: ConnectionOutcome | undefined, before: ConnectionEnd): ConnectionEnd {
  const { report } = outcome ?? {};
  return report?.diagnosis === undefined ? before : { diagnosis: report.diagnosis, report };
}

/** How often the clock on the wall is compared with the time that has passed, milliseconds. */
const tickMs = 10_000;

/** A machine that slept has lost its connections and does not know it: after a jump of the clock the server is asked at once. */
async function watchSleep(keeper: Keeper): Promise<void> {
  const { world, stop } = keeper;
  while (!keeper.isStopped()) {
    const beforeMs = world.clock().getTime();
    await world.wait(tickMs, stop);
    if (world.clock().getTime() - beforeMs > 2 * tickMs && !keeper.isStopped()) {
      keeper.wake();
      void keeper.session?.check();
    }
  }
}
