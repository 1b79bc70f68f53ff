import { diagnosisTable, type DiagnosisFacts, type Reconnecting } from "./diagnoses";

/** What came before the next attempt. */
export interface ReconnectState {
  /** Losses and attempts in vain in a row, since the last connection that was stable. */
  readonly failures: number;
  /** How often in a row the server ended a connection in good order and without a word. */
  readonly silentEnds: number;
  /** When the connection came up that is there now, milliseconds since 1970 UTC. */
  readonly liveSinceMs?: number;
}

/** A connection that was lost, or an attempt in vain. */
export interface Interruption {
  readonly diagnosis: DiagnosisFacts;
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** At random, from 0 to below 1. */
  readonly random: number;
}

/** What to do after an interruption. */
export type ReconnectDecision =
  | { readonly kind: "wait"; readonly waitMs: number; readonly state: ReconnectState }
  /** The diagnosis may say more than that of the interruption: it judges all that came before too. */
  | { readonly kind: "stop"; readonly diagnosis: DiagnosisFacts };

/** Nothing has happened yet. */
export const newReconnect: ReconnectState = { failures: 0, silentEnds: 0 };

/** A connection that lasted so long was good: what came before it is forgotten. Milliseconds. */
const stableMs = 60_000;

/** Ends in a row that nobody explained, after which somebody else is taken to have the same client id. */
const mostSilentEnds = 3;

/**
 * The longest wait doubles from `firstMs` up to `mostMs`; of it, at least the part `least` is waited. `soon` is full jitter
 * (M. Brooker, "Exponential Backoff And Jitter", AWS 2015): devices that lost one server do not come back all at once.
 */
const paces: Readonly<Record<Exclude<Reconnecting, "stop">, Pace>> = {
  soon: { firstMs: 1_000, mostMs: 60_000, least: 0 },
  later: { firstMs: 30_000, mostMs: 300_000, least: 0.5 },
};

interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
  readonly least: number;
}

/** Takes into account that the connection is up. */
export function connected({ failures, silentEnds }: ReconnectState, atMs: number): ReconnectState {
  return { failures, silentEnds, liveSinceMs: atMs };
}

/** Decides whether to try again after an interruption, and how long to wait before. */
export function decideAfter(state: ReconnectState, interruption: Interruption): ReconnectDecision {
  const { diagnosis, random, atMs } = interruption;
  const { reconnect } = diagnosisTable[diagnosis.code];
  if (reconnect === "stop") {
    return { kind: "stop", diagnosis };
  }
  const before = isStable(state, atMs) ? newReconnect : state;
  const silentEnds = isSilentEnd(state, diagnosis) ? before.silentEnds + 1 : 0;
  if (silentEnds >= mostSilentEnds) {
    // MQTT 3.1.1 has no word for a take-over: two clients of one id end each other for ever. [MQTT-3.1.4-2]
    return {
      kind: "stop",
      diagnosis: { code: "mqtt-kicked", facts: { ...diagnosis.facts, silentEnds: String(silentEnds) } },
    };
  }
  const { firstMs, mostMs, least } = paces[reconnect];
  const ceilingMs = Math.min(mostMs, firstMs * 2 ** before.failures);
  const waitMs = Math.round(ceilingMs * (least + (1 - least) * random));
  return { kind: "wait", waitMs, state: { failures: before.failures + 1, silentEnds } };
}

function isStable({ liveSinceMs }: ReconnectState, atMs: number): boolean {
  return liveSinceMs !== undefined && atMs - liveSinceMs >= stableMs;
}

/** It had let us in, and hung up without an error and without a reason. */
function isSilentEnd({ liveSinceMs }: ReconnectState, { code, facts }: DiagnosisFacts): boolean {
  return (
    liveSinceMs !== undefined &&
    code === "mqtt-closed" &&
    facts["errorCode"] === undefined &&
    facts["reasonCode"] === undefined
  );
}

/** Makes a number from 0 to below 1 of four random bytes. */
export function fractionOf([a = 0, b = 0, c = 0, d = 0]: Uint8Array): number {
  return (((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32;
}
