import type { IssueWorld } from "../../src/flows/issueBundle";
import { nextTurn, systemClock } from "../../src/io/clock";
import { nodeEntropy } from "../../src/io/entropy";
import { nodeFiles } from "../../src/io/files";
import { machineNames } from "../../src/io/machine";

/** What issuing a bundle takes of this machine: its disk, its clock and real randomness, and no keyring. */
export function issuingWorld(files = nodeFiles()): IssueWorld {
  return { files, clock: systemClock, entropy: nodeEntropy(), machine: machineNames(), pause: nextTurn };
}
