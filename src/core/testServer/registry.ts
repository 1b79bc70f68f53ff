import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Json } from "../credential/json";
import type { DeviceProfile } from "./deviceProfile";

/** The devices and device profiles that the Local Test Server knows, by id. */
export interface Registry {
  readonly devices: ReadonlyMap<string, RegisteredDevice>;
  readonly profiles: ReadonlyMap<string, DeviceProfile>;
}

/** A device with its credentials and the values that it and the tenant stored. */
export interface RegisteredDevice {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly label?: string;
  /** Absent: the default profile. */
  readonly profileId?: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdMs: number;
  /** Counts up with each change of name, label or profile, from 1. */
  readonly version: number;
  readonly credentials: Credentials;
  readonly clientAttributes: Values;
  readonly sharedAttributes: Values;
  /** The latest value of each key. */
  readonly telemetry: Values;
}

/** Values by key. */
export type Values = ReadonlyMap<string, StoredValue>;

/** What the tenant says of a device. */
export type DeviceDescription = Pick<RegisteredDevice, "name" | "label" | "profileId">;

/** What a device shows at CONNECT. A device has exactly one, as in ThingsBoard. */
export interface Credentials {
  /** A UUID of its own. */
  readonly id: string;
  readonly type: "X509_CERTIFICATE" | "ACCESS_TOKEN";
  /** ThingsBoard's SHA3-256 id of the certificate, or the access token itself. */
  readonly credentialsId: string;
  /** The certificate's base64 body, one line; empty for an access token. */
  readonly value: string;
  /** Counts up with each change, from 1. */
  readonly version: number;
}

/** Credentials that were given, not kept yet. */
export type GivenCredentials = Omit<Credentials, "version">;

/** A value with its time in milliseconds since 1970 UTC. */
export interface StoredValue {
  readonly atMs: number;
  readonly value: Json;
}

/** Why the profiles of a registry did not change. */
export type ProfileFailure =
  | { readonly code: "profile-name-taken"; readonly name: string }
  | { readonly code: "profile-ca-taken" }
  | { readonly code: "profiles-full"; readonly most: number };

/** Why the devices of a registry did not change. */
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

/** As many device profiles as nobody makes by hand. */
export const mostProfiles = 1_000;

/** More keys than this in one device are not stored; a device that counts up its key names cannot fill the memory. */
export const mostKeys = 1_000;

/** The registry of a server that was never used. */
export const emptyRegistry: Registry = { devices: new Map(), profiles: new Map() };

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

/** Gives a device other credentials, which must be no other device's; the same again change nothing. */
export function withCredentials(
  registry: Registry,
  deviceId: string,
  given: GivenCredentials,
): Result<Registry, RegistryFailure> {
  const device = registry.devices.get(deviceId);
  if (device === undefined) {
    return fail({ code: "device-not-found", deviceId });
  }
  const owner = otherOwner(registry, deviceId, given);
  if (owner !== undefined) {
    return fail(assignedTo(owner));
  }
  const { version, ...known } = device.credentials;
  const isSame =
    known.id === given.id && known.type === given.type && known.credentialsId === given.credentialsId;
  return isSame
    ? ok(registry)
    : ok(replaced(registry, { ...device, credentials: { ...given, version: version + 1 } }));
}

/** Gives a device another name, label or profile; the name must be no other device's. */
export function withDescription(
  registry: Registry,
  deviceId: string,
  description: DeviceDescription,
): Result<Registry, RegistryFailure> {
  const device = registry.devices.get(deviceId);
  if (device === undefined) {
    return fail({ code: "device-not-found", deviceId });
  }
  const namesake = deviceByName(registry, description.name);
  if (namesake !== undefined && namesake.id !== deviceId) {
    return fail({ code: "device-name-taken", deviceId: namesake.id, deviceName: namesake.name });
  }
  const { name, label, profileId, ...rest } = device;
  const isSame =
    name === description.name && label === description.label && profileId === description.profileId;
  return ok(isSame ? registry : replaced(registry, { ...rest, ...description, version: device.version + 1 }));
}

/** Removes a device; an unknown one changes nothing. */
export function withoutDevice(registry: Registry, deviceId: string): Registry {
  return { ...registry, devices: new Map([...registry.devices].filter(([id]) => id !== deviceId)) };
}

/** Adds a device profile, or puts it in place of the one with its id. Its name and its CA must be no other one's. */
export function withProfile(registry: Registry, profile: DeviceProfile): Result<Registry, ProfileFailure> {
  const others = [...registry.profiles.values()].filter(({ id }) => id !== profile.id);
  if (others.some(({ name }) => name === profile.name)) {
    return fail({ code: "profile-name-taken", name: profile.name });
  }
  const { chain } = profile;
  if (chain !== undefined && others.some((other) => other.chain?.caId === chain.caId)) {
    return fail({ code: "profile-ca-taken" });
  }
  if (others.length >= mostProfiles) {
    return fail({ code: "profiles-full", most: mostProfiles });
  }
  return ok({ ...registry, profiles: new Map(registry.profiles).set(profile.id, profile) });
}

/** Stores attributes of one scope, later values winning; keys beyond 1,000 are not taken. */
export function withAttributes(
  registry: Registry,
  deviceId: string,
  scope: "clientAttributes" | "sharedAttributes",
  values: Values,
): Registry {
  const device = registry.devices.get(deviceId);
  if (device === undefined) {
    return registry;
  }
  const entries = [...new Map([...device[scope], ...values])].slice(0, mostKeys);
  return replaced(registry, { ...device, [scope]: new Map(entries) });
}

/** Stores telemetry: of each key the point with the latest time; keys beyond 1,000 are not taken. */
export function withTelemetry(
  registry: Registry,
  deviceId: string,
  points: readonly (StoredValue & { readonly key: string })[],
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
  return { ...registry, devices: new Map(registry.devices).set(device.id, device) };
}

function otherOwner(
  registry: Registry,
  deviceId: string,
  { type, credentialsId }: GivenCredentials,
): RegisteredDevice | undefined {
  const owner = deviceByCredentials(registry, type, credentialsId);
  return owner?.id === deviceId ? undefined : owner;
}

function assignedTo(owner: RegisteredDevice): RegistryFailure {
  return { code: "credentials-assigned-to-other", deviceId: owner.id, deviceName: owner.name };
}
