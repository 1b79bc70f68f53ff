import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Json, JsonObject } from "../credential/json";
import { isJsonObject, parseJson, stringOf } from "../credential/json";
import type { Credentials, RegisteredDevice, Registry, TelemetryPoint } from "./registry";
import { emptyRegistry, mostDevices, mostKeys, withDevice } from "./registry";

/** The text is no registry of this program, or of a newer version of it. */
export interface RegistryFileFailure {
  readonly code: "registry-damaged" | "registry-too-new";
}

/** A registry as read, and how many entries of the text could not be used. */
export interface RegistryRead {
  readonly registry: Registry;
  readonly skipped: number;
}

const format = "thingsboard-x509-test-server";
const version = 1;

/** Writes a registry as JSON text. */
export function registryText(registry: Registry): string {
  const devices = [...registry.devices.values()].map((device) => ({
    ...device,
    telemetry: [...device.telemetry].map(([key, { atMs, value }]) => ({ key, atMs, value })),
  }));
  return `${JSON.stringify({ format, version, devices }, undefined, 2)}\n`;
}

/**
 * Reads a registry text. A device that is incomplete, or collides with an earlier one, is skipped and counted; a text
 * that is no registry at all is damaged.
 */
export function readRegistry(text: string): Result<RegistryRead, RegistryFileFailure> {
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value) || parsed.value["format"] !== format) {
    return fail({ code: "registry-damaged" });
  }
  const { version: written, devices } = parsed.value;
  if (typeof written !== "number" || !Array.isArray(devices)) {
    return fail({ code: "registry-damaged" });
  }
  if (written > version) {
    return fail({ code: "registry-too-new" });
  }
  return ok(collected(devices.slice(0, mostDevices) as readonly Json[]));
}

function collected(entries: readonly Json[]): RegistryRead {
  return entries.reduce<RegistryRead>(
    ({ registry, skipped }, entry) => {
      const device = deviceOf(entry);
      const more = device && withDevice(registry, device);
      return more?.ok === true ? { registry: more.value, skipped } : { registry, skipped: skipped + 1 };
    },
    { registry: emptyRegistry, skipped: 0 },
  );
}

function deviceOf(entry: Json): RegisteredDevice | undefined {
  if (!isJsonObject(entry)) {
    return undefined;
  }
  const id = stringOf(entry["id"]);
  const name = stringOf(entry["name"]);
  const credentials = credentialsOf(entry["credentials"]);
  if (id === undefined || name === undefined || credentials === undefined) {
    return undefined;
  }
  return {
    id,
    name,
    createdMs: timeOf(entry["createdMs"]),
    credentials,
    clientAttributes: attributesOf(entry["clientAttributes"]),
    sharedAttributes: attributesOf(entry["sharedAttributes"]),
    telemetry: telemetryOf(entry["telemetry"]),
  };
}

function credentialsOf(entry: Json | undefined): Credentials | undefined {
  if (!isJsonObject(entry)) {
    return undefined;
  }
  const id = stringOf(entry["id"]);
  const credentialsId = stringOf(entry["credentialsId"]);
  const { type } = entry;
  const isKnown = type === "X509_CERTIFICATE" || type === "ACCESS_TOKEN";
  return id === undefined || credentialsId === undefined || !isKnown
    ? undefined
    : { id, type, credentialsId, value: stringOf(entry["value"]) ?? "" };
}

function attributesOf(entry: Json | undefined): JsonObject {
  return isJsonObject(entry) ? Object.fromEntries(Object.entries(entry).slice(0, mostKeys)) : {};
}

function telemetryOf(entry: Json | undefined): ReadonlyMap<string, TelemetryPoint> {
  const rows: readonly Json[] = Array.isArray(entry) ? (entry as readonly Json[]) : [];
  return new Map(
    rows
      .filter(isJsonObject)
      .slice(0, mostKeys)
      .flatMap(({ key, atMs, value }): [string, TelemetryPoint][] =>
        typeof key === "string" && value !== undefined ? [[key, { atMs: timeOf(atMs), value }]] : [],
      ),
  );
}

function timeOf(entry: Json | undefined): number {
  return typeof entry === "number" && Number.isFinite(entry) ? entry : 0;
}
