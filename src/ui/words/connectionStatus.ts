import * as l10n from "@vscode/l10n";
import { countText } from "./numbers";
import { withoutIcons } from "./withoutIcons";

/** A device whose connection is kept, and where. */
export interface ConnectedDevice {
  readonly name: string;
  /** Absent where no report says it. */
  readonly server?: string;
  /** Messages that it received in the last second. */
  readonly rate?: number;
  /** There where it lost its connection: when it tries again, or nothing while it tries. */
  readonly reconnecting?: { readonly nextAttempt?: string };
}

/** What the status bar shows of the connections. */
export interface ConnectionStatus {
  readonly text: string;
  readonly tooltip: string;
}

/** Words the connections that are kept; undefined where there is none. */
export function connectionStatusOf(devices: readonly ConnectedDevice[]): ConnectionStatus | undefined {
  const [first] = devices;
  if (first === undefined) {
    return undefined;
  }
  const lost = devices.filter(({ reconnecting }) => reconnecting !== undefined).length;
  const rate = devices.reduce((sum, device) => sum + (device.rate ?? 0), 0);
  const what =
    devices.length === 1
      ? withoutIcons(first.name)
      : l10n.t("{count} devices", { count: countOf(devices.length, lost) });
  const state = devices.length === 1 && lost === 1 ? l10n.t("{what} reconnecting", { what }) : what;
  const speed = rate > 0 ? ` ${l10n.t("{rate}/s", { rate: countText(rate) })}` : "";
  return {
    text: `${lost > 0 ? "$(sync)" : "$(plug)"} ${state}${speed}`,
    tooltip: [...devices.map(lineOf), l10n.t("Click for what can be done with them")].join("\n"),
  };
}

function countOf(all: number, lost: number): string {
  return lost === 0
    ? countText(all)
    : l10n.t("{count} of {all}", { count: countText(all - lost), all: countText(all) });
}

function lineOf({ name, server, rate = 0, reconnecting }: ConnectedDevice): string {
  if (reconnecting === undefined) {
    return connectedLine(name, server, rate);
  }
  const { nextAttempt } = reconnecting;
  if (nextAttempt === undefined) {
    return server === undefined
      ? l10n.t("{name} lost its connection, tries now", { name })
      : l10n.t("{name} lost its connection to {server}, tries now", { name, server });
  }
  return server === undefined
    ? l10n.t("{name} lost its connection, next attempt at {nextAttempt}", { name, nextAttempt })
    : l10n.t("{name} lost its connection to {server}, next attempt at {nextAttempt}", {
        name,
        server,
        nextAttempt,
      });
}

function connectedLine(name: string, server: string | undefined, rate: number): string {
  const shownRate = countText(rate);
  switch (rate) {
    case 0:
      return server === undefined
        ? l10n.t("{name} is connected", { name })
        : l10n.t("{name} is connected to {server}", { name, server });
    case 1:
      return server === undefined
        ? l10n.t("{name} is connected, 1 message a second", { name })
        : l10n.t("{name} is connected to {server}, 1 message a second", { name, server });
    default:
      return server === undefined
        ? l10n.t("{name} is connected, {rate} messages a second", { name, rate: shownRate })
        : l10n.t("{name} is connected to {server}, {rate} messages a second", {
            name,
            server,
            rate: shownRate,
          });
  }
}
