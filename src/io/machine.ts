import { homedir, hostname } from "node:os";
import type { MachineNames } from "../core/profile/profile";

/** Gives what `$(hostname)` and `~` stand for on this machine, for this user. */
export function machineNames(): MachineNames {
  return { hostName: hostname(), homeFolder: homedir() };
}
