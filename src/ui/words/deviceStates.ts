import * as l10n from "@vscode/l10n";
import type { DeviceState } from "../../core/devices/device";
import { countedDays, countedProblems } from "./counts";
import { countText } from "./numbers";

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
  const problems = countedProblems(blockingProblems);
  // Without a certificate the problems are what is to be done.
  return state.kind === "no-certificate"
    ? { shown: problems, spoken: `${words.spoken}, ${problems}` }
    : { shown: `${words.shown} · ${problems}`, spoken: `${words.spoken}, ${problems}` };
}

/** Words the states of both sides of a device; the server's only where it has a certificate. */
export function bundleStateWords(words: DeviceStateWords, server: DeviceState): string {
  return server.kind === "no-certificate"
    ? words.shown
    : l10n.t("{shown} · server: {shown2}", { shown: words.shown, shown2: wordsOf(server).shown });
}

/** A connection says more than what stands in the way of a new certificate. */
const live: ReadonlySet<DeviceState["kind"]> = new Set(["connecting", "connected", "reconnecting"]);

function wordsOf(state: DeviceState): DeviceStateWords {
  switch (state.kind) {
    case "valid":
      return {
        shown: l10n.t("valid, {days} d", { days: countText(state.days) }),
        spoken: l10n.t("valid for {days}", { days: countedDays(state.days) }),
      };
    case "expiring":
      return state.days === 0
        ? plain(l10n.t("expires today"))
        : {
            shown: l10n.t("expires in {days} d", { days: countText(state.days) }),
            spoken: l10n.t("expires in {days}", { days: countedDays(state.days) }),
          };
    default:
      return undatedWords[state.kind];
  }
}

/** States of which no number is told. */
const undatedWords: Readonly<Record<Exclude<DeviceState["kind"], "valid" | "expiring">, DeviceStateWords>> = {
  connecting: { shown: l10n.t("connecting…"), spoken: l10n.t("connecting") },
  connected: plain(l10n.t("connected")),
  reconnecting: { shown: l10n.t("reconnecting…"), spoken: l10n.t("reconnecting") },
  unread: { shown: l10n.t("reading…"), spoken: l10n.t("being read") },
  "no-certificate": plain(l10n.t("no certificate")),
  unreadable: { shown: l10n.t("certificate unreadable"), spoken: l10n.t("certificate cannot be read") },
  "not-yet-valid": plain(l10n.t("not yet valid")),
  expired: plain(l10n.t("expired")),
};

function plain(words: string): DeviceStateWords {
  return { shown: words, spoken: words };
}
