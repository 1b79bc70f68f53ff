import type { DeviceRefusal, FleetTerms, MadeDevice, PlannedDevice } from "../core/fleet/device";
import { firstPropertiesName } from "../core/devices/names";
import type { Identity } from "../core/identity/identity";
import type { BundleFile } from "../core/keystore/bundle";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import type { KeyOfPassword } from "../core/keystore/sharedPasswordKeys";
import { fail, ok, type Result } from "../core/result";
import { bundleFor, type IssueWorld, type PreparedBundle } from "./issueBundle";
import { join } from "./paths";

/** Whoever has the file has the device's passwords. */
export const propertiesMode = 0o600;

/** What a device of a fleet is made with. */
export interface DeviceMaking {
  readonly terms: FleetTerms;
  readonly world: IssueWorld;
  readonly signal: AbortSignal;
  readonly keyOf: KeyOfPassword;
  /** The leaf of the terms' server certificate; undefined where that is none. */
  readonly serverLeafDer: Uint8Array | undefined;
}

/** Gives the leaf of the server's certificate that all devices trust, read once for all. */
export function serverLeafOf({ serverCertificate }: FleetTerms): Uint8Array | undefined {
  return serverCertificate && leafIn(pemTextOf(serverCertificate.pem))?.der;
}

/**
 * Makes a device whose folder is not there yet, all of it in one go, so that nothing of it has to be looked at, noted or
 * undone. Undefined where something has its name: that is to be held against its row first.
 */
export async function newDeviceMade(
  device: PlannedDevice,
  making: DeviceMaking,
): Promise<MadeDevice | undefined> {
  const { terms, world, signal } = making;
  const folder = join(terms.folder, device.name);
  const there = await world.files.list(folder);
  if (there.ok || there.failure.code !== "file-not-found") {
    return undefined;
  }
  const prepared = preparedFor(device.identity, folder, making);
  if (!prepared.ok) {
    return { kind: "failed", failure: prepared.failure };
  }
  const keyPair = await world.entropy.keyPair(device.identity.algorithm, signal);
  const made = keyPair && (await bundleFor(prepared.value, keyPair, world));
  if (made === undefined || signal.aborted) {
    return { kind: "failed", failure: { code: "cancelled" } };
  }
  const written = await world.files.createFolder(folder, made.bundle, filesBeside(device, terms));
  if (written.ok) {
    return { kind: "generated" };
  }
  return written.failure.code === "file-exists" ? undefined : { kind: "failed", failure: written.failure };
}

/** The keystore trusts the server's certificate where the device's properties file has that beside it. */
function preparedFor(
  identity: Identity,
  folder: string,
  { terms, keyOf, serverLeafDer }: DeviceMaking,
): Result<PreparedBundle, DeviceRefusal> {
  const { validityDays, formats, signer, serverCertificate } = terms;
  const path = join(folder, firstPropertiesName);
  const request = { propertiesPath: path, validityDays, formats, keyOf };
  const isPeer = serverCertificate?.name === `${identity.peer.filePrefix}.pub.pem`;
  if (isPeer && serverLeafDer === undefined) {
    return fail({ code: "server-cert-unreadable", path: join(folder, serverCertificate.name) });
  }
  return ok({
    identity,
    request,
    ...(isPeer && serverLeafDer !== undefined ? { peerCertificateDer: serverLeafDer } : {}),
    ...(signer === undefined ? {} : { signer }),
  });
}

function filesBeside(
  { propertiesText }: PlannedDevice,
  { serverCertificate }: FleetTerms,
): readonly BundleFile[] {
  const properties = {
    name: firstPropertiesName,
    bytes: new TextEncoder().encode(propertiesText),
    mode: propertiesMode,
  } as const;
  return serverCertificate === undefined
    ? [properties]
    : [properties, { name: serverCertificate.name, bytes: serverCertificate.pem, mode: 0o644 }];
}
