import { arrivalOf, isThere, type Arrival } from "../core/connection/arrival";
import type { ServerDevice } from "../core/credential/deviceCalls";
import { attributesCall, latestTelemetryCall, type KeptValue } from "../core/credential/valueCalls";
import { fail, ok, type Result } from "../core/result";
import { sentValuesIn } from "../core/talk/sentValues";
import { compareWithServer, type CompareFailure, type CompareRequest } from "./compareWithServer";
import type { ThingsBoard, ThingsBoardFailure } from "./thingsBoard";
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

type Reading = Pick<World, "files" | "machine"> & { readonly board: ThingsBoard };

/** Reads the latest telemetry and the attributes of the device that the certificate stands for. */
export async function readBack(
  request: CompareRequest,
  { board, ...world }: Reading,
  signal: AbortSignal,
): Promise<Result<ReadBack, ReadBackFailure>> {
  const compared = await compareWithServer(request, { ...world, board }, signal);
  if (!compared.ok) {
    return compared;
  }
  const { comparison } = compared.value;
  return comparison.state === "not-provisioned"
    ? fail({ code: "device-not-provisioned", deviceName: comparison.deviceName })
    : valuesOf(comparison.device, { board, signal, delayMs: 0 });
}

/** A message that a device has published. */
export interface PublishedMessage {
  readonly topic: string;
  readonly payload: string;
  /** When it was sent, milliseconds since 1970 UTC. */
  readonly sentAtMs: number;
}

/** What a server has after a message, and what became of that message's values. */
export interface ReadBackAfter extends ReadBack {
  /** Absent where the server keeps nothing of such a message. */
  readonly arrival?: Arrival;
}

/** A server writes after it has answered the device: it is asked again after these times, milliseconds. */
const laterMs = [250, 750, 2000, 4000];

/** Reads what a server has of a device that has just published, again until all of the message is there or it is late. */
export async function readBackAfter(
  message: PublishedMessage,
  request: CompareRequest,
  world: Reading & Pick<World, "clock">,
  signal: AbortSignal,
): Promise<Result<ReadBackAfter, ReadBackFailure>> {
  const first = await readBack(request, world, signal);
  if (!first.ok) {
    return first;
  }
  let found = withArrival(first.value, message, world);
  for (const delayMs of laterMs) {
    if (found.arrival === undefined || isThere(found.arrival)) {
      break;
    }
    const again = await valuesOf(found.device, { board: world.board, signal, delayMs });
    if (!again.ok) {
      break;
    }
    found = withArrival(again.value, message, world);
  }
  return ok(found);
}

function withArrival(
  read: ReadBack,
  { topic, payload, sentAtMs }: PublishedMessage,
  { board, clock }: Pick<World, "clock"> & { readonly board: ThingsBoard },
): ReadBackAfter {
  const sent = sentValuesIn(topic, payload, sentAtMs + (board.clockAheadMs() ?? 0));
  if (sent === undefined) {
    return read;
  }
  const { kind, values } = sent;
  const kept = kind === "telemetry" ? read.telemetry : read.attributes;
  const times = { sentAtMs, askedAtMs: clock().getTime() };
  return {
    ...read,
    arrival: arrivalOf({ kind, deviceName: read.device.name, ...times, sent: values, kept }),
  };
}

interface Asking {
  readonly board: ThingsBoard;
  readonly signal: AbortSignal;
  readonly delayMs: number;
}

async function valuesOf(
  device: ServerDevice,
  { board, signal, delayMs }: Asking,
): Promise<Result<ReadBack, ThingsBoardFailure>> {
  const telemetry = await board.ask({ ...latestTelemetryCall(device.id), delayMs }, signal);
  if (!telemetry.ok) {
    return telemetry;
  }
  const attributes = await board.ask(attributesCall(device.id), signal);
  return attributes.ok
    ? ok({ device, telemetry: telemetry.value, attributes: attributes.value })
    : attributes;
}
