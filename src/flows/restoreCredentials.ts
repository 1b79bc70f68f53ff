import { credentialsCall, putBackCall, type ServerCredentials } from "../core/credential/deviceCalls";
import type { JsonObject } from "../core/credential/json";
import { fail, ok, type Result } from "../core/result";
import { isUndecided, type ThingsBoard, type ThingsBoardFailure } from "./thingsBoard";

/** Why a device did not get its old credentials back. */
export type RestoreCredentialsFailure =
  ThingsBoardFailure | { readonly code: "credentials-not-restored"; readonly type: string };

/**
 * Gives a device back the credentials that it had before, `old` being the whole object as the server gave it, and checks that
 * the server has them.
 */
export async function restoreCredentials(
  deviceId: string,
  old: JsonObject,
  board: ThingsBoard,
  signal: AbortSignal,
): Promise<Result<{ readonly changed: boolean }, RestoreCredentialsFailure>> {
  const now = await board.ask(credentialsCall(deviceId), signal);
  if (!now.ok) {
    return now;
  }
  if (isSame(now.value, old)) {
    return ok({ changed: false });
  }
  const saved = await board.ask(putBackCall(now.value, { whole: old }), signal);
  if (!saved.ok && !isUndecided(saved.failure)) {
    return saved;
  }
  const after = await board.ask(credentialsCall(deviceId), signal);
  if (!after.ok) {
    return after;
  }
  if (isSame(after.value, old)) {
    return ok({ changed: true });
  }
  return saved.ok ? fail({ code: "credentials-not-restored", type: after.value.type }) : saved;
}

function isSame({ type, credentialsId }: ServerCredentials, old: JsonObject): boolean {
  return type === old["credentialsType"] && credentialsId === old["credentialsId"];
}
