import { parentPort, workerData } from "node:worker_threads";
import type { FleetTerms } from "./core/fleet/device";
import { deviceMaker } from "./flows/fleetDevice";
import { nextTurn, systemClock } from "./io/clock";
import type { CrewOrder, CrewReport } from "./io/crews";
import { threadEntropy } from "./io/entropy";
import { threadFiles } from "./io/files";
import { machineNames } from "./io/machine";

// A thread that makes devices of a fleet for `io/crews.ts`, which started it.
const world = {
  files: threadFiles(),
  clock: systemClock,
  entropy: threadEntropy(),
  machine: machineNames(),
  pause: nextTurn,
};
const aborting = new AbortController();
const make = deviceMaker(workerData as FleetTerms, world, aborting.signal);

parentPort?.on("message", (order: CrewOrder) => {
  if (order === "abort") {
    aborting.abort();
    return;
  }
  const { number, device } = order;
  // A bug ends the thread with its stack, and `io/crews.ts` tells whoever waits.
  void make(device).then((made) => {
    parentPort?.postMessage({ number, made } satisfies CrewReport);
  });
});
