import type { Json, JsonObject } from "../credential/json";
import { isJsonObject, parseJson, stringOf } from "../credential/json";
import type { RegisteredDevice, StoredValue, Values } from "./registry";

/** Reads a payload as JSON in UTF-8, in which a wrong byte counts as U+FFFD, as in Java; undefined where it is none. */
export function jsonOf(payload: Uint8Array): Json | undefined {
  const parsed = parseJson(new TextDecoder().decode(payload));
  return parsed.ok ? parsed.value : undefined;
}

/** The UTF-8 bytes of a JSON text. */
export function payloadOf(value: Json): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/**
 * Reads telemetry: `{"t":21}`, `{"ts":ms,"values":{…}}` or an array of either. A value without a time has the time of
 * arrival; a null is left out. Undefined where ThingsBoard would call the message malformed.
 */
export function telemetryOf(
  value: Json | undefined,
  nowMs: number,
): readonly (StoredValue & { readonly key: string })[] | undefined {
  const rows: readonly (Json | undefined)[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return rows.every(isJsonObject) ? rows.flatMap((row) => pointsOf(row, nowMs)) : undefined;
}

/** Reads attributes: an object, without its nulls. */
export function attributesOf(value: Json | undefined, nowMs: number): Values | undefined {
  return isJsonObject(value)
    ? new Map(
        Object.entries(value)
          .filter(([, entry]) => entry !== null)
          .map(([key, entry]) => [key, { atMs: nowMs, value: entry }]),
      )
    : undefined;
}

/**
 * Answers `{"clientKeys":"a,b","sharedKeys":"c"}` with `{"client":{…},"shared":{…}}`. Neither key asks for
 * everything; a scope in which nothing was found is left out. Undefined for a malformed request.
 */
export function attributesAnswer(
  device: RegisteredDevice,
  request: Json | undefined,
): JsonObject | undefined {
  if (!isJsonObject(request) || !keysAreText(request)) {
    return undefined;
  }
  const asksAll = request["clientKeys"] === undefined && request["sharedKeys"] === undefined;
  const client = chosen(device.clientAttributes, stringOf(request["clientKeys"]), asksAll);
  const shared = chosen(device.sharedAttributes, stringOf(request["sharedKeys"]), asksAll);
  return {
    ...(Object.keys(client).length > 0 ? { client } : {}),
    ...(Object.keys(shared).length > 0 ? { shared } : {}),
  };
}

function pointsOf(row: JsonObject, nowMs: number): (StoredValue & { readonly key: string })[] {
  const { ts, values } = row;
  const isTimed = typeof ts === "number" && isJsonObject(values);
  return Object.entries(isTimed ? values : row)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ({ key, atMs: isTimed ? ts : nowMs, value }));
}

function keysAreText(request: JsonObject): boolean {
  return ["clientKeys", "sharedKeys"].every((name) => ["string", "undefined"].includes(typeof request[name]));
}

function chosen(attributes: Values, keys: string | undefined, asksAll: boolean): JsonObject {
  const names = new Set(keys?.split(",").map((key) => key.trim()) ?? []);
  const wanted = [...attributes].filter(([name]) => asksAll || names.has(name));
  return Object.fromEntries(wanted.map(([name, { value }]) => [name, value]));
}
