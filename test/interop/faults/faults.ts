import { chainFaults } from "./chainFaults";
import { clientFaults } from "./clientFaults";
import type { Fault } from "./fault";
import { fileFaults } from "./fileFaults";
import { handshakeFaults } from "./handshakeFaults";
import { mqttFaults } from "./mqttFaults";
import { transportFaults } from "./transportFaults";
import { trustFaults } from "./trustFaults";

/** Every fault of the lab, in the order of the phases. */
export const faults: readonly Fault[] = [
  ...fileFaults,
  ...transportFaults,
  ...handshakeFaults,
  ...trustFaults,
  ...clientFaults,
  ...chainFaults,
  ...mqttFaults,
];
