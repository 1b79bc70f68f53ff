import { isJsonObject, parseJson, type JsonObject } from "../core/credential/json";
import type { ServerChoice } from "../flows/testConnection";
import type { SecretsFailure, World } from "../flows/world";
import type { Result } from "../core/result";

type Place = Pick<ServerChoice, "name" | "restUrl">;
type Keyring = Pick<World, "secrets">;

/** Keeps the credentials that a device had before, in the keyring: they may be a secret. */
export function keepOldCredentials(
  { secrets }: Keyring,
  server: Place,
  deviceId: string,
  old: JsonObject,
): Promise<Result<void, SecretsFailure>> {
  return secrets.set(nameOf(server, deviceId), JSON.stringify(old));
}

/** Gives what was kept of a device; undefined where nothing is. */
export async function oldCredentialsOf(
  { secrets }: Keyring,
  server: Place,
  deviceId: string,
): Promise<JsonObject | undefined> {
  const parsed = parseJson((await secrets.get(nameOf(server, deviceId))) ?? "");
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** Wipes what was kept. */
export function forgetOldCredentials({ secrets }: Keyring, server: Place, deviceId: string): Promise<void> {
  return secrets.delete(nameOf(server, deviceId));
}

function nameOf({ name, restUrl }: Place, deviceId: string): string {
  return `thingsboard-before:${restUrl ?? name}:${deviceId}`;
}
