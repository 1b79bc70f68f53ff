import * as l10n from "@vscode/l10n";
import { isThere, type Arrival } from "../../core/connection/arrival";
import type { ReportFacts } from "../../core/connection/report";
import type { PhaseReport } from "../../core/connection/session";
import { safeText } from "../../core/stream/safeText";
import { arrivalOutcome, arrivalTitle, arrivedText, missingCure, moreText } from "./arrival";
import { diagnosisWords } from "./diagnoses";
import { plainText } from "./diagnosisCase";
import { warningWords } from "./warnings";

/** What the report comes from: a name and its version in each row. */
export type Versions = readonly (readonly [what: string, version: string])[];

/** Writes a report as Markdown for a support ticket. What is secret has been taken out of it by then. */
export function ticketText(report: ReportFacts, versions: Versions): string {
  const { server, properties, phases } = report;
  const rows: Versions = [
    [
      l10n.t("Outcome"),
      report.ok
        ? l10n.t("every phase passed")
        : l10n.t("failed: {code}", { code: report.diagnosis?.code ?? "unknown" }),
    ],
    [l10n.t("Server"), `${server.name}, ${server.mqttUrl}`],
    [l10n.t("Properties file"), properties],
    ...versions,
  ];
  return [
    "# Test Connection",
    list(rows),
    `## ${l10n.t("Phases")}`,
    ...phases.map(phaseText),
    ...outcomeText(report),
    ...(report.arrival === undefined ? [] : arrivalText(report.arrival)),
    "",
  ].join("\n\n");
}

function phaseText({ phase, ok, ms, facts }: PhaseReport): string {
  const head = `### ${ok ? "✓" : "✗"} ${phase}, ${Math.round(ms)} ms`;
  const rows = Object.entries(facts);
  return rows.length === 0 ? head : `${head}\n\n${list(rows)}`;
}

function outcomeText(report: ReportFacts): readonly string[] {
  const { diagnosis, warnings } = report;
  const lines = warnings.map((warning) => `- ${warning.code}: ${warningWords(warning)}`);
  const warned = lines.length === 0 ? [] : [`## ${l10n.t("Warnings")}`, lines.join("\n")];
  if (diagnosis === undefined) {
    return warned;
  }
  const { title, detail, cure } = diagnosisWords(diagnosis, report);
  return [
    `## ${l10n.t("Diagnosis")}`,
    `**${diagnosis.code}**: ${title}`,
    detail,
    l10n.t("Next: {cure}", { cure }),
    ...warned,
  ];
}

function arrivalText(arrival: Arrival): readonly string[] {
  const more = moreText(arrival);
  const rows: Versions = [
    [l10n.t("Device"), arrival.deviceName],
    [l10n.t("Outcome"), arrivalOutcome(arrival)],
    ...arrival.values.map((value): Versions[number] => [value.key, arrivedText(value)]),
    ...(more === undefined ? [] : [[l10n.t("Values"), more] as const]),
  ];
  return [
    `## ${arrivalTitle}`,
    list(rows),
    ...(isThere(arrival) ? [] : [l10n.t("Next: {missingCure}", { missingCure })]),
  ];
}

function list(rows: Versions): string {
  return rows.map(([name, value]) => `- ${plainText(name)}: ${code(value)}`).join("\n");
}

/** As code, in which no sign of Markdown's means anything. */
function code(text: string): string {
  const shown = safeText(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? fence + shown + fence : `${fence} ${shown} ${fence}`;
}
