// A program that provisions a fleet, and kills itself where it is told to: after so many devices, or before it writes for one.
import { provisionFleet } from "../../src/flows/provisionFleet";
import { signIn } from "../../src/flows/signIn";
import { thingsBoardAt } from "../../src/flows/thingsBoard";
import { fleetWorld } from "./fleetWorld";
import { forgetfulWorld } from "./localServerRig";

/** What it is told. */
export interface FleetJob {
  readonly restUrl: string;
  readonly apiKey: string;
  readonly devices: readonly string[];
  readonly journalPath: string;
  /** So many devices have ended. */
  readonly killAfter: number;
}

const { restUrl, apiKey, devices, journalPath, killAfter } = JSON.parse(process.argv[2] ?? "") as FleetJob;
const { signal } = new AbortController();
const place = { restUrl, timeoutMs: 5000 };
const signedIn = await signIn(place, { apiKey }, forgetfulWorld, signal);
if (!signedIn.ok) {
  throw new Error(signedIn.failure.code);
}
const { credential } = signedIn.value;
const holder = { current: () => Promise.resolve(credential), renewed: () => Promise.resolve() };
let count = 0;
await provisionFleet(
  {
    devices: devices.map((propertiesPath) => ({ propertiesPath })),
    ...{ replace: false, concurrency: 4, journalPath },
  },
  {
    ...fleetWorld(thingsBoardAt(place, holder, forgetfulWorld)),
    ended: () => {
      count += 1;
      if (count === killAfter) {
        process.kill(process.pid, "SIGKILL");
      }
    },
  },
  signal,
);
