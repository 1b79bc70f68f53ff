import { profilePageCall, type DeviceProfile } from "../core/credential/profileCalls";
import { ok, type Result } from "../core/result";
import type { Asking } from "./findServerDevice";
import type { ThingsBoardFailure } from "./thingsBoard";

/** The device profiles of a server. */
export interface DeviceProfiles {
  readonly profiles: readonly DeviceProfile[];
  /** The server has more than are read. */
  readonly isCut: boolean;
}

/** So many pages of 100 are read: nobody chooses among more. */
const mostPages = 20;

/**
 * Reads the device profiles whose names contain a text, page by page. A server that says there is more and gives nothing
 * new has no more: it may not make anybody ask for ever.
 */
export async function deviceProfiles(
  text: string,
  { board, signal }: Asking,
): Promise<Result<DeviceProfiles, ThingsBoardFailure>> {
  const known = new Map<string, DeviceProfile>();
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await board.ask(profilePageCall(text, page), signal);
    if (!answer.ok) {
      return answer;
    }
    const added = answer.value.profiles.filter(({ id }) => !known.has(id));
    added.forEach((profile) => known.set(profile.id, profile));
    if (!answer.value.hasNext || added.length === 0) {
      return ok({ profiles: [...known.values()], isCut: false });
    }
  }
  return ok({ profiles: [...known.values()], isCut: true });
}

/** Finds the device profile of a name; undefined where there is none. */
export async function profileNamed(
  name: string,
  asking: Asking,
): Promise<Result<DeviceProfile | undefined, ThingsBoardFailure>> {
  const found = await deviceProfiles(name, asking);
  return found.ok ? ok(found.value.profiles.find((profile) => profile.name === name)) : found;
}
