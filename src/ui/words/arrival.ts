import * as l10n from "@vscode/l10n";
import type { Arrival, ArrivedValue } from "../../core/connection/arrival";
import { isThere } from "../../core/connection/arrival";
import { safeText } from "../../core/stream/safeText";
import { plainText } from "./diagnosisCase";
import { countText, secondsText } from "./numbers";
import { timeText } from "./readBack";

/** What stands over it wherever a report is shown. */
export const arrivalTitle = l10n.t("Data on the server");

/** Whether it arrived, and how long that took at most. */
export function arrivalOutcome(arrival: Arrival): string {
  const after = durationText(arrival.afterMs);
  return isThere(arrival)
    ? l10n.t("arrived, there {after} after it was sent", { after })
    : l10n.t("not there {after} after it was sent", { after });
}

/** What to do where something is missing. */
export const missingCure = l10n.t(
  "The server has taken the message and not stored all of it. Look at the rule chain of the device's profile in ThingsBoard: its Save Timeseries and Save Attributes nodes, their failures in the device's events, and the tenant's rate limits. Then read again with Show Values on Server.",
);

/** What the server has of one value that was sent. Foreign text can neither forge a line nor colour one. */
export function arrivedText({ state, value, atMs }: ArrivedValue): string {
  const has = value === undefined ? "" : plainText(safeText(value));
  const time = atMs === undefined ? "" : timeText(atMs);
  const words: readonly string[] = {
    arrived: [has, time],
    overtaken: [has, time, l10n.t("another value since")],
    missing:
      value === undefined
        ? [l10n.t("not there")]
        : [l10n.t("not there"), l10n.t("still {has}", { has }), time],
  }[state];
  return words.filter((word) => word !== "").join(" · ");
}

/** What the server's values are: shown to a screen reader and in tooltips. */
export const kindNames: Readonly<Record<ArrivedValue["kind"], string>> = {
  telemetry: l10n.t("Telemetry"),
  attribute: l10n.t("Attribute"),
};

/** The values that are not listed; undefined where all are. */
export function moreText({ more: { arrived, missing } }: Arrival): string | undefined {
  if (arrived + missing === 0) {
    return undefined;
  }
  const count = countText(arrived + missing);
  return missing === 0
    ? l10n.t("and {count} more", { count })
    : l10n.t("and {count} more, {missing} of them not there", { count, missing: countText(missing) });
}

/** The line for the output, with those of its values; the time and the device stand before it. */
export function arrivalTexts(arrival: Arrival, serverName: string): readonly string[] {
  const more = moreText(arrival);
  return [
    l10n.t("Data on the server {serverName}, of {deviceName}: {arrivalOutcome}.", {
      serverName: plainText(serverName),
      deviceName: plainText(arrival.deviceName),
      arrivalOutcome: arrivalOutcome(arrival),
    }),
    ...arrival.values.map((value) => `${plainText(value.key)} = ${arrivedText(value)}`),
    ...(more === undefined ? [] : [more]),
    ...(isThere(arrival) ? [] : [l10n.t("Next: {missingCure}", { missingCure })]),
  ];
}

function durationText(ms: number): string {
  return ms < 10_000 ? l10n.t("{ms} ms", { ms: countText(ms) }) : secondsText(1000 * Math.round(ms / 1000));
}
