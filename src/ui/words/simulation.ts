import * as l10n from "@vscode/l10n";
import type { CsvFailure } from "../../core/talk/csvRows";
import type { Generator } from "../../core/talk/generator";
import type { MessageFileFailure } from "../../core/talk/messageFile";
import { safeText } from "../../core/stream/safeText";
import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { countText, numberText, secondsText } from "./numbers";

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

/** Why a file of messages or values is not sent. */
const refusals: Readonly<
  Record<MessageFileFailure["code"] | CsvFailure["code"], (file: string, line: number) => string>
> = {
  "messages-empty": (file) =>
    l10n.t(
      "Nothing was sent: {file} has no message in it. Each line is a JSON object with topic, payload and qos.",
      { file },
    ),
  "message-not-json": (file, line) =>
    l10n.t(
      "Nothing was sent: {file}, line {line}, is no JSON object. Each line is one, with topic, payload and qos.",
      { file, line },
    ),
  "message-without-topic": (file, line) =>
    l10n.t(
      "Nothing was sent: {file}, line {line}, has no topic that may be published to: a text without + and #.",
      { file, line },
    ),
  "message-qos-invalid": (file, line) =>
    l10n.t("Nothing was sent: {file}, line {line}, has a qos that is none: 0, 1 or 2.", { file, line }),
  "csv-empty": (file) =>
    l10n.t("Nothing was sent: {file} has no values: the first row names them, the others hold them.", {
      file,
    }),
  "csv-unclosed-quote": (file, line) =>
    l10n.t("Nothing was sent: {file}, line {line}, has a quote without an end.", { file, line }),
  "csv-text-behind-quote": (file, line) =>
    l10n.t(
      "Nothing was sent: {file}, line {line}, has text behind a closing quote: a quote within a field is written twice.",
      { file, line },
    ),
  "csv-field-too-long": (file, line) =>
    l10n.t("Nothing was sent: {file}, line {line}, has a field that is too long to be a value.", {
      file,
      line,
    }),
};

/** Says why a file of messages or values is not sent, and where to look. */
export function fileRefusal({ code, line }: MessageFileFailure | CsvFailure, file: string): CommandFailure {
  return {
    code,
    message: refusals[code](safeText(nameOf(file)), line),
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
  const name = safeText(nameOf(file));
  return ratePerSecond === 1
    ? l10n.t("{file}, 1 message a second", { file: name })
    : l10n.t("{file}, {rate} messages a second", { file: name, rate: numberText(ratePerSecond) });
}

/** A time as people say it. */
export function intervalText(intervalMs: number): string {
  return intervalMs < 1000 ? l10n.t("{ms} ms", { ms: numberText(intervalMs) }) : secondsText(intervalMs);
}

/** Says how a simulation ended; `refused` of the messages were not acknowledged. */
export function simulationEndedText(
  name: string,
  { sent, refused }: { readonly sent: number; readonly refused: number },
): string {
  const facts = { name, sent: countText(sent), refused: countText(refused) };
  return refused === 0
    ? l10n.t("{name}: simulation ended, {sent} messages", facts)
    : l10n.t("{name}: simulation ended, {sent} messages, {refused} of them not acknowledged", facts);
}

/** Says that nothing is simulated. */
export const notSimulating: CommandFailure = {
  code: "no-simulation",
  message: l10n.t("No simulation runs. Simulate Telemetry… starts one for a device that is connected."),
};
