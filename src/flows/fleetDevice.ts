import { withReadKey } from "../core/certificate/signer";
import type { DeviceRefusal, FleetTerms, MadeDevice, PlannedDevice } from "../core/fleet/device";
import { endingsOf, isWholeBundle } from "../core/fleet/wholeBundle";
import { firstPropertiesName } from "../core/devices/names";
import type { Identity } from "../core/identity/identity";
import type { BundleEnding } from "../core/keystore/bundleNames";
import { sharedPasswordKeys } from "../core/keystore/sharedPasswordKeys";
import { fail, ok, type Result } from "../core/result";
import { newDeviceMade, propertiesMode, serverLeafOf, type DeviceMaking } from "./fleetNewDevice";
import { generateIdentity, type GenerateFailure } from "./generateIdentity";
import type { IssueWorld } from "./issueBundle";
import { loadIdentity } from "./loadProfile";
import { folderOf, join } from "./paths";

/** Makes the devices of one fleet. */
export type DeviceMaker = (device: PlannedDevice) => Promise<MadeDevice>;

/** More than any bundle's file needs. */
const mostBytes = 1_048_576;

/**
 * Gives what makes the devices of a fleet, one at a time or several at once: folder, properties file, bundle. A device
 * that is there already is held against its row, and left as it is where it is whole and the same; another one is
 * replaced only where the terms say so. What a crash interrupted is taken up where it was.
 */
export function deviceMaker(terms: FleetTerms, world: IssueWorld, signal: AbortSignal): DeviceMaker {
  const random = (lengthBytes: number): Uint8Array => world.entropy.bytes(lengthBytes);
  const making = {
    terms: terms.signer === undefined ? terms : { ...terms, signer: withReadKey(terms.signer) },
    world,
    signal,
    keyOf: sharedPasswordKeys({ random, pause: world.pause }),
    serverLeafDer: serverLeafOf(terms),
  };
  return async (device) =>
    signal.aborted
      ? refused({ code: "cancelled" })
      : ((await newDeviceMade(device, making)) ?? madeByStep(device, making));
}

/** Gives the path of a device's properties file. */
export function fleetPropertiesPath({ folder }: Pick<FleetTerms, "folder">, name: string): string {
  return join(join(folder, name), firstPropertiesName);
}

/** Looks at each thing that may be there already before it is written. */
async function madeByStep(device: PlannedDevice, making: DeviceMaking): Promise<MadeDevice> {
  const path = fleetPropertiesPath(making.terms, device.name);
  const placed = await placeProperties(path, device, making);
  if (!placed.ok) {
    return refused(placed.failure);
  }
  const server = await placeServerCertificate(folderOf(path), making);
  if (!server.ok) {
    return refused(server.failure);
  }
  const found = placed.value === "new" ? ok("none") : await lookedAt(path, making);
  if (!found.ok) {
    return refused(found.failure);
  }
  if (found.value === "whole") {
    return { kind: "skipped" };
  }
  return found.value === "other" && !making.terms.overwrite
    ? refused({ code: "fleet-bundle-differs", path })
    : generated(path, making);
}

/** Writes the properties file, or finds the same one there. */
async function placeProperties(
  path: string,
  { propertiesText }: PlannedDevice,
  { terms, world }: DeviceMaking,
): Promise<Result<"new" | "known", DeviceRefusal>> {
  const { files } = world;
  const bytes = new TextEncoder().encode(propertiesText);
  const created = await files.create(path, bytes, propertiesMode);
  if (created.ok || created.failure.code !== "file-exists") {
    return created.ok ? ok("new") : created;
  }
  const there = await files.read(path, mostBytes);
  if (!there.ok) {
    return there;
  }
  if (Buffer.compare(there.value, bytes) === 0) {
    return ok("known");
  }
  if (!terms.overwrite) {
    return fail({ code: "fleet-properties-differ", path });
  }
  const kept = await keepProperties(path, there.value, world);
  const replaced = kept.ok ? await files.replace(path, bytes, propertiesMode) : kept;
  return replaced.ok ? ok("known") : replaced;
}

/** What is replaced goes where old bundles go: `backup/keygen.properties-<UTC time>/`, with `-2` and so on where that is taken. */
async function keepProperties(
  path: string,
  bytes: Uint8Array,
  { files, clock }: IssueWorld,
): Promise<Result<void, DeviceRefusal>> {
  const link = await files.isLink(path);
  if (!link.ok || link.value) {
    return link.ok ? fail({ code: "file-not-regular", path }) : link;
  }
  const time = clock()
    .toISOString()
    .replace(/[-:]|\.\d+/g, "");
  const base = join(join(folderOf(path), "backup"), `${firstPropertiesName}-${time}`);
  for (let count = 1; ; count += 1) {
    const folder = count === 1 ? base : `${base}-${count}`;
    const kept = await files.create(join(folder, firstPropertiesName), bytes, propertiesMode);
    if (kept.ok || kept.failure.code !== "file-exists") {
      return kept;
    }
  }
}

/** The device's keystore trusts what lies beside it; what is there already stays. */
async function placeServerCertificate(
  folder: string,
  { terms: { serverCertificate }, world: { files } }: DeviceMaking,
): Promise<Result<void, DeviceRefusal>> {
  if (serverCertificate === undefined) {
    return ok(undefined);
  }
  const placed = await files.create(join(folder, serverCertificate.name), serverCertificate.pem, 0o644);
  return placed.ok || placed.failure.code === "file-exists" ? ok(undefined) : placed;
}

/** Ends what a crash interrupted, and looks at what is there then. */
async function lookedAt(
  path: string,
  { terms: { signer }, world }: DeviceMaking,
): Promise<Result<"none" | "whole" | "other", DeviceRefusal>> {
  const identity = await loadIdentity(path, "client", world);
  if (!identity.ok) {
    return fail(refusalOf(identity.failure, path));
  }
  const { filePrefix } = identity.value;
  const recovered = await world.files.recoverBundle(folderOf(path), filePrefix);
  const found = recovered.ok ? await filesIn(path, identity.value, world) : recovered;
  if (!found.ok) {
    return found;
  }
  if (found.value.size === 0) {
    return ok("none");
  }
  return ok(isWholeBundle(found.value, identity.value, signer) ? "whole" : "other");
}

async function filesIn(
  path: string,
  { filePrefix }: Identity,
  { files }: IssueWorld,
): Promise<Result<ReadonlyMap<BundleEnding, Uint8Array>, DeviceRefusal>> {
  const found = new Map<BundleEnding, Uint8Array>();
  for (const ending of endingsOf(true)) {
    const bytes = await files.read(join(folderOf(path), filePrefix + ending), mostBytes);
    if (bytes.ok) {
      found.set(ending, bytes.value);
    } else if (bytes.failure.code !== "file-not-found") {
      return bytes;
    }
  }
  return ok(found);
}

async function generated(path: string, { terms, world, signal, keyOf }: DeviceMaking): Promise<MadeDevice> {
  const { validityDays, formats, overwrite, signer } = terms;
  const request = {
    propertiesPath: path,
    side: "client" as const,
    validityDays,
    formats,
    overwrite,
    keyOf,
    ...(signer === undefined ? {} : { signer }),
  };
  const done = await generateIdentity(request, world, signal);
  return done.ok ? { kind: "generated" } : refused(refusalOf(done.failure, path));
}

/** Between two steps somebody may have changed the properties file: then it is another one. */
function refusalOf(failure: GenerateFailure, path: string): DeviceRefusal {
  switch (failure.code) {
    case "properties-invalid":
    case "properties-unreadable":
      return { code: "fleet-properties-differ", path };
    case "copy-failed":
      return failure.failure;
    case "cancelled":
      return { code: "cancelled" };
    default:
      return failure;
  }
}

function refused(failure: DeviceRefusal): MadeDevice {
  return { kind: "failed", failure };
}
