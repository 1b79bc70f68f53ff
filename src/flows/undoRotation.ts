import { shownCredentials, type ShownCredentials } from "../core/credential/comparison";
import { credentialsCall } from "../core/credential/deviceCalls";
import type { JsonObject } from "../core/credential/json";
import { inForceOf, putBackOf, type InForce, type Rotation } from "../core/credential/rotation";
import { fail, ok, type Result } from "../core/result";
import { restoreCredentials, type RestoreCredentialsFailure } from "./restoreCredentials";
import { bringBundle, bundleWithId, idOnDisk, type BundleFailure, type FoundBundle } from "./rotationBundles";
import { endRotation } from "./rotationJournal";
import { forgetOldOf, oldOf } from "./rotationOld";
import type { ThingsBoard } from "./thingsBoard";
import type { World } from "./world";

/** How a rotation is undone. */
export interface UndoRequest {
  readonly rotation: Rotation;
  /** Absolute path of the folder with the journals. */
  readonly journalFolder: string;
  /** Whether credentials that somebody else gave the device meanwhile may be replaced. */
  readonly mayReplaceOthers: boolean;
}

/** Why a rotation could not be undone. Its journal stays. */
export interface UndoFailure {
  readonly why:
    | RestoreCredentialsFailure
    | BundleFailure
    /** Somebody else gave the device other credentials meanwhile, or what it had before is no longer in the keyring. */
    | { readonly code: "rotation-overtaken"; readonly has: ShownCredentials }
    | { readonly code: "rotation-old-lost" }
    /** A rotation that may have reached the server needs a sign-in there. */
    | { readonly code: "rotation-needs-server" };
  /** What the server has, as far as that is known. */
  readonly inForce: InForce | "unknown";
}

/** What undoing takes; without a board where nothing was sent to the server. */
export interface UndoWorld extends Pick<World, "files" | "machine" | "clock" | "secrets"> {
  readonly board?: ThingsBoard | undefined;
}

/**
 * Gives the server the old credentials back and the device its old bundle, in this order, and ends the journal. The old
 * bundle has to be there before the server is touched; the new one goes to `backup/`.
 */
export async function undoRotation(
  request: UndoRequest,
  world: UndoWorld,
  signal: AbortSignal,
): Promise<Result<void, UndoFailure>> {
  const { rotation, journalFolder } = request;
  const { propertiesPath, oldId } = rotation;
  const recovered = await idOnDisk(propertiesPath, world);
  const bundle = recovered.ok ? await bundleWithId(propertiesPath, oldId, world) : recovered;
  if (!bundle.ok) {
    return fail({ why: bundle.failure, inForce: rotation.stage === "issuing" ? "old" : "unknown" });
  }
  const server = await serverAsBefore(request, bundle.value, { world, signal });
  if (!server.ok) {
    return server;
  }
  const brought = await bringBundle(propertiesPath, bundle.value, world);
  if (!brought.ok) {
    return fail({ why: brought.failure, inForce: server.value });
  }
  // A journal that cannot be ended is found again, and then there is nothing left to undo.
  await endRotation(rotation, journalFolder, world);
  await forgetOldOf(rotation, world);
  return ok(undefined);
}

interface Undoing {
  readonly world: UndoWorld;
  readonly signal: AbortSignal;
}

async function serverAsBefore(
  { rotation, mayReplaceOthers }: UndoRequest,
  bundle: FoundBundle,
  { world, signal }: Undoing,
): Promise<Result<InForce, UndoFailure>> {
  const { deviceId, stage } = rotation;
  const { board } = world;
  if (stage === "issuing") {
    return ok("old");
  }
  if (board === undefined) {
    return fail({ why: { code: "rotation-needs-server" }, inForce: "unknown" });
  }
  const now = await board.ask(credentialsCall(deviceId), signal);
  if (!now.ok) {
    return now.failure.code === "rest-not-found"
      ? ok("gone")
      : fail({ why: now.failure, inForce: "unknown" });
  }
  const old = await oldOf(rotation, bundle, world);
  const inForce = inForceOf(now.value, rotation, old);
  switch (putBackOf(inForce, mayReplaceOthers)) {
    case "nothing":
      return ok(inForce);
    case "leave-to-person":
      return fail({ why: { code: "rotation-overtaken", has: shownCredentials(now.value) }, inForce });
    case "put-back":
      return putBack(rotation, old, { board, signal, inForce });
  }
}

async function putBack(
  { deviceId }: Rotation,
  old: JsonObject | undefined,
  { board, signal, inForce }: { board: ThingsBoard; signal: AbortSignal; inForce: InForce },
): Promise<Result<InForce, UndoFailure>> {
  if (old === undefined) {
    return fail({ why: { code: "rotation-old-lost" }, inForce });
  }
  const restored = await restoreCredentials(deviceId, old, board, signal);
  return restored.ok ? ok("old") : fail({ why: restored.failure, inForce: "unknown" });
}
