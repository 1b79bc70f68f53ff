import { isCertificate } from "../core/credential/comparison";
import { credentialsCall, type ServerCredentials, type ServerDevice } from "../core/credential/deviceCalls";
import { fail, ok, type Result } from "../core/result";
import { planProvisioning, type ProvisionFailure } from "./provisionDevice";
import { readPublicCert, type PublicCert } from "./readPublicCert";
import type { ThingsBoard } from "./thingsBoard";
import type { World } from "./world";

/** Which device's certificate is to be rotated. */
export interface PlanRotationRequest {
  /** Absolute path of the properties file. */
  readonly propertiesPath: string;
  /** What it is called on the server, where the person says so. */
  readonly deviceName?: string;
  /** The device that the properties file was provisioned as the last time. */
  readonly known?: ServerDevice;
}

/** What the server and the disk have before a rotation. */
export interface RotationPlan {
  readonly certificate: PublicCert;
  readonly device: ServerDevice;
  readonly old: ServerCredentials;
  /** Whether the server has that certificate; else it has other credentials, which would be replaced. */
  readonly isInSync: boolean;
}

/** Why nothing can be rotated. */
export type PlanRotationFailure =
  ProvisionFailure | { readonly code: "device-not-provisioned"; readonly deviceName: string };

type Asking = Pick<World, "files" | "machine"> & { readonly board: ThingsBoard };

/** Looks at the server and the disk; it changes nothing. */
export async function planRotation(
  request: PlanRotationRequest,
  world: Asking,
  signal: AbortSignal,
): Promise<Result<RotationPlan, PlanRotationFailure>> {
  const certificate = await readPublicCert(request.propertiesPath, world);
  if (!certificate.ok) {
    return certificate;
  }
  const { known, deviceName } = request;
  if (known !== undefined && deviceName === undefined) {
    const old = await world.board.ask(credentialsCall(known.id), signal);
    if (old.ok && isCertificate(old.value, certificate.value.credentialsId)) {
      return ok({ certificate: certificate.value, device: known, old: old.value, isInSync: true });
    }
  }
  return searchedFor(request, world, signal);
}

/** Looks for the device as provisioning does. */
async function searchedFor(
  { propertiesPath, deviceName, known }: PlanRotationRequest,
  world: Asking,
  signal: AbortSignal,
): Promise<Result<RotationPlan, PlanRotationFailure>> {
  const name = deviceName ?? known?.name;
  const request = { propertiesPath, ...(name === undefined ? {} : { deviceName: name }) };
  const plan = await planProvisioning(request, world, signal);
  if (!plan.ok) {
    return plan;
  }
  const { certificate } = plan.value;
  switch (plan.value.kind) {
    case "create":
      return fail({ code: "device-not-provisioned", deviceName: plan.value.deviceName });
    case "replace":
      return ok({ certificate, device: plan.value.device, old: plan.value.old, isInSync: false });
    case "in-sync": {
      const { device } = plan.value;
      const old = await world.board.ask(credentialsCall(device.id), signal);
      return old.ok ? ok({ certificate, device, old: old.value, isInSync: true }) : old;
    }
  }
}
