import type { ApiCall } from "../core/credential/apiCall";
import { isCertificate, shownCredentials, type ShownCredentials } from "../core/credential/comparison";
import {
  createDeviceCall,
  credentialsCall,
  setCertificateCall,
  type ServerCredentials,
  type ServerDevice,
} from "../core/credential/deviceCalls";
import { fail, ok, type Result } from "../core/result";
import { profileNamed } from "./deviceProfiles";
import { deviceNamed, findServerDevice, likelyNames, type Asking } from "./findServerDevice";
import { readPublicCert, type PublicCert, type PublicCertFailure } from "./readPublicCert";
import { isUndecided, type ThingsBoard, type ThingsBoardFailure } from "./thingsBoard";
import type { World } from "./world";

/** Which device is to be on the server. */
export interface ProvisionRequest {
  /** Absolute path of the properties file. */
  readonly propertiesPath: string;
  /** What it is to be called there; its common name where absent. */
  readonly deviceName?: string;
  /** Name or id of a device profile, for a device that has to be made; the server's default where absent. */
  readonly deviceProfile?: string;
}

/** What has to be done on a server. */
export type ProvisionPlan = { readonly certificate: PublicCert } & (
  | { readonly kind: "in-sync"; readonly device: ServerDevice }
  | { readonly kind: "create"; readonly deviceName: string; readonly profileId?: string }
  /** The device has other credentials, which would be replaced. */
  | { readonly kind: "replace"; readonly device: ServerDevice; readonly old: ServerCredentials }
);

/** What was done. */
export interface Provisioned {
  readonly device: ServerDevice;
  readonly created: boolean;
  /** True where the server has something that it had not before. */
  readonly changed: boolean;
  readonly credentialsId: string;
}

/** Why a device is not on the server as it should be. */
export type ProvisionFailure =
  | PublicCertFailure
  | ThingsBoardFailure
  | { readonly code: "device-name-missing"; readonly path: string }
  | { readonly code: "device-profile-unknown"; readonly profile: string }
  /** `deviceName` is absent where that device could not be found. */
  | { readonly code: "device-belongs-to-other"; readonly deviceName?: string; readonly credentialsId: string }
  /** The server said yes and has something else. */
  | { readonly code: "credentials-not-kept"; readonly device: ServerDevice; readonly has: ShownCredentials };

/** Looks at the server and says what has to be done there; it changes nothing. */
export async function planProvisioning(
  { propertiesPath, deviceName, deviceProfile }: ProvisionRequest,
  { board, ...world }: Pick<World, "files" | "machine"> & { readonly board: ThingsBoard },
  signal: AbortSignal,
): Promise<Result<ProvisionPlan, ProvisionFailure>> {
  const read = await readPublicCert(propertiesPath, world);
  if (!read.ok) {
    return read;
  }
  const certificate = read.value;
  const names = deviceName === undefined ? likelyNames(propertiesPath, certificate) : [deviceName];
  const [name] = names;
  if (name === undefined) {
    return fail({ code: "device-name-missing", path: certificate.path });
  }
  const found = await findServerDevice(names, certificate.credentialsId, { board, signal });
  if (!found.ok) {
    return found;
  }
  const { named, holder } = found.value;
  if (holder !== undefined) {
    return heldPlan(holder, certificate, deviceName);
  }
  if (named !== undefined) {
    return ok({ certificate, kind: "replace", device: named.device, old: named.credentials });
  }
  const profileId = await profileIdOf(deviceProfile, { board, signal });
  return profileId.ok ? ok({ certificate, kind: "create", deviceName: name, ...profileId.value }) : profileId;
}

/** Whoever has the certificate is the device, unless another was named. */
function heldPlan(
  holder: ServerDevice,
  certificate: PublicCert,
  deviceName: string | undefined,
): Result<ProvisionPlan, ProvisionFailure> {
  return deviceName === undefined || holder.name === deviceName
    ? ok({ certificate, kind: "in-sync", device: holder })
    : fail({
        code: "device-belongs-to-other",
        deviceName: holder.name,
        credentialsId: certificate.credentialsId,
      });
}

async function profileIdOf(
  wanted: string | undefined,
  asking: Asking,
): Promise<Result<{ readonly profileId?: string }, ProvisionFailure>> {
  if (wanted === undefined || isUuid.test(wanted)) {
    return ok(wanted === undefined ? {} : { profileId: wanted });
  }
  const profile = await profileNamed(wanted, asking);
  if (!profile.ok) {
    return profile;
  }
  return profile.value === undefined
    ? fail({ code: "device-profile-unknown", profile: wanted })
    : ok({ profileId: profile.value.id });
}

const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The one request that a plan writes with, if any; no secret is in it. */
export function writingCall(
  plan: ProvisionPlan,
): ApiCall<ServerDevice> | ApiCall<ServerCredentials> | undefined {
  switch (plan.kind) {
    case "in-sync":
      return undefined;
    case "create":
      return createCall(plan);
    case "replace":
      return setCertificateCall(plan.old, plan.certificate);
  }
}

function createCall({
  certificate,
  deviceName,
  profileId,
}: Extract<ProvisionPlan, { readonly kind: "create" }>): ApiCall<ServerDevice> {
  const device = { name: deviceName, ...(profileId === undefined ? {} : { profileId }) };
  return createDeviceCall(device, certificate);
}

/**
 * Does what was planned, reads back, and checks that the server's credentials id is ours. Where the answer to the one
 * writing request was lost, what is read back decides.
 */
export async function carryOut(
  plan: ProvisionPlan,
  board: ThingsBoard,
  signal: AbortSignal,
): Promise<Result<Provisioned, ProvisionFailure>> {
  const { credentialsId } = plan.certificate;
  const asking = { board, signal };
  switch (plan.kind) {
    case "in-sync":
      return ok({ device: plan.device, created: false, changed: false, credentialsId });
    case "create": {
      const device = await created(plan, asking);
      return device.ok ? readBack(device.value, { ...asking, credentialsId, created: true }) : device;
    }
    case "replace": {
      const saved = await replaced(plan, asking);
      return saved.ok ? readBack(plan.device, { ...asking, credentialsId, created: false }) : saved;
    }
  }
}

async function created(
  plan: Extract<ProvisionPlan, { readonly kind: "create" }>,
  asking: Asking,
): Promise<Result<ServerDevice, ProvisionFailure>> {
  const answer = await asking.board.ask(createCall(plan), asking.signal);
  if (answer.ok) {
    return answer;
  }
  if (!isUndecided(answer.failure)) {
    return refused(answer.failure, plan.deviceName, { ...asking, certificate: plan.certificate });
  }
  const device = await deviceNamed(plan.deviceName, asking);
  return device.ok && device.value !== undefined ? ok(device.value) : answer;
}

async function replaced(
  { certificate, device, old }: Extract<ProvisionPlan, { readonly kind: "replace" }>,
  asking: Asking,
): Promise<Result<undefined, ProvisionFailure>> {
  const { board, signal } = asking;
  const answer = await board.ask(setCertificateCall(old, certificate), signal);
  if (answer.ok) {
    return ok(undefined);
  }
  if (answer.failure.code === "rest-conflict") {
    return replacedAnew({ certificate, device, old }, asking);
  }
  if (!isUndecided(answer.failure)) {
    return refused(answer.failure, device.name, { ...asking, certificate });
  }
  const now = await board.ask(credentialsCall(device.id), signal);
  return now.ok && isCertificate(now.value, certificate.credentialsId) ? ok(undefined) : answer;
}

/** The version was another one: once more with the new one, unless the credentials are others than those agreed on. */
async function replacedAnew(
  { certificate, device, old }: Omit<Extract<ProvisionPlan, { readonly kind: "replace" }>, "kind">,
  asking: Asking,
): Promise<Result<undefined, ProvisionFailure>> {
  const { board, signal } = asking;
  const now = await board.ask(credentialsCall(device.id), signal);
  if (!now.ok) {
    return now;
  }
  if (isCertificate(now.value, certificate.credentialsId)) {
    return ok(undefined);
  }
  if (now.value.type !== old.type || now.value.credentialsId !== old.credentialsId) {
    return fail({ code: "rest-conflict", said: "" });
  }
  const again = await board.ask(setCertificateCall(now.value, certificate), signal);
  return again.ok ? ok(undefined) : refused(again.failure, device.name, { ...asking, certificate });
}

/** What ThingsBoard says where another device has the certificate; the second is of older servers. */
const assignedToOther: ReadonlySet<string> = new Set([
  "Device credentials are already assigned to another device!",
  "Create of existent device credentials!",
]);

/** Names the device that has the certificate, where that is the reason and it can be found. */
async function refused(
  failure: ThingsBoardFailure,
  deviceName: string,
  { certificate, ...asking }: Asking & { readonly certificate: PublicCert },
): Promise<Result<never, ProvisionFailure>> {
  if (failure.code !== "rest-refused" || !assignedToOther.has(failure.said)) {
    return fail(failure);
  }
  const { credentialsId } = certificate;
  const names = [...new Set([deviceName, certificate.certificate.subject.commonName])];
  const found = await findServerDevice(
    names.filter((name) => name !== ""),
    credentialsId,
    asking,
  );
  const holder = found.ok ? found.value.holder : undefined;
  return fail({
    code: "device-belongs-to-other",
    ...(holder === undefined ? {} : { deviceName: holder.name }),
    credentialsId,
  });
}

async function readBack(
  device: ServerDevice,
  {
    board,
    signal,
    credentialsId,
    created: isNew,
  }: Asking & { readonly credentialsId: string; readonly created: boolean },
): Promise<Result<Provisioned, ProvisionFailure>> {
  const credentials = await board.ask(credentialsCall(device.id), signal);
  if (!credentials.ok) {
    return credentials;
  }
  return isCertificate(credentials.value, credentialsId)
    ? ok({ device, created: isNew, changed: true, credentialsId })
    : fail({ code: "credentials-not-kept", device, has: shownCredentials(credentials.value) });
}
