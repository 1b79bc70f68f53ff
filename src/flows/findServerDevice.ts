import { isCertificate, type FoundDevices } from "../core/credential/comparison";
import {
  credentialsCall,
  deviceByNameCall,
  deviceSearchCall,
  type ServerDevice,
} from "../core/credential/deviceCalls";
import { deviceNameOf } from "../core/devices/names";
import { fail, ok, type Result } from "../core/result";
import type { PublicCert } from "./readPublicCert";
import { nameOf } from "./paths";
import type { ThingsBoard, ThingsBoardFailure } from "./thingsBoard";

/** Whom to ask, and until when. */
export interface Asking {
  readonly board: ThingsBoard;
  readonly signal: AbortSignal;
}

/** How many devices of similar names are looked at, for each name: a tenant may have 100,000. */
const mostSimilar = 5;

/** What a device may be called on a server, the likeliest first: its common name, then what it is called here. */
export function likelyNames(propertiesPath: string, { path, certificate }: PublicCert): readonly string[] {
  const filePrefix = nameOf(path).replace(/\.pub\.pem$/, "");
  const names = [certificate.subject.commonName, deviceNameOf(propertiesPath, filePrefix), filePrefix];
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))];
}

/**
 * Finds the first device that has one of the names, and whichever has the certificate. ThingsBoard offers no search by
 * credentials id, so its holder is looked for among devices of these and similar names alone.
 */
export async function findServerDevice(
  names: readonly string[],
  credentialsId: string,
  asking: Asking,
): Promise<Result<FoundDevices, ThingsBoardFailure>> {
  const seen = new Set<string>();
  let named: FoundDevices["named"];
  for (const name of names) {
    const found = await deviceWithCredentials(name, asking);
    if (!found.ok) {
      return found;
    }
    if (found.value !== undefined) {
      seen.add(found.value.device.id);
      named ??= found.value;
      if (isCertificate(found.value.credentials, credentialsId)) {
        return ok({ named, holder: found.value.device });
      }
    }
  }
  const holder = await similarHolder(names, credentialsId, { ...asking, seen });
  return holder.ok ? ok({ ...(named && { named }), ...(holder.value && { holder: holder.value }) }) : holder;
}

async function deviceWithCredentials(
  name: string,
  asking: Asking,
): Promise<Result<FoundDevices["named"], ThingsBoardFailure>> {
  const device = await deviceNamed(name, asking);
  if (!device.ok || device.value === undefined) {
    return device.ok ? ok(undefined) : device;
  }
  const credentials = await asking.board.ask(credentialsCall(device.value.id), asking.signal);
  return credentials.ok ? ok({ device: device.value, credentials: credentials.value }) : credentials;
}

/** Gives the device of a name; undefined where there is none. */
export async function deviceNamed(
  name: string,
  { board, signal }: Asking,
): Promise<Result<ServerDevice | undefined, ThingsBoardFailure>> {
  const device = await board.ask(deviceByNameCall(name), signal);
  return !device.ok && device.failure.code === "rest-not-found" ? ok(undefined) : device;
}

async function similarHolder(
  names: readonly string[],
  credentialsId: string,
  { board, signal, seen }: Asking & { readonly seen: Set<string> },
): Promise<Result<ServerDevice | undefined, ThingsBoardFailure>> {
  for (const name of names) {
    const page = await board.ask(deviceSearchCall(name, mostSimilar), signal);
    if (!page.ok) {
      return page;
    }
    for (const device of page.value.slice(0, mostSimilar).filter(({ id }) => !seen.has(id))) {
      seen.add(device.id);
      const credentials = await board.ask(credentialsCall(device.id), signal);
      if (credentials.ok && isCertificate(credentials.value, credentialsId)) {
        return ok(device);
      }
      // One that was deleted in between is none.
      if (!credentials.ok && credentials.failure.code !== "rest-not-found") {
        return fail(credentials.failure);
      }
    }
  }
  return ok(undefined);
}
