import { isCertificate } from "../core/credential/comparison";
import { credentialsCall, type ServerDevice } from "../core/credential/deviceCalls";
import type { JsonObject } from "../core/credential/json";
import { fail, ok, type Result } from "../core/result";
import { openFleetJournal, type FleetJournal } from "./fleetJournal";
import { inLanes } from "./inLanes";
import { backOff, patientBoard, type Patience } from "./patientBoard";
import {
  carryOut,
  planProvisioning,
  type ProvisionFailure,
  type ProvisionPlan,
  type ProvisionRequest,
} from "./provisionDevice";
import { readPublicCert } from "./readPublicCert";
import type { ThingsBoard } from "./thingsBoard";
import type { FileFailure, World } from "./world";

/** Which devices are to be on the server, and how. */
export interface FleetProvisionRequest {
  readonly devices: readonly Omit<ProvisionRequest, "deviceProfile">[];
  readonly deviceProfile?: string;
  /** Whether a device's other credentials may be replaced. */
  readonly replace: boolean;
  /** How many devices are worked on at the same time, from 1. */
  readonly concurrency: number;
  /** Absolute path of the journal, of this server alone. */
  readonly journalPath: string;
}

/** What it needs. */
export interface FleetProvisionWorld extends Pick<World, "files" | "machine">, Patience {
  readonly board: ThingsBoard;
  /** Keeps credentials that are about to be replaced. */
  readonly keepOld: (deviceId: string, old: JsonObject) => Promise<unknown>;
  /** Is told of each device as it ends. */
  readonly ended?: (row: FleetRow) => void;
}

/** Why a device of a fleet is not on the server as it should be. */
export type FleetRowFailure =
  | Exclude<ProvisionFailure, { readonly code: "cancelled" }>
  /** It has other credentials, which were not to be replaced. */
  | { readonly code: "device-credentials-differ"; readonly plan: ReplacePlan }
  /** Another device of the fleet goes by the same name on the server. */
  | { readonly code: "device-named-twice"; readonly deviceName: string; readonly other: string }
  /** The server did not take its row; `said` is empty where it gave no reason. */
  | { readonly code: "bulk-import-refused"; readonly deviceName: string; readonly said: string }
  | { readonly code: "client-cert-self-signed"; readonly path: string }
  /** No device profile has the CA that signed it, or finds a name in its common name. */
  | { readonly code: "device-ca-not-on-server"; readonly issuer: string }
  /** The profile takes devices that are there alone, and this one is not. */
  | { readonly code: "device-not-created-by-chain"; readonly deviceName: string; readonly profile: string };

type ReplacePlan = Extract<ProvisionPlan, { readonly kind: "replace" }>;

/** What became of a device; `device` is missing where the server was not asked for it. */
export type FleetRow = { readonly propertiesPath: string } & (
  | { readonly kind: "provisioned" | "unchanged"; readonly device?: ServerDevice }
  | { readonly kind: "failed"; readonly failure: FleetRowFailure }
);

/** What became of a fleet. */
export interface FleetProvisioned {
  /** In the order of the devices; those that were not come to are missing. */
  readonly rows: readonly FleetRow[];
  /** Why none of the others would have fared better. */
  readonly stopped?: FleetRowFailure;
  /** Why the journal could not be written. */
  readonly journalFailure?: FileFailure;
}

/**
 * Has each device on the server with its certificate, as `provisionDevice` does, so many at a time. What the journal has
 * as done is read back and left alone. A 429 holds all of them back; what may pass (5xx, network) is tried again. It can be
 * stopped, or killed, at any time: run again, it goes on.
 */
export async function provisionFleet(
  request: FleetProvisionRequest,
  world: FleetProvisionWorld,
  signal: AbortSignal,
): Promise<FleetProvisioned> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const journal = await openFleetJournal(request.journalPath, world);
  const names = new Map<string, string>();
  const patient = { ...world, names, board: patientBoard(world.board, world) };
  const rows = new Map<string, FleetRow>();
  let stopped: FleetRowFailure | undefined;
  const one = async (device: FleetProvisionRequest["devices"][number], own: AbortSignal): Promise<void> => {
    const row = await provisioned({ ...request, ...device }, { ...patient, journal }, own);
    if (row === undefined) {
      return;
    }
    rows.set(row.propertiesPath, row);
    world.ended?.(row);
    if (row.kind === "failed" && isOfAll(row.failure)) {
      stopped ??= row.failure;
      stop.abort();
    }
  };
  await inLanes(request.devices, request.concurrency, one, either);
  const journalFailure = await journal.close();
  return {
    rows: request.devices.flatMap(({ propertiesPath }) => rows.get(propertiesPath) ?? []),
    ...(stopped && { stopped }),
    ...(journalFailure && { journalFailure }),
  };
}

/** Tells whether every other device would fail in the same way. */
export function isOfAll({ code }: FleetRowFailure): boolean {
  return ofAll.has(code);
}

const ofAll: ReadonlySet<FleetRowFailure["code"]> = new Set([
  "rest-signed-out",
  "rest-token-expired",
  "rest-password-expired",
  "rest-forbidden",
  "rest-entity-limit",
  "rest-rate-limited",
  "rest-not-thingsboard",
  "rest-redirected",
  "http-unreachable",
  "http-tls",
  "device-profile-unknown",
]);

type DeviceRequest = ProvisionRequest & Pick<FleetProvisionRequest, "replace">;

interface Provisioning extends FleetProvisionWorld, Planning {
  readonly journal: FleetJournal;
}

/** Undefined when the signal aborted. */
async function provisioned(
  request: DeviceRequest,
  world: Provisioning,
  signal: AbortSignal,
): Promise<FleetRow | undefined> {
  const { propertiesPath } = request;
  const known = await verified(request, world, signal);
  if (known !== undefined) {
    world.names.set(known.name, propertiesPath);
    return { propertiesPath, kind: "unchanged", device: known };
  }
  const wrote = { something: false };
  const done = await persistently(
    async () => {
      const plan = await agreedPlan(request, world, signal);
      if (!plan.ok) {
        return plan;
      }
      wrote.something ||= plan.value.kind !== "in-sync";
      return carryOut(plan.value, world.board, signal);
    },
    world,
    signal,
  );
  if (!done.ok) {
    const { failure } = done;
    return failure.code === "cancelled" ? undefined : { propertiesPath, kind: "failed", failure };
  }
  const { device, credentialsId } = done.value;
  await world.journal.note(propertiesPath, { deviceId: device.id, deviceName: device.name, credentialsId });
  // What an earlier try wrote without an answer is in sync now, and was our doing.
  return { propertiesPath, kind: wrote.something ? "provisioned" : "unchanged", device };
}

/** Gives the device where the journal has it as done, and the server has its certificate still. */
async function verified(
  { propertiesPath, deviceName }: DeviceRequest,
  { journal, board, ...world }: Provisioning,
  signal: AbortSignal,
): Promise<ServerDevice | undefined> {
  const done = journal.doneOf(propertiesPath);
  if (done === undefined) {
    return undefined;
  }
  const isOther = deviceName !== undefined && deviceName !== done.deviceName;
  const certificate = await readPublicCert(propertiesPath, world);
  if (isOther || !certificate.ok || certificate.value.credentialsId !== done.credentialsId) {
    return undefined;
  }
  const now = await board.ask(credentialsCall(done.deviceId), signal);
  return now.ok && isCertificate(now.value, done.credentialsId)
    ? { id: done.deviceId, name: done.deviceName }
    : undefined;
}

/** What planning a device of a fleet needs. */
export interface Planning extends Pick<FleetProvisionWorld, "board" | "keepOld" | "files" | "machine"> {
  /** The names on the server that this fleet has taken, by whom: one of its devices must not replace another. */
  readonly names: Map<string, string>;
}

type Agreed = Result<ProvisionPlan, FleetRowFailure | { readonly code: "cancelled" }>;

/** Plans, and keeps what is about to be replaced; fails where that was not agreed on. */
export async function agreedPlan(
  request: DeviceRequest,
  { board, keepOld, names, ...world }: Planning,
  signal: AbortSignal,
): Promise<Agreed> {
  const plan = await planProvisioning(request, { ...world, board }, signal);
  if (!plan.ok) {
    return plan;
  }
  const deviceName = plan.value.kind === "create" ? plan.value.deviceName : plan.value.device.name;
  const other = names.get(deviceName) ?? request.propertiesPath;
  if (other !== request.propertiesPath) {
    return fail({ code: "device-named-twice", deviceName, other });
  }
  names.set(deviceName, request.propertiesPath);
  if (plan.value.kind !== "replace") {
    return plan;
  }
  if (!request.replace) {
    return fail({ code: "device-credentials-differ", plan: plan.value });
  }
  await keepOld(plan.value.device.id, plan.value.old.whole);
  return ok(plan.value);
}

/** A device is tried so often. */
const mostTries = 5;

/** Tries again, later each time, what may pass. */
export async function persistently<T, F extends { readonly code: string }>(
  attempt: () => Promise<Result<T, F>>,
  patience: Patience,
  signal: AbortSignal,
): Promise<Result<T, F>> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt();
    if (outcome.ok || tried === mostTries || signal.aborted || !mayPass.has(outcome.failure.code)) {
      return outcome;
    }
    await backOff(tried, patience, signal);
  }
}

/** A try begins by looking at the server, so that what was done all the same is not done twice. */
const mayPass: ReadonlySet<string> = new Set([
  "http-unreachable",
  "http-timeout",
  "http-broken-off",
  "rest-server-error",
  "rest-conflict",
]);
