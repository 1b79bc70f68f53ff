import type { ApiCall } from "../core/credential/apiCall";
import {
  chainProvisioningOf,
  createProfileCall,
  updateProfileCall,
  type ChainProvisioning,
  type DeviceProfile,
} from "../core/credential/profileCalls";
import { fail, ok, type Result } from "../core/result";
import type { CaFailure } from "./deviceCa";
import { exportCa, type ExportedCa } from "./exportCa";
import { profileNamed } from "./deviceProfiles";
import { nameOf } from "./paths";
import { isUndecided, type ThingsBoard, type ThingsBoardFailure } from "./thingsBoard";
import type { FileFailure, World } from "./world";

/** Which device CA a server is to take devices of. */
export interface DeviceCaRequest {
  /** Absolute path of the CA's certificate. */
  readonly certificatePath: string;
  /** Name of the device profile; the CA's own where absent. */
  readonly deviceProfile?: string;
  /** False: only devices that the server has already get their certificates so. */
  readonly allowCreate: boolean;
}

/** What has to be done for it. */
export interface DeviceCaPlan {
  readonly ca: ExportedCa;
  readonly profileName: string;
  readonly provisioning: ChainProvisioning;
  /** `replace`: the profile provisions in another way, or by another CA, today. */
  readonly kind: "in-sync" | "create" | "update" | "replace";
  readonly profile?: DeviceProfile;
}

/** A profile that takes whoever the CA signed. */
export interface DeviceCaProvisioned {
  readonly profile: DeviceProfile;
  readonly created: boolean;
  readonly changed: boolean;
}

/** Why the server does not take devices of the CA. */
export type DeviceCaFailure =
  | CaFailure
  | FileFailure
  | ThingsBoardFailure
  /** The server said yes and has something else. */
  | { readonly code: "device-profile-not-kept"; readonly profileName: string };

/** Looks at the server and says what has to be done; it changes nothing. */
export async function planDeviceCa(
  { certificatePath, deviceProfile, allowCreate }: DeviceCaRequest,
  { board, files }: Pick<World, "files"> & { readonly board: ThingsBoard },
  signal: AbortSignal,
): Promise<Result<DeviceCaPlan, DeviceCaFailure>> {
  const ca = await exportCa(certificatePath, { files });
  if (!ca.ok) {
    return ca;
  }
  const profileName = deviceProfile ?? nameOf(certificatePath).replace(/\.ca\.pem$/, "");
  const { pem, certificateRegExPattern } = ca.value;
  const provisioning = { caPem: pem, certificateRegExPattern, allowCreateNewDevices: allowCreate };
  const profile = await profileNamed(profileName, { board, signal });
  if (!profile.ok) {
    return profile;
  }
  const plan = { ca: ca.value, profileName, provisioning };
  return profile.value === undefined
    ? ok({ ...plan, kind: "create" })
    : ok({ ...plan, kind: kindOf(profile.value, provisioning), profile: profile.value });
}

function kindOf(profile: DeviceProfile, wanted: ChainProvisioning): DeviceCaPlan["kind"] {
  if (isSame(profile, wanted)) {
    return "in-sync";
  }
  const today = chainProvisioningOf(profile);
  const { provisionType } = profile.whole;
  const isFree = today === undefined && (provisionType === "DISABLED" || provisionType === undefined);
  const isOwn = today !== undefined && bodyOf(today.caPem) === bodyOf(wanted.caPem);
  return isFree || isOwn ? "update" : "replace";
}

/** The one request that a plan writes with, if any. */
export function deviceCaCall(plan: DeviceCaPlan): ApiCall<DeviceProfile> | undefined {
  return plan.kind === "in-sync" ? undefined : savingCall(plan);
}

function savingCall({ profile, profileName, provisioning }: DeviceCaPlan): ApiCall<DeviceProfile> {
  return profile === undefined
    ? createProfileCall(profileName, provisioning)
    : updateProfileCall(profile, provisioning);
}

/** Does what was planned, and checks what the server has then. Where the answer was lost, what is read back decides. */
export async function carryOutDeviceCa(
  plan: DeviceCaPlan,
  board: ThingsBoard,
  signal: AbortSignal,
): Promise<Result<DeviceCaProvisioned, DeviceCaFailure>> {
  const { kind, profile, profileName, provisioning } = plan;
  if (kind === "in-sync" && profile !== undefined) {
    return ok({ profile, created: false, changed: false });
  }
  const saved = await board.ask(savingCall(plan), signal);
  if (!saved.ok && !isUndecided(saved.failure)) {
    return saved;
  }
  const after = await profileNamed(profileName, { board, signal });
  if (!after.ok) {
    return after;
  }
  if (after.value !== undefined && isSame(after.value, provisioning)) {
    return ok({ profile: after.value, created: profile === undefined, changed: true });
  }
  return saved.ok ? fail({ code: "device-profile-not-kept", profileName }) : saved;
}

function isSame(profile: DeviceProfile, wanted: ChainProvisioning): boolean {
  const today = chainProvisioningOf(profile);
  return (
    today !== undefined &&
    bodyOf(today.caPem) === bodyOf(wanted.caPem) &&
    today.certificateRegExPattern === wanted.certificateRegExPattern &&
    today.allowCreateNewDevices === wanted.allowCreateNewDevices
  );
}

/** The server stores the base64 body alone. */
function bodyOf(pem: string): string {
  return pem.replace(/-----[^-]*-----|\s/g, "");
}
