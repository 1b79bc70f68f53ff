import type { RandomBytes } from "../certificate/issued";
import { tokenFrom } from "./changes";
import type { Registry } from "./registry";
import { deviceByName } from "./registry";

/** What `?nameConflictPolicy=` says, and which device may keep its name. */
export interface NameConflict {
  /** `UNIQUIFY` makes a name unique; with anything else a name that is taken is refused. */
  readonly policy: string | null;
  readonly deviceId: string | undefined;
}

/** Gives the name itself, or under the policy `UNIQUIFY`, where another device has it, the name with a random ending. */
export function uniqueName(
  registry: Registry,
  name: string,
  { policy, deviceId }: NameConflict,
  random: RandomBytes,
): string {
  const namesake = deviceByName(registry, name);
  const isFree = namesake === undefined || namesake.id === deviceId;
  return policy === "UNIQUIFY" && !isFree ? `${name}_${tokenFrom(random).slice(0, 6)}` : name;
}
