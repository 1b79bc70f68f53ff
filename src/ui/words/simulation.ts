import type { CsvFailure } from "../../core/talk/csvRows";
import type { Generator } from "../../core/talk/generator";
import type { MessageFileFailure } from "../../core/talk/messageFile";
import { safeText } from "../../core/stream/safeText";
import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { csvWords } from "./csv";

/** What each kind of simulation does. */
export const generatorWords: Readonly<
  Record<Generator["kind"], { readonly label: string; readonly detail: string }>
> = {
  "random-walk": { label: "Random walk", detail: "a value that goes up and down by small steps" },
  ramp: { label: "Ramp", detail: "a value that rises step by step, and begins again" },
  sine: { label: "Sine", detail: "a value that swings between two bounds" },
  csv: { label: "CSV replay", detail: "the rows of a CSV file, one after the other, again and again" },
};

const messageWords: Readonly<Record<MessageFileFailure["code"], string>> = {
  "messages-empty": "has no message in it. Each line is a JSON object with topic, payload and qos.",
  "message-not-json": "is no JSON object. Each line is one, with topic, payload and qos.",
  "message-without-topic": "has no topic that may be published to: a text without + and #.",
  "message-qos-invalid": "has a qos that is none: 0, 1 or 2.",
};

const emptyCsv = "has no values: the first row names them, the others hold them.";

/** Says why a file of messages or values is not sent, and where to look. */
export function fileRefusal({ code, line }: MessageFileFailure | CsvFailure, file: string): CommandFailure {
  const words = { ...messageWords, ...csvWords, "csv-empty": emptyCsv }[code];
  const where = code === "messages-empty" || code === "csv-empty" ? "" : `, line ${line},`;
  return {
    code,
    message: `Nothing was sent: ${safeText(nameOf(file))}${where} ${words}`,
    details: { file, line },
    actions: [{ title: "Open File", command: "thingsboardX509.openAt", args: [file] }],
  };
}

/** What a simulation is called in the tree. */
export function simulationLabel(kind: Generator["kind"], key: string, intervalMs: number): string {
  const what =
    kind === "csv" ? "CSV replay" : `${generatorWords[kind].label.toLowerCase()} of ${safeText(key)}`;
  return `${what}, every ${intervalText(intervalMs)}`;
}

/** What a replay is called in the tree. */
export function replayLabel(file: string, ratePerSecond: number): string {
  return `${safeText(nameOf(file))}, ${ratePerSecond} messages a second`;
}

/** A time as people say it. */
export function intervalText(intervalMs: number): string {
  return intervalMs < 1000 ? `${intervalMs} ms` : `${intervalMs / 1000} s`;
}

/** Says that nothing is simulated. */
export const notSimulating: CommandFailure = {
  code: "no-simulation",
  message: "No simulation runs. Simulate Telemetry… starts one for a device that is connected.",
};
