import { diagnosisTable } from "../../core/connection/diagnoses";
import type { ReportFacts } from "../../core/connection/report";
import { durationOf, type DiagnosisGroup, type FleetSummary } from "../../core/fleet/testSummary";
import type { TestedRow } from "../../core/fleet/testedRow";
import { safeText } from "../../core/stream/safeText";
import { wallTime } from "../../core/stream/wallTime";
import { diagnosisEntries, diagnosisWords } from "./diagnoses";
import { plainText } from "./diagnosisCase";

/** How devices are called in a summary. */
export interface FleetNames {
  /** The name of the device of a properties file; where several share it, with what tells them apart. */
  readonly nameOf: (propertiesPath: string) => string;
  readonly server: string;
}

/** When the lines are written. */
export interface FleetLineTime {
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: number;
}

const indent = "    ";

/** So many devices of a diagnosis are named in the output; an export has them all. */
const mostNamed = 10;

/** The line that opens the tests of a fleet. */
export function fleetOpeningLine(
  { total, concurrency }: { readonly total: number; readonly concurrency: number },
  server: string,
  time: FleetLineTime,
): string {
  const text = `Test Fleet on ${plainText(server)}: ${devices(total)}, at most ${concurrency} at a time`;
  return firstLine("▶", text, time);
}

/** The lines that sum up the tests of a fleet; `wanted` is how many devices were to be tested. */
export function fleetSummaryLines(
  { total, connected, byDiagnosis, slowest }: FleetSummary,
  { wanted, ...names }: FleetNames & { readonly wanted: number },
  time: FleetLineTime,
): readonly string[] {
  const mark = connected === wanted ? "✓" : "✗";
  const slow = slowest.map(({ device, ms }) => `${named(device, names)} ${ms} ms`).join(", ");
  return [
    firstLine(mark, connectedText({ total: wanted, connected }, names.server), time),
    ...byDiagnosis.flatMap((group) => groupLines(group, names)),
    ...(slow === "" ? [] : [`${indent}Slowest: ${slow}`]),
    ...(total === wanted ? [] : [firstLine("■", `Stopped: ${devices(wanted - total)} not tested.`, time)]),
  ];
}

function groupLines({ code, count, devices: paths }: DiagnosisGroup, names: FleetNames): readonly string[] {
  const shown = paths.slice(0, mostNamed).map((path) => named(path, names));
  const more = count > mostNamed ? [`and ${count - mostNamed} more`] : [];
  return [
    `${indent}${count} × ${code}: ${diagnosisEntries[code].title}`,
    `${indent}${indent}${[...shown, ...more].join(", ")}`,
    `${indent}More: docs/diagnoses.md#${code}`,
  ];
}

/** What a notification says about the tests of a fleet. */
export function fleetTestedText({ byDiagnosis, ...counts }: FleetSummary, server: string): string {
  const [first, second, third, ...others] = byDiagnosis.map(
    ({ code, count }) => `${count} × ${diagnosisEntries[code].title} (${code})`,
  );
  const shown = [first, second, third].filter((text) => text !== undefined);
  const more = others.length === 0 ? "" : `; ${others.length} other causes`;
  const causes = shown.length === 0 ? "" : ` ${shown.join("; ")}${more}.`;
  return `${connectedText(counts, server)}${causes}`;
}

function connectedText(
  { total, connected }: Pick<FleetSummary, "total" | "connected">,
  server: string,
): string {
  const where = plainText(server);
  return connected === total
    ? `${total === 1 ? "The one device" : `All ${total} devices`} connected to ${where}.`
    : `${connected} of ${devices(total)} connected to ${where}.`;
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

function devices(count: number): string {
  return count === 1 ? "1 device" : `${count} devices`;
}

function firstLine(mark: string, text: string, { atMs, utcOffsetMinutes }: FleetLineTime): string {
  return `${wallTime(atMs, utcOffsetMinutes)}  Fleet  ${mark}  ${text}`;
}
