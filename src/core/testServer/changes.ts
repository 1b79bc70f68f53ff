import type { RandomBytes } from "../certificate/issued";
import { readCertificate } from "../certificate/read";
import { credentialIdOf } from "../credential/credentialId";
import { leafIn } from "../keystore/leaf";
import type { Result } from "../result";
import { fail, ok } from "../result";
import { callsDropped } from "./calls";
import type { EndReason } from "./events";
import type {
  DeviceDescription,
  GivenCredentials,
  RegisteredDevice,
  Registry,
  RegistryFailure,
} from "./registry";
import {
  deviceByCredentials,
  deviceByName,
  withCredentials,
  withDescription,
  withDevice,
  withoutDevice,
} from "./registry";
import type { Moment, ServerState, Step } from "./state";
import { andThen, doing, ended, sessionsOf } from "./state";
import { uuidFrom } from "./uuid";

/** The text holds no certificate that can be read. */
export interface CertificateFailure {
  readonly code: "certificate-unreadable";
}

/** A certificate that is to become a device's credentials. */
export interface Registration {
  /** PEM; the first certificate in it counts. */
  readonly certificatePem: string;
  /** A device of this name gets the certificate in place of its credentials. Absent: a new device, named by the CN. */
  readonly deviceName?: string;
}

/** The device that has the certificate now. */
export interface Registered {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly credentialsId: string;
}

/** A changed state with its effects, and what came of it. */
export interface Change<T> {
  readonly step: Step;
  readonly value: T;
}

/** Why a registration did not happen. */
export type RegistrationFailure = RegistryFailure | CertificateFailure;

/**
 * Registers a device certificate. The same certificate twice changes nothing; one that another device has is refused.
 * Replacing a device's credentials closes its sessions.
 */
export function certificateRegistered(
  state: ServerState,
  registration: Registration,
  moment: Moment,
): Result<Change<Registered>, RegistrationFailure> {
  const certificate = leafOf(registration.certificatePem);
  if (!certificate.ok) {
    return certificate;
  }
  const { credentialsId, commonName } = certificate.value;
  const owner = deviceByCredentials(state.registry, "X509_CERTIFICATE", credentialsId);
  const isAgain = owner !== undefined && [undefined, owner.name].includes(registration.deviceName);
  if (isAgain) {
    return ok({ step: doing(state), value: registeredOf(owner) });
  }
  const name = registration.deviceName ?? freeName(state.registry, commonName);
  const credentials = credentialsOf(certificate.value, uuidFrom(moment.random));
  const known = deviceByName(state.registry, name);
  return known === undefined
    ? deviceAdded(state, { name }, credentials, moment)
    : credentialsSet(state, known.id, { ...credentials, id: known.credentials.id });
}

/** Adds a device with an access token of its own, as ThingsBoard does for a device made without credentials. */
export function deviceCreated(
  state: ServerState,
  description: DeviceDescription,
  moment: Moment,
): Result<Change<Registered>, RegistryFailure> {
  const token = tokenFrom(moment.random);
  const credentials: GivenCredentials = {
    id: uuidFrom(moment.random),
    type: "ACCESS_TOKEN",
    credentialsId: token,
    value: "",
  };
  return deviceAdded(state, description, credentials, moment);
}

/** Gives a device another name, label or profile. */
export function deviceDescribed(
  state: ServerState,
  deviceId: string,
  description: DeviceDescription,
): Result<Change<undefined>, RegistryFailure> {
  const registry = withDescription(state.registry, deviceId, description);
  return registry.ok
    ? ok({ step: doing({ ...state, registry: registry.value }), value: undefined })
    : registry;
}

/** Gives a device other credentials; its sessions end where they were made with others. */
export function credentialsSet(
  state: ServerState,
  deviceId: string,
  credentials: GivenCredentials,
): Result<Change<Registered>, RegistryFailure> {
  const before = state.registry.devices.get(deviceId);
  const registry = withCredentials(state.registry, deviceId, credentials);
  if (!registry.ok) {
    return registry;
  }
  const device = registry.value.devices.get(deviceId);
  if (before === undefined || device === undefined) {
    return fail({ code: "device-not-found", deviceId });
  }
  const isSame =
    before.credentials.type === credentials.type &&
    before.credentials.credentialsId === credentials.credentialsId;
  const changed = { ...state, registry: registry.value };
  const step = isSame
    ? doing(changed)
    : andThen(sessionsEnded(changed, deviceId, "credentials-changed"), (next) => told(next, device));
  return ok({ step, value: registeredOf(device) });
}

/** Removes a device, with its sessions and what was asked of it. */
export function deviceDeleted(
  state: ServerState,
  deviceId: string,
  moment: Moment,
): Result<Change<undefined>, RegistryFailure> {
  const device = state.registry.devices.get(deviceId);
  if (device === undefined) {
    return fail({ code: "device-not-found", deviceId });
  }
  const silenced = andThen(sessionsEnded(state, deviceId, "device-deleted"), (next) =>
    callsDropped(next, deviceId, moment),
  );
  const step = andThen(silenced, (next) =>
    doing(
      { ...next, registry: withoutDevice(next.registry, deviceId) },
      { kind: "tell", event: { kind: "deleted", deviceId, deviceName: device.name } },
    ),
  );
  return ok({ step, value: undefined });
}

/** The certificate that counts in a PEM text, with what ThingsBoard keeps of it. */
export interface Leaf {
  readonly credentialsId: string;
  /** The base64 body, one line. */
  readonly value: string;
  readonly commonName: string;
}

/** Reads the first certificate of a PEM text. */
export function leafOf(certificatePem: string): Result<Leaf, CertificateFailure> {
  const leaf = leafIn(certificatePem);
  return leaf === undefined
    ? fail({ code: "certificate-unreadable" })
    : ok(leafFrom(leaf.der, leaf.certificate.subject.commonName));
}

/** Reads a certificate. */
export function certificateOf(der: Uint8Array): Result<Leaf, CertificateFailure> {
  const certificate = readCertificate(der);
  return certificate.ok
    ? ok(leafFrom(der, certificate.value.subject.commonName))
    : fail({ code: "certificate-unreadable" });
}

function leafFrom(der: Uint8Array, commonName: string): Leaf {
  return { credentialsId: credentialIdOf(der), value: Buffer.from(der).toString("base64"), commonName };
}

/** The credentials that a certificate makes. */
export function credentialsOf({ credentialsId, value }: Leaf, id: string): GivenCredentials {
  return { id, type: "X509_CERTIFICATE", credentialsId, value };
}

/** Adds a device with credentials, which must be no other device's. */
export function deviceAdded(
  state: ServerState,
  description: DeviceDescription,
  credentials: GivenCredentials,
  { now, random }: Moment,
): Result<Change<Registered>, RegistryFailure> {
  const device: RegisteredDevice = {
    ...description,
    id: uuidFrom(random),
    createdMs: now.getTime(),
    version: 1,
    credentials: { ...credentials, version: 1 },
    clientAttributes: new Map(),
    sharedAttributes: new Map(),
    telemetry: new Map(),
  };
  const registry = withDevice(state.registry, device);
  return registry.ok
    ? ok({ step: told({ ...state, registry: registry.value }, device), value: registeredOf(device) })
    : registry;
}

function told(state: ServerState, { id: deviceId, name: deviceName }: RegisteredDevice): Step {
  return doing(state, { kind: "tell", event: { kind: "registered", deviceId, deviceName } });
}

function sessionsEnded(state: ServerState, deviceId: string, reason: EndReason): Step {
  return sessionsOf(state, deviceId).reduce<Step>(
    (step, session) => andThen(step, (next) => ended(next, session, reason)),
    doing(state),
  );
}

function registeredOf({ id, name, credentials }: RegisteredDevice): Registered {
  return { deviceId: id, deviceName: name, credentialsId: credentials.credentialsId };
}

/** Devices made on one machine share their CN: the second becomes `name 2`. */
function freeName(registry: Registry, commonName: string): string {
  const name = commonName === "" ? "Device" : commonName;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name} ${count}`;
    if (deviceByName(registry, candidate) === undefined) {
      return candidate;
    }
  }
}

/** Twenty letters and digits, as ThingsBoard's own tokens. */
export function tokenFrom(random: RandomBytes): string {
  return Buffer.from(random(15)).toString("base64url").replaceAll("-", "x").replaceAll("_", "y");
}
