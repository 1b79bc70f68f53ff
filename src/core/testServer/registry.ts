import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Json, JsonObject } from "../credential/json";
import { merged } from "../credential/json";

/** The devices that the Local Test Server knows, by id. */
export interface Registry {
  readonly devices: ReadonlyMap<string, RegisteredDevice>;
}

/** A device with its credentials and the values that it and the tenant stored. */
export interface RegisteredDevice {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdMs: number;
  readonly credentials: Credentials;
  readonly clientAttributes: JsonObject;
  readonly sharedAttributes: JsonObject;
  /** The latest value of each key. */
  readonly telemetry: ReadonlyMap<string, TelemetryPoint>;
}

/** What a device shows at CONNECT. A device has exactly one, as in ThingsBoard. */
export interface Credentials {
  /** A UUID of its own. */
  readonly id: string;
  readonly type: "X509_CERTIFICATE" | "ACCESS_TOKEN";
  /** ThingsBoard's SHA3-256 id of the certificate, or the access token itself. */
  readonly credentialsId: string;
  /** The certificate's base64 body, one line; empty for an access token. */
  readonly value: string;
}

/** A value with its time in milliseconds since 1970 UTC. */
export interface TelemetryPoint {
  readonly atMs: number;
  readonly value: Json;
}

/** Why a registry did not change. */
export type RegistryFailure =
  | {
      /** ThingsBoard: "Device credentials are already assigned to another device!". */
      readonly code: "credentials-assigned-to-other";
      readonly deviceId: string;
      readonly deviceName: string;
    }
  | { readonly code: "device-name-taken"; readonly deviceId: string; readonly deviceName: string }
  | { readonly code: "device-not-found"; readonly deviceId: string }
  | { readonly code: "registry-full"; readonly most: number };

/** More would make each change of this immutable state slow. */
export const mostDevices = 10_000;

/** More keys than this in one device are not stored; a device that counts up its key names cannot fill the memory. */
export const mostKeys = 1_000;

/** The registry of a server that was never used. */
export const emptyRegistry: Registry = { devices: new Map() };

/** Gives the device whose credentials these are; ids of certificates and access tokens share one name space. */
export function deviceByCredentials(
  registry: Registry,
  type: Credentials["type"],
  credentialsId: string,
): RegisteredDevice | undefined {
  return [...registry.devices.values()].find(
    ({ credentials }) => credentials.type === type && credentials.credentialsId === credentialsId,
  );
}

/** Gives the device of that name; names are unique in a tenant. */
export function deviceByName(registry: Registry, name: string): RegisteredDevice | undefined {
  return [...registry.devices.values()].find((device) => device.name === name);
}

/** Adds a device. Its name must be new, and its credentials no other device's. */
export function withDevice(registry: Registry, device: RegisteredDevice): Result<Registry, RegistryFailure> {
  const namesake = deviceByName(registry, device.name);
  if (namesake !== undefined) {
    return fail({ code: "device-name-taken", deviceId: namesake.id, deviceName: namesake.name });
  }
  if (registry.devices.size >= mostDevices) {
    return fail({ code: "registry-full", most: mostDevices });
  }
  const owner = otherOwner(registry, device.id, device.credentials);
  return owner === undefined ? ok(replaced(registry, device)) : fail(assignedTo(owner));
}

/** Gives a device new credentials, which must be no other device's. */
export function withCredentials(
  registry: Registry,
  deviceId: string,
  credentials: Credentials,
): Result<Registry, RegistryFailure> {
  const device = registry.devices.get(deviceId);
  if (device === undefined) {
    return fail({ code: "device-not-found", deviceId });
  }
  const owner = otherOwner(registry, deviceId, credentials);
  return owner === undefined ? ok(replaced(registry, { ...device, credentials })) : fail(assignedTo(owner));
}

/** Renames a device; the new name must be no other device's. */
export function withName(
  registry: Registry,
  deviceId: string,
  name: string,
): Result<Registry, RegistryFailure> {
  const device = registry.devices.get(deviceId);
  if (device === undefined) {
    return fail({ code: "device-not-found", deviceId });
  }
  const namesake = deviceByName(registry, name);
  return namesake === undefined || namesake.id === deviceId
    ? ok(replaced(registry, { ...device, name }))
    : fail({ code: "device-name-taken", deviceId: namesake.id, deviceName: namesake.name });
}

/** Removes a device; an unknown one changes nothing. */
export function withoutDevice(registry: Registry, deviceId: string): Registry {
  return { devices: new Map([...registry.devices].filter(([id]) => id !== deviceId)) };
}

/** Stores attributes of one scope, later values winning; keys beyond 1,000 are not taken. */
export function withAttributes(
  registry: Registry,
  deviceId: string,
  scope: "clientAttributes" | "sharedAttributes",
  values: JsonObject,
): Registry {
  const device = registry.devices.get(deviceId);
  if (device === undefined) {
    return registry;
  }
  const entries = Object.entries(merged(device[scope], values)).slice(0, mostKeys);
  return replaced(registry, { ...device, [scope]: Object.fromEntries(entries) });
}

/** Stores telemetry: of each key the point with the latest time; keys beyond 1,000 are not taken. */
export function withTelemetry(
  registry: Registry,
  deviceId: string,
  points: readonly (TelemetryPoint & { readonly key: string })[],
): Registry {
  const device = registry.devices.get(deviceId);
  if (device === undefined) {
    return registry;
  }
  const telemetry = new Map(device.telemetry);
  for (const { key, atMs, value } of points) {
    const known = telemetry.get(key);
    const isTaken = known === undefined ? telemetry.size < mostKeys : known.atMs <= atMs;
    if (isTaken) {
      telemetry.set(key, { atMs, value });
    }
  }
  return replaced(registry, { ...device, telemetry });
}

function replaced(registry: Registry, device: RegisteredDevice): Registry {
  return { devices: new Map(registry.devices).set(device.id, device) };
}

function otherOwner(
  registry: Registry,
  deviceId: string,
  { type, credentialsId }: Credentials,
): RegisteredDevice | undefined {
  const owner = deviceByCredentials(registry, type, credentialsId);
  return owner?.id === deviceId ? undefined : owner;
}

function assignedTo(owner: RegisteredDevice): RegistryFailure {
  return { code: "credentials-assigned-to-other", deviceId: owner.id, deviceName: owner.name };
}
