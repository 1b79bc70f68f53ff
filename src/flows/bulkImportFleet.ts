import { profileCall } from "../core/credential/profileCalls";
import { bulkImportCall, type BulkImported, type ImportedDevice } from "../core/fleet/bulkImport";
import { ok, type Result } from "../core/result";
import { inLanes } from "./inLanes";
import { patientBoard } from "./patientBoard";
import { planProvisioning, type ProvisionPlan } from "./provisionDevice";
import {
  agreedPlan,
  isOfAll,
  persistently,
  type FleetProvisioned,
  type FleetProvisionRequest,
  type FleetProvisionWorld,
  type FleetRow,
  type FleetRowFailure,
} from "./provisionFleet";
import { isUndecided, type ThingsBoardFailure } from "./thingsBoard";

/** What a bulk import is asked for; it needs no journal: what is there already is not sent. */
export type BulkImportRequest = Omit<FleetProvisionRequest, "journalPath">;

type Planned = Exclude<ProvisionPlan, { readonly kind: "in-sync" }>;

/**
 * Has each device on the server with its certificate by one writing call. Before it, each device is looked for, since a bulk
 * import replaces the credentials of those that are there without a word; after it each is read back, and what is not there
 * has failed.
 */
export async function bulkImportFleet(
  request: BulkImportRequest,
  world: FleetProvisionWorld,
  signal: AbortSignal,
): Promise<Result<FleetProvisioned, ThingsBoardFailure>> {
  const patient = { ...world, board: patientBoard(world.board, world) };
  const profile = await profileNameOf(request.deviceProfile, patient, signal);
  if (!profile.ok) {
    return profile;
  }
  const { rows, end, stopped, either } = newTally(world, signal);
  const planned = await plannedAll(request, { ...patient, ended: end }, either);
  const inOrder = (): FleetProvisioned["rows"] =>
    request.devices.flatMap(({ propertiesPath }) => rows.get(propertiesPath) ?? []);
  const failure = stopped();
  if (failure !== undefined) {
    return ok({ rows: inOrder(), stopped: failure });
  }
  const imported = [...planned].map(([, plan]) => importedOf(plan, profile.value));
  const answer = await importedOnce(imported, patient, signal);
  if (!answer.ok) {
    return answer;
  }
  const places = [...planned.keys()].map((propertiesPath, index) => ({ propertiesPath, index }));
  const readBack = async (
    { propertiesPath, index }: (typeof places)[number],
    own: AbortSignal,
  ): Promise<void> => {
    const row = await rowAfter(
      { propertiesPath, deviceName: imported[index]?.name ?? "" },
      answer.value.refused.get(index) ?? "",
      { ...patient, signal: own },
    );
    if (row !== undefined) {
      end(row);
    }
  };
  await inLanes(places, request.concurrency, readBack, signal);
  return ok({ rows: inOrder() });
}

interface Tally {
  readonly rows: ReadonlyMap<string, FleetRow>;
  readonly end: (row: FleetRow) => void;
  /** Why none of the others would fare better, once that is known. */
  readonly stopped: () => FleetRowFailure | undefined;
  /** Aborts with the signal, and when it is stopped. */
  readonly either: AbortSignal;
}

function newTally({ ended }: FleetProvisionWorld, signal: AbortSignal): Tally {
  const stop = new AbortController();
  const rows = new Map<string, FleetRow>();
  let reason: FleetRowFailure | undefined;
  return {
    rows,
    end: (row) => {
      rows.set(row.propertiesPath, row);
      ended?.(row);
      if (row.kind === "failed" && isOfAll(row.failure)) {
        reason ??= row.failure;
        stop.abort();
      }
    },
    stopped: () => reason,
    either: AbortSignal.any([signal, stop.signal]),
  };
}

/** The import knows profiles by name alone. */
async function profileNameOf(
  wanted: string | undefined,
  { board }: Pick<FleetProvisionWorld, "board">,
  signal: AbortSignal,
): Promise<Result<string | undefined, ThingsBoardFailure>> {
  if (wanted === undefined || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wanted)) {
    return ok(wanted);
  }
  const profile = await board.ask(profileCall(wanted), signal);
  return profile.ok ? ok(profile.value.name) : profile;
}

/** The devices that something has to be done for, by their properties files. */
async function plannedAll(
  { devices, concurrency, replace, deviceProfile }: BulkImportRequest,
  world: FleetProvisionWorld,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Planned>> {
  const plans = new Map<string, Planned>();
  const profile = deviceProfile === undefined ? {} : { deviceProfile };
  const planning = { ...world, names: new Map<string, string>() };
  const planOne = async (device: BulkImportRequest["devices"][number], own: AbortSignal): Promise<void> => {
    const { propertiesPath } = device;
    const one = { ...device, ...profile, replace };
    const plan = await persistently(() => agreedPlan(one, planning, own), world, own);
    if (!plan.ok) {
      endUnlessCancelled(propertiesPath, plan.failure, world);
    } else if (plan.value.kind === "in-sync") {
      world.ended?.({ propertiesPath, kind: "unchanged", device: plan.value.device });
    } else {
      plans.set(propertiesPath, plan.value);
    }
  };
  await inLanes(devices, concurrency, planOne, signal);
  const inOrder = devices.flatMap(({ propertiesPath }) => {
    const plan = plans.get(propertiesPath);
    return plan === undefined ? [] : ([[propertiesPath, plan]] as const);
  });
  return new Map(inOrder);
}

function endUnlessCancelled(
  propertiesPath: string,
  failure: FleetRowFailure | { readonly code: "cancelled" },
  { ended }: FleetProvisionWorld,
): void {
  if (failure.code !== "cancelled") {
    ended?.({ propertiesPath, kind: "failed", failure });
  }
}

/** A device that is there keeps its profile: an import without a type leaves it. */
function importedOf(plan: Planned, deviceProfile: string | undefined): ImportedDevice {
  const { pem } = plan.certificate;
  return plan.kind === "replace"
    ? { name: plan.device.name, pem }
    : { name: plan.deviceName, pem, ...(deviceProfile === undefined ? {} : { deviceProfile }) };
}

/** Where the answer was lost, what is read back decides. */
async function importedOnce(
  devices: readonly ImportedDevice[],
  { board }: Pick<FleetProvisionWorld, "board">,
  signal: AbortSignal,
): Promise<Result<BulkImported, ThingsBoardFailure>> {
  const nothing = { created: 0, updated: 0, refused: new Map<number, string>() };
  if (signal.aborted || devices.length === 0) {
    return ok(nothing);
  }
  const answer = await board.ask(bulkImportCall(devices), signal);
  return answer.ok || !isUndecided(answer.failure) ? answer : ok(nothing);
}

/** What the server has after the import; undefined when the signal aborted. */
async function rowAfter(
  device: { readonly propertiesPath: string; readonly deviceName: string },
  said: string,
  { signal, ...world }: FleetProvisionWorld & { readonly signal: AbortSignal },
): Promise<FleetRow | undefined> {
  const { propertiesPath, deviceName } = device;
  const after = await persistently(() => planProvisioning(device, world, signal), world, signal);
  if (!after.ok) {
    const { failure } = after;
    return failure.code === "cancelled" ? undefined : { propertiesPath, kind: "failed", failure };
  }
  return after.value.kind === "in-sync"
    ? { propertiesPath, kind: "provisioned", device: after.value.device }
    : { propertiesPath, kind: "failed", failure: { code: "bulk-import-refused", deviceName, said } };
}
