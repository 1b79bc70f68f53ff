import * as l10n from "@vscode/l10n";
import { diagnosisTable } from "../../core/connection/diagnoses";
import type { ReportFacts } from "../../core/connection/report";
import { durationOf, type DiagnosisGroup, type FleetSummary } from "../../core/fleet/testSummary";
import type { TestedRow } from "../../core/fleet/testedRow";
import { safeText } from "../../core/stream/safeText";
import { countedDevices } from "./counts";
import { diagnosisEntries, diagnosisWords } from "./diagnoses";
import { plainText } from "./diagnosisCase";
import { fleetLine, indent, namesLine, type FleetLineTime } from "./fleetLines";
import { countText, listText } from "./numbers";

/** How devices are called in a summary. */
export interface FleetNames {
  /** The name of the device of a properties file; where several share it, with what tells them apart. */
  readonly nameOf: (propertiesPath: string) => string;
  readonly server: string;
}

/** The line that opens the tests of a fleet. */
export function fleetOpeningLine(
  { total, concurrency }: { readonly total: number; readonly concurrency: number },
  server: string,
  time: FleetLineTime,
): string {
  const text = l10n.t("Test Fleet on {server}: {countedDevices}, at most {concurrency} at a time", {
    server: plainText(server),
    countedDevices: countedDevices(total),
    concurrency: countText(concurrency),
  });
  return fleetLine("▶", text, time);
}

/** The lines that sum up the tests of a fleet; `wanted` is how many devices were to be tested. */
export function fleetSummaryLines(
  { total, connected, byDiagnosis, slowest }: FleetSummary,
  { wanted, ...names }: FleetNames & { readonly wanted: number },
  time: FleetLineTime,
): readonly string[] {
  const mark = connected === wanted ? "✓" : "✗";
  const slow = slowest.map(({ device, ms }) =>
    l10n.t("{named} {ms} ms", { named: named(device, names), ms: countText(ms) }),
  );
  return [
    fleetLine(mark, connectedText({ total: wanted, connected }, names.server), time),
    ...byDiagnosis.flatMap((group) => groupLines(group, names)),
    ...(slow.length === 0 ? [] : [`${indent}${l10n.t("Slowest: {slow}", { slow: listText(slow) })}`]),
    ...(total === wanted
      ? []
      : [
          fleetLine(
            "■",
            l10n.t("Stopped: {countedDevices} not tested.", {
              countedDevices: countedDevices(wanted - total),
            }),
            time,
          ),
        ]),
  ];
}

function groupLines(
  { code, count, devices: paths }: DiagnosisGroup,
  { nameOf }: FleetNames,
): readonly string[] {
  return [
    `${indent}${countText(count)} × ${code}: ${diagnosisEntries[code].title}`,
    namesLine(paths.map(nameOf)),
    `${indent}${l10n.t("More: docs/diagnoses.md#{code}", { code })}`,
  ];
}

/** What a notification says about the tests of a fleet. */
export function fleetTestedText({ byDiagnosis, ...counts }: FleetSummary, server: string): string {
  const [first, second, third, ...others] = byDiagnosis.map(
    ({ code, count }) => `${countText(count)} × ${diagnosisEntries[code].title} (${code})`,
  );
  const shown = [first, second, third].filter((text) => text !== undefined);
  const more = others.length === 0 ? [] : [moreCausesText(others.length)];
  const causes = shown.length === 0 ? "" : ` ${[...shown, ...more].join("; ")}.`;
  return `${connectedText(counts, server)}${causes}`;
}

function moreCausesText(count: number): string {
  return count === 1 ? l10n.t("1 other cause") : l10n.t("{count} other causes", { count: countText(count) });
}

function connectedText(
  { total, connected }: Pick<FleetSummary, "total" | "connected">,
  server: string,
): string {
  const where = plainText(server);
  return connected === total
    ? total === 1
      ? l10n.t("The one device connected to {where}.", { where })
      : l10n.t("All {total} devices connected to {where}.", { total: countText(total), where })
    : l10n.t("{connected} of {countedDevices} connected to {where}.", {
        connected: countText(connected),
        countedDevices: countedDevices(total),
        where,
      });
}

/** Adds the words of a report, for an export. */
export function testedRowOf(
  report: ReportFacts,
  { name, properties }: Pick<TestedRow, "name" | "properties">,
): TestedRow {
  const row = { name, properties, ms: durationOf(report) };
  const { diagnosis } = report;
  if (diagnosis === undefined) {
    return row;
  }
  const { detail: sentence, cure } = diagnosisWords(diagnosis, report);
  const { code, facts } = diagnosis;
  return { ...row, failure: { code, phase: diagnosisTable[code].phase, sentence, cure, facts } };
}

function named(path: string, { nameOf }: FleetNames): string {
  return safeText(nameOf(path));
}
