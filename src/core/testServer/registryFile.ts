import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Json } from "../credential/json";
import { isJsonObject, parseJson, stringOf } from "../credential/json";
import type { DeviceProfile } from "./deviceProfile";
import type { Credentials, RegisteredDevice, Registry, StoredValue, Values } from "./registry";
import { emptyRegistry, mostDevices, mostKeys, mostProfiles, withDevice } from "./registry";

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
/** Version 1 had no profiles, no versions of devices, and attributes without their times. */
const version = 2;

/** Writes a registry as JSON text. */
export function registryText(registry: Registry): string {
  const devices = [...registry.devices.values()].map((device) => ({
    ...device,
    clientAttributes: rowsOf(device.clientAttributes),
    sharedAttributes: rowsOf(device.sharedAttributes),
    telemetry: rowsOf(device.telemetry),
  }));
  const profiles = [...registry.profiles.values()];
  return `${JSON.stringify({ format, version, profiles, devices }, undefined, 2)}\n`;
}

function rowsOf(values: Values): readonly object[] {
  return [...values].map(([key, { atMs, value }]) => ({ key, atMs, value }));
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
  const { version: written, devices, profiles } = parsed.value;
  if (typeof written !== "number" || !Array.isArray(devices)) {
    return fail({ code: "registry-damaged" });
  }
  if (written > version) {
    return fail({ code: "registry-too-new" });
  }
  const { known, skipped } = profilesIn(Array.isArray(profiles) ? (profiles as readonly Json[]) : []);
  const begun: RegistryRead = { registry: { ...emptyRegistry, profiles: known }, skipped };
  return ok(collected(devices.slice(0, mostDevices) as readonly Json[], begun));
}

/** The version in which a registry text was written, as far as it can be told. */
export function registryVersionOf(text: string): number | undefined {
  const parsed = parseJson(text);
  const written = parsed.ok && isJsonObject(parsed.value) ? parsed.value["version"] : undefined;
  return typeof written === "number" ? written : undefined;
}

function profilesIn(entries: readonly Json[]): {
  readonly known: ReadonlyMap<string, DeviceProfile>;
  readonly skipped: number;
} {
  const read = entries.slice(0, mostProfiles).map(profileOf);
  const good = read.filter((profile) => profile !== undefined);
  return { known: new Map(good.map((profile) => [profile.id, profile])), skipped: read.length - good.length };
}

function profileOf(entry: Json): DeviceProfile | undefined {
  if (!isJsonObject(entry)) {
    return undefined;
  }
  const id = stringOf(entry["id"]);
  const name = stringOf(entry["name"]);
  const description = stringOf(entry["description"]);
  if (id === undefined || name === undefined) {
    return undefined;
  }
  return {
    id,
    name,
    createdMs: timeOf(entry["createdMs"]),
    isDefault: entry["isDefault"] === true,
    version: versionOf(entry["version"]),
    ...(description === undefined ? {} : { description }),
    ...chainOf(entry["chain"]),
  };
}

function chainOf(entry: Json | undefined): Pick<DeviceProfile, "chain"> {
  const row = isJsonObject(entry) ? entry : {};
  const caId = stringOf(row["caId"]);
  const caPem = stringOf(row["caPem"]);
  const certificateRegExPattern = stringOf(row["certificateRegExPattern"]);
  return caId === undefined || caPem === undefined || certificateRegExPattern === undefined
    ? {}
    : { chain: { caId, caPem, certificateRegExPattern, allowsNewDevices: row["allowsNewDevices"] === true } };
}

function collected(entries: readonly Json[], begun: RegistryRead): RegistryRead {
  return entries.reduce<RegistryRead>(({ registry, skipped }, entry) => {
    const device = deviceOf(entry);
    const more = device && withDevice(registry, device);
    return more?.ok === true ? { registry: more.value, skipped } : { registry, skipped: skipped + 1 };
  }, begun);
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
  const label = stringOf(entry["label"]);
  const profileId = stringOf(entry["profileId"]);
  return {
    id,
    name,
    createdMs: timeOf(entry["createdMs"]),
    version: versionOf(entry["version"]),
    ...(label === undefined ? {} : { label }),
    ...(profileId === undefined ? {} : { profileId }),
    credentials,
    clientAttributes: attributesOf(entry["clientAttributes"]),
    sharedAttributes: attributesOf(entry["sharedAttributes"]),
    telemetry: valuesOf(entry["telemetry"]),
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
    : {
        id,
        type,
        credentialsId,
        value: stringOf(entry["value"]) ?? "",
        version: versionOf(entry["version"]),
      };
}

/** Version 1 wrote an object, without times. */
function attributesOf(entry: Json | undefined): Values {
  if (!isJsonObject(entry)) {
    return valuesOf(entry);
  }
  const rows = Object.entries(entry).slice(0, mostKeys);
  return new Map(rows.map(([key, value]) => [key, { atMs: 0, value }]));
}

function valuesOf(entry: Json | undefined): Values {
  const rows: readonly Json[] = Array.isArray(entry) ? (entry as readonly Json[]) : [];
  return new Map(
    rows
      .filter(isJsonObject)
      .slice(0, mostKeys)
      .flatMap(({ key, atMs, value }): [string, StoredValue][] =>
        typeof key === "string" && value !== undefined ? [[key, { atMs: timeOf(atMs), value }]] : [],
      ),
  );
}

function timeOf(entry: Json | undefined): number {
  return typeof entry === "number" && Number.isFinite(entry) ? entry : 0;
}

function versionOf(entry: Json | undefined): number {
  return typeof entry === "number" && Number.isSafeInteger(entry) && entry > 0 ? entry : 1;
}
