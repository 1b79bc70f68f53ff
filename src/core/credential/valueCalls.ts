import { objectIn } from "./accountCalls";
import type { ApiCall } from "./apiCall";
import { isJsonObject, parseJson, stringOf, type Json } from "./json";

/** A value that a server keeps of a device. */
export interface KeptValue {
  readonly key: string;
  readonly value: Json;
  /** When it was measured, or last changed: milliseconds since 1970 UTC. */
  readonly atMs: number;
}

/** Asks for the latest telemetry of a device: of each key the last value. Without keys, of all. */
export function latestTelemetryCall(
  deviceId: string,
  keys: readonly string[] = [],
): ApiCall<readonly KeptValue[]> {
  return {
    method: "GET",
    path: `${valuesPath(deviceId)}/timeseries?useStrictDataTypes=true${keysQuery(keys, "&")}`,
    read: telemetryIn,
  };
}

/** Asks for the attributes of a device, those of all scopes. */
export function attributesCall(
  deviceId: string,
  keys: readonly string[] = [],
): ApiCall<readonly KeptValue[]> {
  return {
    method: "GET",
    path: `${valuesPath(deviceId)}/attributes${keysQuery(keys, "?")}`,
    read: attributesIn,
  };
}

function valuesPath(deviceId: string): string {
  return `/api/plugins/telemetry/DEVICE/${encodeURIComponent(deviceId)}/values`;
}

function keysQuery(keys: readonly string[], mark: string): string {
  return keys.length === 0 ? "" : `${mark}keys=${encodeURIComponent(keys.join(","))}`;
}

/** `{"temperature":[{"ts":…,"value":…}]}`: the first point of each key is the latest. */
function telemetryIn(body: string): readonly KeptValue[] | undefined {
  const object = objectIn(body);
  const rows = object && Object.entries(object).map(([key, points]) => pointOf(key, points));
  return rows?.every((row) => row !== undefined) === true ? rows.flat() : undefined;
}

function pointOf(key: string, points: Json): readonly KeptValue[] | undefined {
  if (!Array.isArray(points)) {
    return undefined;
  }
  const [first] = points as readonly Json[];
  if (first === undefined) {
    return [];
  }
  const value = isJsonObject(first) ? first["value"] : undefined;
  const at = isJsonObject(first) ? first["ts"] : undefined;
  if (typeof at !== "number" || value === undefined) {
    return undefined;
  }
  // A key that was asked for and never came has the value null.
  return value === null ? [] : [{ key, value, atMs: at }];
}

/** `[{"key":…,"value":…,"lastUpdateTs":…}]`. */
function attributesIn(body: string): readonly KeptValue[] | undefined {
  const parsed = parseJson(body);
  if (!parsed.ok || !Array.isArray(parsed.value)) {
    return undefined;
  }
  const rows = (parsed.value as readonly Json[]).map(attributeOf);
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

function attributeOf(row: Json): KeptValue | undefined {
  if (!isJsonObject(row)) {
    return undefined;
  }
  const key = stringOf(row["key"]);
  const { value, lastUpdateTs } = row;
  return key === undefined || value === undefined || typeof lastUpdateTs !== "number"
    ? undefined
    : { key, value, atMs: lastUpdateTs };
}
