import * as l10n from "@vscode/l10n";
import { isThere, type Arrival } from "../../core/connection/arrival";
import type { DiagnosisCode, DiagnosisFacts } from "../../core/connection/diagnoses";
import type { Phase, Warning } from "../../core/connection/events";
import type { ReportFacts } from "../../core/connection/report";
import type { ReportChange } from "../../core/connection/reportChanges";
import type { EventOf, PhaseReport } from "../../core/connection/session";
import { safeText } from "../../core/stream/safeText";
import { wallTime } from "../../core/stream/wallTime";
import type { Action } from "../command";
import { arrivalTexts } from "./arrival";
import { diagnosisWords, type DiagnosisSubject } from "./diagnoses";
import { plainText } from "./diagnosisCase";
import { phaseWords } from "./phases";
import { changeText } from "./reportChanges";
import { warningWords } from "./warnings";
import { whenWords } from "./when";

/** The outcome of a test connection as `thingsboardX509.testConnection` gives it. */
export interface Report {
  readonly ok: boolean;
  readonly server: { readonly name: string; readonly mqttUrl: string };
  /** Absolute path of the properties file. */
  readonly properties: string;
  readonly phases: readonly {
    readonly phase: Phase;
    readonly ok: boolean;
    readonly ms: number;
    readonly facts: Readonly<Record<string, string>>;
  }[];
  readonly diagnosis?: {
    readonly code: DiagnosisCode;
    readonly title: string;
    readonly detail: string;
    readonly actions: readonly Action[];
  };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** What is not as it was in the last test with this server; absent where there was none. */
  readonly changes?: readonly string[];
}

/** Adds the words to a report's facts, and what changed since the test before, where there was one. */
export function reportWords(
  { ok, server, properties, phases, diagnosis, warnings }: ReportFacts,
  changes?: readonly ReportChange[],
): Report {
  const facts = { ok, server, properties, phases };
  return {
    ...facts,
    ...(diagnosis === undefined ? {} : { diagnosis: publicDiagnosis(diagnosis, facts) }),
    warnings: warnings.map((warning) => ({ code: warning.code, message: warningWords(warning) })),
    ...(changes === undefined ? {} : { changes: changes.map(changeText) }),
  };
}

function publicDiagnosis(
  diagnosis: DiagnosisFacts,
  subject: DiagnosisSubject,
): NonNullable<Report["diagnosis"]> {
  const { title, detail, actions } = diagnosisWords(diagnosis, subject);
  return { code: diagnosis.code, title, detail, actions };
}

/** Whose line it is and when it was written. */
export interface ReportLineContext {
  /** The device's name, shown in each first line. */
  readonly device: string;
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: number;
}

/** Continued lines begin with it, as those of messages do. */
const indent = "    ";

/** The line that opens a test. */
export function headerLine(server: ReportFacts["server"], context: ReportLineContext): string {
  return firstLine(
    "▶",
    l10n.t("Test Connection to {server}, {mqttUrl}", {
      server: plainText(server.name),
      mqttUrl: plainText(server.mqttUrl),
    }),
    context,
  );
}

/** The line of a phase that ended: its mark, its time, and what it proved in words. */
export function phaseLine(phase: PhaseReport, context: ReportLineContext): string {
  const time = l10n.t("{ms} ms", { ms: String(Math.round(phase.ms)).padStart(5) });
  return firstLine(phase.ok ? "✓" : "✗", `${phase.phase.padEnd(9)} ${time}  ${phaseWords(phase)}`, context);
}

/** The lines that follow the phases: what it means, or that it works, and what is worth knowing. */
export function outcomeLines(report: ReportFacts, context: ReportLineContext): readonly string[] {
  const { diagnosis, warnings } = report;
  return [
    ...(diagnosis === undefined ? [] : diagnosisLines(diagnosis, report, context)),
    ...warnings.flatMap((warning) => warningLines(warning, context)),
    ...(report.ok ? [firstLine("✓", l10n.t("The device may connect, subscribe and publish."), context)] : []),
  ];
}

/** The lines about what is not as it was in the test before. */
export function changeLines(
  { changes, beforeMs }: { readonly changes: readonly ReportChange[]; readonly beforeMs: number },
  context: ReportLineContext,
): readonly string[] {
  const when = whenWords(beforeMs, { nowMs: context.atMs, utcOffsetMinutes: context.utcOffsetMinutes });
  return changes.length === 0
    ? [firstLine("±", l10n.t("Nothing changed since the last test at {when}.", { when }), context)]
    : [
        firstLine("±", l10n.t("Since the last test at {when}:", { when }), context),
        ...changes.map((change) => indent + changeText(change)),
      ];
}

/** The lines about what the server has of what the device published. */
export function arrivalLines(
  arrival: Arrival,
  serverName: string,
  context: ReportLineContext,
): readonly string[] {
  const [first = "", ...more] = arrivalTexts(arrival, serverName);
  return [firstLine(isThere(arrival) ? "✓" : "!", first, context), ...more.map((line) => indent + line)];
}

/** The line of a connection that was up and has ended: who ended it, with the wire's own words. */
export function endLine(event: EventOf<"closed">, context: ReportLineContext): string {
  const { by, errorCode, reasonCode, reasonString } = event;
  const wire = [
    ...(errorCode === undefined ? [] : [errorCode]),
    ...(reasonCode === undefined
      ? []
      : [l10n.t("reason code 0x{reasonCode}", { reasonCode: reasonCode.toString(16).padStart(2, "0") })]),
    ...(reasonString === undefined ? [] : [`"${reasonString}"`]),
  ].map(safeText);
  const who = by === "peer" ? l10n.t("The server closed the connection") : ourEnd(event);
  return firstLine("■", wire.length === 0 ? `${who}.` : `${who}: ${wire.join(", ")}.`, context);
}

function ourEnd({ keepaliveMissed, malformed }: EventOf<"closed">): string {
  if (keepaliveMissed === true) {
    return l10n.t("Closed, as the server did not answer our PINGREQ");
  }
  return malformed === true ? l10n.t("Closed, as what came was not MQTT") : l10n.t("Disconnected");
}

/** The line of a test that was stopped before it ended. */
export function stoppedLine(context: ReportLineContext): string {
  return firstLine("■", l10n.t("The test was stopped."), context);
}

/** The lines of a diagnosis: code and title, then the sentence, the next step and where to read more. */
export function diagnosisLines(
  diagnosis: DiagnosisFacts,
  subject: DiagnosisSubject,
  context: ReportLineContext,
): readonly string[] {
  const { title, detail, cure } = diagnosisWords(diagnosis, subject);
  return [
    firstLine("✗", `${diagnosis.code}: ${title}`, context),
    indent + detail,
    `${indent}${l10n.t("Next: {cure}", { cure })}`,
    moreLine("diagnoses.md", diagnosis.code),
  ];
}

function warningLines(warning: Warning, context: ReportLineContext): readonly string[] {
  return [firstLine("!", warningWords(warning), context), moreLine("warnings.md", warning.code)];
}

/** The output makes a link of it. */
function moreLine(page: string, code: string): string {
  return `${indent}${l10n.t("More: docs/{page}#{code}", { page, code })}`;
}

/** Time, device, mark and text, as the lines of messages have them. */
export function firstLine(
  mark: string,
  text: string,
  { device, atMs, utcOffsetMinutes }: ReportLineContext,
): string {
  const time = wallTime(atMs, utcOffsetMinutes);
  return `${time}  ${safeText(device)}  ${mark}  ${text}`.trimEnd();
}
