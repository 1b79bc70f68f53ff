import type { DeviceState } from "../../core/devices/device";

/** Tells the state of a device in a word or two, such as `valid, 3649 d`. */
export function stateWords(state: DeviceState): string {
  switch (state.kind) {
    case "valid":
      return `valid, ${state.days} d`;
    case "expiring":
      return `expires in ${state.days} d`;
    default:
      return plainWords[state.kind];
  }
}

const plainWords: Readonly<Record<Exclude<DeviceState["kind"], "valid" | "expiring">, string>> = {
  connecting: "connecting",
  connected: "connected",
  "no-certificate": "no certificate",
  unreadable: "certificate unreadable",
  "not-yet-valid": "not yet valid",
  expired: "expired",
};
