import type { ReportFacts } from "../core/connection/report";
import { shownCredentials, type ShownCredentials } from "../core/credential/comparison";
import { credentialsCall, type ServerCredentials } from "../core/credential/deviceCalls";
import { inForceOf, type InForce, type Rotation } from "../core/credential/rotation";
import { fail, ok, type Result } from "../core/result";
import type { IssueRequest, IssueWorld } from "./issueBundle";
import type { RotationPlan } from "./planRotation";
import { isTakenByChain } from "./chainProvisioned";
import { carryOut, type ProvisionFailure, type ProvisionPlan } from "./provisionDevice";
import { readPublicCert } from "./readPublicCert";
import { renewIdentity, type RenewFailure } from "./renewIdentity";
import { bringBundle, bundleWithId, idOnDisk, type BundleFailure } from "./rotationBundles";
import { endRotation, noteRotation, openRotationOf } from "./rotationJournal";
import { forgetOldOf, keepOldOf, oldOf } from "./rotationOld";
import type { ServerChoice } from "./testConnection";
import type { ThingsBoard } from "./thingsBoard";
import { undoRotation, type UndoFailure } from "./undoRotation";
import type { FileFailure, SecretsFailure, World } from "./world";

/** What a rotation goes through, in this order. */
export type RotationStep = "issue" | "provision" | "test";

/** How a rotation is carried through. */
export interface CarryRequest {
  /** The new certificate, and where its files go. */
  readonly issue: IssueRequest;
  /** Absolute path of the folder with the journals. */
  readonly journalFolder: string;
  /** Whether credentials that somebody else gave the device meanwhile may be replaced. */
  readonly mayReplaceOthers: boolean;
}

/** What is to be rotated, and how. */
export interface RotateRequest extends Omit<CarryRequest, "mayReplaceOthers"> {
  readonly plan: RotationPlan;
  readonly server: Pick<ServerChoice, "name" | "restUrl">;
}

/** Everything that a rotation asks of the outside. */
export interface RotateWorld extends IssueWorld {
  readonly secrets: World["secrets"];
  readonly board: ThingsBoard;
  /** Tests the connection of the device with what lies beside its properties file; undefined when it was stopped. */
  readonly test: (signal: AbortSignal) => Promise<ReportFacts | undefined>;
  /** Is told each step as it begins. */
  readonly step?: (step: RotationStep | "undo") => void;
}

/** Why a step failed. */
export type StepFailure =
  | RenewFailure
  | BundleFailure
  | ProvisionFailure
  /** Somebody else gave the device other credentials meanwhile. */
  | { readonly code: "rotation-overtaken"; readonly has: ShownCredentials }
  | { readonly code: "rotation-test-failed"; readonly report: ReportFacts };

/** What came of a rotation that had begun. */
export type RotationOutcome =
  | { readonly kind: "rotated"; readonly report: ReportFacts; readonly credentialsId: string }
  /** A step failed, or it was cancelled; files and server are as before. */
  | { readonly kind: "restored"; readonly step: RotationStep; readonly why: StepFailure }
  /** A step failed and could not be undone: the journal stays. */
  | {
      readonly kind: "stuck";
      readonly step: RotationStep;
      readonly why: StepFailure;
      readonly undoing: UndoFailure;
      readonly rotation: Rotation;
    };

/** Why no rotation was begun; nothing has changed. */
export type NotBegunFailure =
  | FileFailure
  | SecretsFailure
  /** An earlier one of this device waits to be finished or undone. */
  | { readonly code: "rotation-unfinished"; readonly rotation: Rotation };

/**
 * Gives a device a new key and certificate: issues them beside the old, which go to `backup/`, provisions the server, tests
 * the connection, and keeps them. What fails, or is cancelled, is undone, by what the server then has in force. Each step is
 * in the journal before it is taken, so that whoever finds it after a crash can finish or undo.
 */
export async function rotateClientCert(
  { plan, server, ...request }: RotateRequest,
  world: RotateWorld,
  signal: AbortSignal,
): Promise<Result<RotationOutcome, NotBegunFailure>> {
  const rotation: Rotation = {
    propertiesPath: request.issue.propertiesPath,
    serverName: server.name,
    restUrl: server.restUrl ?? "",
    deviceId: plan.device.id,
    deviceName: plan.device.name,
    stage: "issuing",
    oldId: plan.certificate.credentialsId,
    before: plan.isInSync ? "certificate" : "keyring",
  };
  const begun = await begin(rotation, { plan, ...request }, world);
  return begun.ok
    ? ok(await carryThrough(rotation, { ...request, mayReplaceOthers: false }, world, signal))
    : begun;
}

/** Keeps what has to come back, then notes that something has begun. What could not be put back is not replaced. */
async function begin(
  rotation: Rotation,
  { plan, journalFolder }: Pick<RotateRequest, "plan" | "journalFolder">,
  world: RotateWorld,
): Promise<Result<void, NotBegunFailure>> {
  const earlier = await openRotationOf(rotation.propertiesPath, journalFolder, world);
  if (earlier !== undefined) {
    return fail({ code: "rotation-unfinished", rotation: earlier });
  }
  const kept = plan.isInSync ? ok(undefined) : await keepOldOf(rotation, plan.old.whole, world);
  const noted = kept.ok ? await noteRotation(rotation, journalFolder, world) : kept;
  if (kept.ok && !noted.ok) {
    await forgetOldOf(rotation, world);
  }
  return noted;
}

/**
 * Goes on with a rotation that was begun: what is done already is not done again. What fails now is undone as in a rotation
 * that was not interrupted.
 */
export async function carryThrough(
  rotation: Rotation,
  request: CarryRequest,
  world: RotateWorld,
  signal: AbortSignal,
): Promise<RotationOutcome> {
  let now = rotation;
  const taken: Taking = {
    ...{ request, world, signal },
    note: async (next) => {
      const noted = await noteRotation(next, request.journalFolder, world);
      now = noted.ok ? next : now;
      return noted;
    },
  };
  const issued = await taking("issue", taken, () => issue(rotation, taken));
  const provisioned = issued.ok
    ? await taking("provision", taken, () => provision(issued.value, taken))
    : issued;
  const tested = provisioned.ok
    ? await taking("test", taken, () => tried(provisioned.value, taken))
    : provisioned;
  if (tested.ok) {
    // A journal that cannot be ended is found again, and then there is nothing left to do but to test.
    await endRotation(now, request.journalFolder, world);
    await forgetOldOf(now, world);
    return { kind: "rotated", report: tested.value, credentialsId: now.newId ?? "" };
  }
  world.step?.("undo");
  const undo = { rotation: now, journalFolder: request.journalFolder, mayReplaceOthers: false };
  // Whoever cancelled wants everything back: that is not cancelled with it.
  const undone = await undoRotation(undo, world, new AbortController().signal);
  return undone.ok
    ? { kind: "restored", ...tested.failure }
    : { kind: "stuck", ...tested.failure, undoing: undone.failure, rotation: now };
}

interface Taking {
  readonly request: CarryRequest;
  readonly world: RotateWorld;
  readonly signal: AbortSignal;
  readonly note: (next: Rotation) => Promise<Result<void, FileFailure>>;
}

type Issued = Rotation & { readonly newId: string };

/** Takes one step, unless it was cancelled before; a failure says at which step. */
async function taking<T>(
  step: RotationStep,
  { world, signal }: Taking,
  work: () => Promise<Result<T, StepFailure>>,
): Promise<Result<T, { readonly step: RotationStep; readonly why: StepFailure }>> {
  if (signal.aborted) {
    return fail({ step, why: { code: "cancelled" } });
  }
  world.step?.(step);
  const done = await work();
  return done.ok ? done : fail({ step, why: done.failure });
}

/** Has the new bundle beside the properties file: as it lies there, from `backup/`, or issued now. */
async function issue(
  rotation: Rotation,
  { request, world, signal, note }: Taking,
): Promise<Result<Issued, StepFailure>> {
  const { propertiesPath, oldId } = rotation;
  const onDisk = await idOnDisk(propertiesPath, world);
  if (!onDisk.ok) {
    return onDisk;
  }
  const isThere = onDisk.value !== undefined && onDisk.value !== oldId;
  const newId = isThere ? ok(onDisk.value) : await broughtOrIssued(rotation, { request, world, signal });
  if (!newId.ok) {
    return newId;
  }
  const issued: Issued = { ...rotation, stage: "provisioning", newId: newId.value };
  const noted = await note(issued);
  return noted.ok ? ok(issued) : noted;
}

async function broughtOrIssued(
  { propertiesPath, newId }: Rotation,
  { request, world, signal }: Omit<Taking, "note">,
): Promise<Result<string, StepFailure>> {
  const kept = newId === undefined ? undefined : await bundleWithId(propertiesPath, newId, world);
  if (newId !== undefined && kept?.ok === true) {
    const brought = await bringBundle(propertiesPath, kept.value, world);
    return brought.ok ? ok(newId) : brought;
  }
  const renewed = await renewIdentity({ ...request.issue, side: "client", keepKey: false }, world, signal);
  return renewed.ok ? ok(renewed.value.credentialsId) : renewed;
}

/** A certificate that lies beside its properties file, and whether it is the connection that gives it to the server. */
interface Placed {
  readonly rotation: Issued;
  readonly byConnecting: boolean;
}

/**
 * Gives the server the new certificate, unless it has it, or takes it when the device connects with it. This is not cancelled
 * half-way: the server may do what it was asked for after whoever asked has gone, and what it has in force would then change
 * behind the back of undoing.
 */
async function provision(rotation: Issued, taken: Taking): Promise<Result<Placed, StepFailure>> {
  const missing = await notYetThere(rotation, taken);
  if (!missing.ok || missing.value === undefined) {
    return missing.ok ? ok({ rotation, byConnecting: false }) : missing;
  }
  const { certificate, inForce } = missing.value;
  const { deviceId: id, deviceName: name, before } = rotation;
  const asking = { board: taken.world.board, signal: new AbortController().signal };
  // A device keeps an access token, whatever it connects with.
  const isOwn = before === "certificate" && inForce === "old";
  if (isOwn && (await isTakenByChain({ id, name }, certificate, asking))) {
    return ok({ rotation, byConnecting: true });
  }
  const provisioned = await carryOut(missing.value, asking.board, asking.signal);
  return provisioned.ok ? ok({ rotation, byConnecting: false }) : provisioned;
}

type Missing = Extract<ProvisionPlan, { readonly kind: "replace" }> & { readonly inForce: InForce };

/** What the server has in place of the new certificate, as a plan to replace it; undefined where it has that. */
async function notYetThere(
  rotation: Issued,
  { request, world }: Taking,
): Promise<Result<Missing | undefined, StepFailure>> {
  const { propertiesPath, deviceId: id, deviceName: name } = rotation;
  const old = await world.board.ask(credentialsCall(id), new AbortController().signal);
  const inForce = old.ok ? await whatIsInForce(rotation, old.value, world) : old;
  if (!old.ok || !inForce.ok || inForce.value === "new") {
    return inForce.ok ? ok(undefined) : inForce;
  }
  if (inForce.value === "other" && !request.mayReplaceOthers) {
    return fail({ code: "rotation-overtaken", has: shownCredentials(old.value) });
  }
  const certificate = await readPublicCert(propertiesPath, world);
  return certificate.ok
    ? ok({
        ...{ kind: "replace", certificate: certificate.value, device: { id, name }, old: old.value },
        inForce: inForce.value,
      })
    : certificate;
}

/** Tests the connection; what that was to give the server has to be there then, and is given to it where it is not. */
async function tried(
  { rotation, byConnecting }: Placed,
  taken: Taking,
): Promise<Result<ReportFacts, StepFailure>> {
  const report = await test(taken);
  const missing = report.ok && byConnecting ? await notYetThere(rotation, taken) : ok(undefined);
  if (!missing.ok || missing.value === undefined) {
    return missing.ok ? report : missing;
  }
  const provisioned = await carryOut(missing.value, taken.world.board, new AbortController().signal);
  return provisioned.ok ? report : provisioned;
}

async function whatIsInForce(
  rotation: Issued,
  now: ServerCredentials,
  world: RotateWorld,
): Promise<Result<InForce, StepFailure>> {
  const bundle = await bundleWithId(rotation.propertiesPath, rotation.oldId, world);
  return bundle.ok ? ok(inForceOf(now, rotation, await oldOf(rotation, bundle.value, world))) : bundle;
}

async function test({ world, signal }: Taking): Promise<Result<ReportFacts, StepFailure>> {
  const report = await world.test(signal);
  if (report === undefined) {
    return fail({ code: "cancelled" });
  }
  return report.ok ? ok(report) : fail({ code: "rotation-test-failed", report });
}
