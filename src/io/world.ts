import type { Secrets, World } from "../flows/world";
import { nextTurn, systemClock, timer } from "./clock";
import { nodeEntropy } from "./entropy";
import { nodeFiles } from "./files";
import { machineNames } from "./machine";

/** The real world of this machine; the editor keeps its secrets. What speaks to a network is loaded when it first does. */
export function nodeWorld(secrets: Secrets): World {
  return {
    files: nodeFiles(),
    git: {
      tracked: async (...args) => (await import("./git")).nodeGit().tracked(...args),
      unignored: async (...args) => (await import("./git")).nodeGit().unignored(...args),
      indexOf: async (...args) => (await import("./git")).nodeGit().indexOf(...args),
    },
    clock: systemClock,
    entropy: nodeEntropy(),
    machine: machineNames(),
    pause: nextTurn,
    wait: timer,
    secrets,
    crews: { hire: async (...args) => (await import("./crews")).threadCrews().hire(...args) },
    network: { open: async (...args) => (await import("./network")).nodeNetwork().open(...args) },
    mqtt: { converse: async (...args) => (await import("./mqtt")).mqttPort().converse(...args) },
    http: { send: async (...args) => (await import("./http")).nodeHttp().send(...args) },
    spools: { open: async (...args) => (await import("./spool")).nodeSpools().open(...args) },
    testServers: {
      open: async (...args) => (await import("./testServer")).nodeTestServers().open(...args),
    },
  };
}
