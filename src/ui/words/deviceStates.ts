import type { DeviceState } from "../../core/devices/device";

/** A device's state in a few words, as the tree shows it, and as a screen reader says it. */
export interface DeviceStateWords {
  readonly shown: string;
  readonly spoken: string;
}

/** Words the state of a device, with the number of errors that stand in the way of generation. */
export function deviceStateWords(state: DeviceState, blockingProblems = 0): DeviceStateWords {
  const words = wordsOf(state);
  if (blockingProblems === 0 || live.has(state.kind)) {
    return words;
  }
  const problems = blockingProblems === 1 ? "1 problem" : `${blockingProblems} problems`;
  // Without a certificate the problems are what is to be done.
  return state.kind === "no-certificate"
    ? { shown: problems, spoken: `${words.spoken}, ${problems}` }
    : { shown: `${words.shown} · ${problems}`, spoken: `${words.spoken}, ${problems}` };
}

/** Words the states of both sides of a device; the server's only where it has a certificate. */
export function bundleStateWords(words: DeviceStateWords, server: DeviceState): string {
  return server.kind === "no-certificate" ? words.shown : `${words.shown} · server: ${wordsOf(server).shown}`;
}

/** A connection says more than what stands in the way of a new certificate. */
const live: ReadonlySet<DeviceState["kind"]> = new Set(["connecting", "connected", "reconnecting"]);

function wordsOf(state: DeviceState): DeviceStateWords {
  switch (state.kind) {
    case "valid":
      return { shown: `valid, ${state.days} d`, spoken: `valid for ${daysText(state.days)}` };
    case "expiring":
      return state.days === 0
        ? plain("expires today")
        : { shown: `expires in ${state.days} d`, spoken: `expires in ${daysText(state.days)}` };
    default:
      return undatedWords[state.kind];
  }
}

/** States of which no number is told. */
const undatedWords: Readonly<Record<Exclude<DeviceState["kind"], "valid" | "expiring">, DeviceStateWords>> = {
  connecting: { shown: "connecting…", spoken: "connecting" },
  connected: plain("connected"),
  reconnecting: { shown: "reconnecting…", spoken: "reconnecting" },
  unread: { shown: "reading…", spoken: "being read" },
  "no-certificate": plain("no certificate"),
  unreadable: { shown: "certificate unreadable", spoken: "certificate cannot be read" },
  "not-yet-valid": plain("not yet valid"),
  expired: plain("expired"),
};

function plain(words: string): DeviceStateWords {
  return { shown: words, spoken: words };
}

function daysText(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
