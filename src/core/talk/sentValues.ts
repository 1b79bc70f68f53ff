import type { SentValue, ValueKind } from "../connection/arrival";
import { isJsonObject, parseJson } from "../credential/json";
import { telemetryOf } from "../testServer/payloads";
import { utteranceOf } from "../testServer/topics";

/** What a server keeps of a message. */
export interface SentValues {
  readonly kind: ValueKind;
  readonly values: readonly SentValue[];
}

/**
 * Gives the values of a message that ThingsBoard keeps, telemetry or attributes; what has no time of its own has the one that
 * is given, milliseconds since 1970 UTC. Undefined where the server keeps nothing of it.
 */
export function sentValuesIn(topic: string, payload: string, atMs: number): SentValues | undefined {
  const { kind } = utteranceOf(topic);
  const parsed = kind === "telemetry" || kind === "attributes" ? parseJson(payload) : undefined;
  if (parsed?.ok !== true) {
    return undefined;
  }
  const { value } = parsed;
  if (kind === "telemetry") {
    return some("telemetry", telemetryOf(value, atMs) ?? []);
  }
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  const kept = entries.filter(([, one]) => one !== null);
  return some(
    "attribute",
    kept.map(([key, one]) => ({ key, value: one, atMs })),
  );
}

function some(kind: ValueKind, values: readonly SentValue[]): SentValues | undefined {
  return values.length === 0 ? undefined : { kind, values };
}
