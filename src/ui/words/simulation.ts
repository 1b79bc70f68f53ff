import * as l10n from "@vscode/l10n";
import type { CsvFailure } from "../../core/talk/csvRows";
import type { Generator } from "../../core/talk/generator";
import type { MessageFileFailure } from "../../core/talk/messageFile";
import { safeText } from "../../core/stream/safeText";
import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { csvWords } from "./csv";
import { secondsText } from "./numbers";

/** What each kind of simulation does. */
export const generatorWords: Readonly<
  Record<Generator["kind"], { readonly label: string; readonly detail: string }>
> = {
  "random-walk": {
    label: l10n.t("Random walk"),
    detail: l10n.t("a value that goes up and down by small steps"),
  },
  ramp: { label: l10n.t("Ramp"), detail: l10n.t("a value that rises step by step, and begins again") },
  sine: { label: l10n.t("Sine"), detail: l10n.t("a value that swings between two bounds") },
  csv: {
    label: l10n.t("CSV replay"),
    detail: l10n.t("the rows of a CSV file, one after the other, again and again"),
  },
};

const messageWords: Readonly<Record<MessageFileFailure["code"], string>> = {
  "messages-empty": l10n.t("has no message in it. Each line is a JSON object with topic, payload and qos."),
  "message-not-json": l10n.t("is no JSON object. Each line is one, with topic, payload and qos."),
  "message-without-topic": l10n.t("has no topic that may be published to: a text without + and #."),
  "message-qos-invalid": l10n.t("has a qos that is none: 0, 1 or 2."),
};

const emptyCsv = l10n.t("has no values: the first row names them, the others hold them.");

/** Says why a file of messages or values is not sent, and where to look. */
export function fileRefusal({ code, line }: MessageFileFailure | CsvFailure, file: string): CommandFailure {
  const words = { ...messageWords, ...csvWords, "csv-empty": emptyCsv }[code];
  const where = code === "messages-empty" || code === "csv-empty" ? "" : l10n.t(", line {line},", { line });
  return {
    code,
    message: l10n.t("Nothing was sent: {file}{where} {words}", {
      file: safeText(nameOf(file)),
      where,
      words,
    }),
    details: { file, line },
    actions: [{ title: l10n.t("Open File"), command: "thingsboardX509.openAt", args: [file] }],
  };
}

/** What a simulation is called in the tree. */
export function simulationLabel(kind: Generator["kind"], key: string, intervalMs: number): string {
  const what =
    kind === "csv"
      ? l10n.t("CSV replay")
      : l10n.t("{label} of {key}", { label: generatorWords[kind].label, key: safeText(key) });
  return l10n.t("{what}, every {interval}", { what, interval: intervalText(intervalMs) });
}

/** What a replay is called in the tree. */
export function replayLabel(file: string, ratePerSecond: number): string {
  return l10n.t("{file}, {ratePerSecond} messages a second", { file: safeText(nameOf(file)), ratePerSecond });
}

/** A time as people say it. */
export function intervalText(intervalMs: number): string {
  return intervalMs < 1000 ? l10n.t("{intervalMs} ms", { intervalMs }) : secondsText(intervalMs);
}

/** Says that nothing is simulated. */
export const notSimulating: CommandFailure = {
  code: "no-simulation",
  message: l10n.t("No simulation runs. Simulate Telemetry… starts one for a device that is connected."),
};
