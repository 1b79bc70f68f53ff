import { isJsonObject, parseJson, type JsonObject } from "../core/credential/json";
import type { Rotation } from "../core/credential/rotation";
import type { Result } from "../core/result";
import type { FoundBundle } from "./rotationBundles";
import type { SecretsFailure, World } from "./world";

type Keyring = Pick<World, "secrets">;

/** Keeps what a device had before, where that is not its certificate, in the keyring: it may be a secret. */
export function keepOldOf(
  rotation: Rotation,
  old: JsonObject,
  { secrets }: Keyring,
): Promise<Result<void, SecretsFailure>> {
  return secrets.set(nameOf(rotation), JSON.stringify(old));
}

/** Gives what the server had before, as the body of a request has it; undefined where the keyring lost it. */
export async function oldOf(
  rotation: Rotation,
  { pem }: Pick<FoundBundle, "pem">,
  { secrets }: Keyring,
): Promise<JsonObject | undefined> {
  if (rotation.before === "certificate") {
    return {
      credentialsType: "X509_CERTIFICATE",
      credentialsId: rotation.oldId,
      credentialsValue: pem,
    };
  }
  const parsed = parseJson((await secrets.get(nameOf(rotation))) ?? "");
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** Wipes what was kept. */
export async function forgetOldOf(rotation: Rotation, { secrets }: Keyring): Promise<void> {
  if (rotation.before === "keyring") {
    await secrets.delete(nameOf(rotation));
  }
}

function nameOf({ restUrl, deviceId }: Pick<Rotation, "restUrl" | "deviceId">): string {
  return `thingsboard-rotated:${restUrl}:${deviceId}`;
}
