import type { ColumnMapping } from "../core/fleet/columns";
import type { FleetTerms, ServerCertificate } from "../core/fleet/device";
import { identityOf } from "../core/identity/identityOf";
import type { KeystoreFormats } from "../core/keystore/bundleOf";
import type { Profile } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import { openCa, type CaChoice, type CaFailure } from "./deviceCa";
import { deviceMaker, type DeviceMaker } from "./fleetDevice";
import { fleetRows, type FleetSource } from "./fleetRows";
import type { IssueWorld } from "./issueBundle";
import { loadProfile, type IdentityUnavailable } from "./loadProfile";
import { folderOf, join } from "./paths";
import { failedBy, FleetTally, mostFailed, type FailedRow, type Fleet, type FleetWatch } from "./fleetTally";
import type { Crew, FileFailure, FileStamp, World } from "./world";

/** Which fleet is to be generated, and how. All paths are absolute. */
export interface FleetRequest {
  readonly csvPath: string;
  /** The properties file that each device's begins as. */
  readonly templatePath: string;
  /** The folder that holds those of the devices. */
  readonly folder: string;
  readonly mapping: ColumnMapping;
  /** Whole days. */
  readonly validityDays: number;
  readonly formats: KeystoreFormats;
  /** The device CA that signs; without one each certificate is signed by its own key. */
  readonly ca?: CaChoice;
  /** Whether what is there and is another may be replaced. */
  readonly overwrite: boolean;
  /** How many devices are made at once. */
  readonly concurrency: number;
}

/** Why no fleet was generated. */
export type FleetFailure =
  | IdentityUnavailable
  | CaFailure
  | FileFailure
  /** It was changed after it was checked; what was made until then is whole. */
  | { readonly code: "fleet-csv-changed"; readonly path: string }
  | { readonly code: "cancelled" };

/** What generating a fleet takes from outside. */
export type FleetWorld = IssueWorld & Pick<World, "crews">;

/**
 * Generates a device for each row of a CSV: folder, properties file and bundle. The whole CSV is checked first, and
 * nothing is written while anything is wrong with it. Run again, it verifies what is there and makes the rest, so a run
 * that was cancelled or killed goes on where it was.
 */
export async function generateFleet(
  request: FleetRequest,
  world: FleetWorld,
  watch: FleetWatch,
): Promise<Result<Fleet, FleetFailure>> {
  const template = await loadProfile(request.templatePath, world);
  if (!template.ok) {
    return template;
  }
  const stamp = await world.files.stamp(request.csvPath);
  if (!stamp.ok) {
    return stamp;
  }
  const source = { ...request, template: template.value };
  const checked = await checkedRows(source, world, watch.signal);
  if (!checked.ok) {
    return checked;
  }
  const { total, failed } = checked.value;
  if (failed.length > 0) {
    return ok({ total, generated: 0, skipped: 0, failed, isRefused: true });
  }
  const terms = await termsOf(request, template.value, world, watch.signal);
  return terms.ok
    ? madeFleet({ source, terms: terms.value, total, stamp: stamp.value, request }, world, watch)
    : terms;
}

interface Checked {
  readonly total: number;
  readonly failed: readonly FailedRow[];
}

async function checkedRows(
  source: FleetSource,
  world: FleetWorld,
  signal: AbortSignal,
): Promise<Result<Checked, FleetFailure>> {
  const failed: FailedRow[] = [];
  let total = 0;
  for await (const row of fleetRows(source, world)) {
    if (!row.ok) {
      return row;
    }
    total += 1;
    if (!row.value.ok && failed.length < mostFailed) {
      failed.push(...failedBy(row.value.failure));
    }
    if (total % rowsOfTurn === 0) {
      await world.pause();
    }
    if (signal.aborted) {
      return fail({ code: "cancelled" });
    }
  }
  return ok({ total, failed });
}

/** Rows are checked in some hundred microseconds each. */
const rowsOfTurn = 20;

/** Opens the device CA once for all, and reads the server's certificate that lies beside the template. */
async function termsOf(
  { folder, validityDays, formats, overwrite, ca, templatePath }: FleetRequest,
  template: Profile,
  world: FleetWorld,
  signal: AbortSignal,
): Promise<Result<FleetTerms, FleetFailure>> {
  const signer = ca === undefined ? undefined : await openCa(ca, world, signal);
  const server = await serverCertificateBeside(templatePath, template, world);
  if (signer?.ok === false || !server.ok) {
    return signer?.ok === false ? signer : (server as Result<never, FileFailure>);
  }
  const common = { folder, validityDays, formats, overwrite, ...server.value };
  return ok(signer === undefined ? common : { ...common, signer: signer.value });
}

async function serverCertificateBeside(
  templatePath: string,
  template: Profile,
  { files }: FleetWorld,
): Promise<Result<{ readonly serverCertificate?: ServerCertificate }, FileFailure>> {
  const prefix = template.values.get("SERVER_FILE_PREFIX")?.value;
  const isUsable = prefix !== undefined && identityOf(template, "server").ok;
  const name = `${prefix ?? ""}.pub.pem`;
  const pem = isUsable ? await files.read(join(folderOf(templatePath), name)) : undefined;
  if (pem?.ok === false && pem.failure.code !== "file-not-found") {
    return pem;
  }
  return ok(pem?.ok === true ? { serverCertificate: { name, pem: pem.value } } : {});
}

interface Making {
  readonly source: FleetSource;
  readonly terms: FleetTerms;
  readonly total: number;
  /** Of the CSV, before it was checked. */
  readonly stamp: FileStamp;
  readonly request: Pick<FleetRequest, "concurrency">;
}

async function madeFleet(
  making: Making,
  world: FleetWorld,
  watch: FleetWatch,
): Promise<Result<Fleet, FleetFailure>> {
  const { source, terms, total, stamp, request } = making;
  const now = await world.files.stamp(source.csvPath);
  if (!now.ok || now.value.modifiedMs !== stamp.modifiedMs || now.value.sizeBytes !== stamp.sizeBytes) {
    return now.ok ? fail({ code: "fleet-csv-changed", path: source.csvPath }) : now;
  }
  const tally = new FleetTally(total, world, watch);
  tally.start();
  const crew = await crewFor(terms, request.concurrency, world, watch.signal);
  const rows = fleetRows(source, world);
  const lanes = Array.from({ length: Math.max(1, request.concurrency) }, () =>
    lane(rows, (device) => crew.make(device), tally, watch.signal),
  );
  const ended = await Promise.all(lanes).finally(() => crew.dismiss());
  const failure = ended.find((one) => one !== undefined);
  if (failure !== undefined || watch.signal.aborted) {
    return fail(failure ?? { code: "cancelled" });
  }
  return ok(tally.fleet());
}

/** Without threads of its own this one makes them. */
async function crewFor(
  terms: FleetTerms,
  concurrency: number,
  world: FleetWorld,
  signal: AbortSignal,
): Promise<Crew> {
  return (
    (await world.crews?.hire(terms, concurrency, signal)) ?? {
      make: deviceMaker(terms, world, signal),
      dismiss: () => Promise.resolve(),
    }
  );
}

/** Takes one row after the other, until there is none, or somebody cancels. */
async function lane(
  rows: ReturnType<typeof fleetRows>,
  make: DeviceMaker,
  tally: FleetTally,
  signal: AbortSignal,
): Promise<FleetFailure | undefined> {
  while (!signal.aborted) {
    const { value: row, done } = await rows.next();
    if (done === true) {
      return undefined;
    }
    if (!row.ok) {
      return row.failure;
    }
    if (row.value.ok) {
      const device = row.value.value;
      tally.count(device, await make(device));
    } else {
      tally.refuse(row.value.failure);
    }
  }
  return undefined;
}
