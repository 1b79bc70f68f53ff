import type { ServerDevice } from "../core/credential/deviceCalls";
import { attributesCall, latestTelemetryCall, type KeptValue } from "../core/credential/valueCalls";
import { fail, ok, type Result } from "../core/result";
import { compareWithServer, type CompareFailure, type CompareRequest } from "./compareWithServer";
import type { ThingsBoard } from "./thingsBoard";
import type { World } from "./world";

/** What a server keeps of a device: proof of what arrived. */
export interface ReadBack {
  readonly device: ServerDevice;
  /** Of each key the latest value. */
  readonly telemetry: readonly KeptValue[];
  readonly attributes: readonly KeptValue[];
}

/** Why nothing was read back. */
export type ReadBackFailure =
  CompareFailure | { readonly code: "device-not-provisioned"; readonly deviceName: string };

/** Reads the latest telemetry and the attributes of the device that the certificate stands for. */
export async function readBack(
  request: CompareRequest,
  { board, ...world }: Pick<World, "files" | "machine"> & { readonly board: ThingsBoard },
  signal: AbortSignal,
): Promise<Result<ReadBack, ReadBackFailure>> {
  const compared = await compareWithServer(request, { ...world, board }, signal);
  if (!compared.ok) {
    return compared;
  }
  const { comparison } = compared.value;
  if (comparison.state === "not-provisioned") {
    return fail({ code: "device-not-provisioned", deviceName: comparison.deviceName });
  }
  const { device } = comparison;
  const telemetry = await board.ask(latestTelemetryCall(device.id), signal);
  if (!telemetry.ok) {
    return telemetry;
  }
  const attributes = await board.ask(attributesCall(device.id), signal);
  return attributes.ok
    ? ok({ device, telemetry: telemetry.value, attributes: attributes.value })
    : attributes;
}
