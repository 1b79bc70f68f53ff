import * as l10n from "@vscode/l10n";
import type { KeptValue } from "../../core/credential/valueCalls";
import { safeText } from "../../core/stream/safeText";
import type { ReadBack } from "../../flows/readBack";
import { plainText } from "./diagnosisCase";
import { countText } from "./numbers";

/** More of each kind are counted and not shown. */
const mostShown = 50;

/** The lines of what a server keeps of a device, for the output. Foreign text can neither forge a line nor colour one. */
export function readBackLines(
  { device, telemetry, attributes }: ReadBack,
  serverName: string,
): readonly string[] {
  return [
    l10n.t("⇐ {serverName} has of {device}:", {
      serverName: plainText(serverName),
      device: plainText(device.name),
    }),
    ...kindLines(l10n.t("Latest telemetry"), telemetry),
    ...kindLines(l10n.t("Attributes"), attributes),
  ];
}

function kindLines(title: string, values: readonly KeptValue[]): readonly string[] {
  if (values.length === 0) {
    return [`    ${l10n.t("{title}: none", { title })}`];
  }
  const sorted = [...values].sort((left, right) => right.atMs - left.atMs);
  const more = values.length - mostShown;
  return [
    `    ${title}:`,
    ...sorted.slice(0, mostShown).map((value) => `        ${valueText(value)}`),
    ...(more > 0 ? [`        ${l10n.t("and {count} more", { count: countText(more) })}`] : []),
  ];
}

function valueText({ key, value, atMs }: KeptValue): string {
  return `${plainText(key)} = ${plainText(safeText(JSON.stringify(value)))}  ${timeText(atMs)}`.trimEnd();
}

/** ISO 8601, UTC; nothing for a number that is no time. */
export function timeText(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

/** One sentence: how much there is, and when the last of it came. */
export function readBackSentence({ device, telemetry, attributes }: ReadBack, serverName: string): string {
  const latest = telemetry.reduce((most, { atMs }) => Math.max(most, atMs), 0);
  const facts = {
    serverName: plainText(serverName),
    keys:
      telemetry.length === 1
        ? l10n.t("1 telemetry key")
        : l10n.t("{keys} telemetry keys", { keys: countText(telemetry.length) }),
    attributes:
      attributes.length === 1
        ? l10n.t("1 attribute")
        : l10n.t("{attributes} attributes", { attributes: countText(attributes.length) }),
    device: plainText(device.name),
  };
  return latest > 0
    ? l10n.t("{serverName} has {keys} and {attributes} of {device}. The newest value is of {time}.", {
        ...facts,
        time: timeText(latest),
      })
    : l10n.t("{serverName} has {keys} and {attributes} of {device}.", facts);
}
