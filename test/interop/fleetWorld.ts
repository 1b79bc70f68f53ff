import type { FleetProvisionWorld } from "../../src/flows/provisionFleet";
import type { ThingsBoard } from "../../src/flows/thingsBoard";
import { forgetfulWorld } from "./localServerRig";

/** The real world of a fleet that is provisioned, with a keyring that keeps nothing. */
export function fleetWorld(board: ThingsBoard): FleetProvisionWorld {
  const { files, machine, clock, entropy, wait } = forgetfulWorld;
  return {
    ...{ files, machine, clock, entropy, wait, board },
    keepOld: () => Promise.resolve(),
  };
}
