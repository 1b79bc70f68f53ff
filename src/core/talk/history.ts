import { utteranceOf } from "../testServer/topics";

/** A message that was published, as it is offered again. */
export interface SentMessage {
  readonly topic: string;
  readonly payload: string;
}

/** How many are kept. */
const mostKept = 20;

/** A longer payload is not kept, UTF-16 units. */
const longestKept = 4096;

/**
 * The history after one more message, the newest first, each once. A claim is not kept: its `secretKey` is a secret. Nor
 * is an answer to a request, which nobody sends again.
 */
export function withSent(history: readonly SentMessage[], sent: SentMessage): readonly SentMessage[] {
  const { kind } = utteranceOf(sent.topic);
  if (kind === "claim" || kind === "rpc-response" || sent.payload.length > longestKept) {
    return history;
  }
  const others = history.filter(({ topic, payload }) => topic !== sent.topic || payload !== sent.payload);
  return [{ topic: sent.topic, payload: sent.payload }, ...others].slice(0, mostKept);
}

/** Reads a history that was stored; what is none in it is left out. */
export function historyFrom(stored: unknown): readonly SentMessage[] {
  const rows: readonly unknown[] = Array.isArray(stored) ? stored : [];
  return rows.filter(isSentMessage).slice(0, mostKept);
}

function isSentMessage(value: unknown): value is SentMessage {
  const { topic, payload } = (typeof value === "object" && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  return typeof topic === "string" && typeof payload === "string";
}
