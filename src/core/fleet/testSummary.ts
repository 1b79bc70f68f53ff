import type { DiagnosisCode } from "../connection/diagnoses";
import type { ReportFacts } from "../connection/report";
import { byNaturalOrder } from "../devices/naturalOrder";

/** What the tests of a fleet came to. A device is named by the absolute path of its properties file. */
export interface FleetSummary {
  readonly total: number;
  readonly connected: number;
  /** What is wrong with the others: the most frequent first, then by code. */
  readonly byDiagnosis: readonly DiagnosisGroup[];
  /** Of those that connected, the slowest first. */
  readonly slowest: readonly TimedDevice[];
}

/** The devices that have the same diagnosis. */
export interface DiagnosisGroup {
  readonly code: DiagnosisCode;
  readonly count: number;
  /** In the natural order of their paths. */
  readonly devices: readonly string[];
}

/** How long a device took for all phases. */
export interface TimedDevice {
  readonly device: string;
  /** Whole milliseconds. */
  readonly ms: number;
}

/** So many of the slowest are named. */
const mostSlow = 5;

/** Sums up the tests of a fleet. */
export function fleetSummaryOf(reports: readonly ReportFacts[]): FleetSummary {
  const connected = reports.filter(({ ok }) => ok);
  return {
    total: reports.length,
    connected: connected.length,
    byDiagnosis: groupsOf(reports),
    slowest: connected
      .map((report) => ({ device: report.properties, ms: durationOf(report) }))
      .sort((one, other) => other.ms - one.ms || byNaturalOrder(one.device, other.device))
      .slice(0, mostSlow),
  };
}

/** Gives how long all phases of a test took together, in whole milliseconds. */
export function durationOf({ phases }: Pick<ReportFacts, "phases">): number {
  return Math.round(phases.reduce((sum, { ms }) => sum + ms, 0));
}

function groupsOf(reports: readonly ReportFacts[]): readonly DiagnosisGroup[] {
  const groups = new Map<DiagnosisCode, string[]>();
  for (const { diagnosis, properties } of reports) {
    if (diagnosis !== undefined) {
      const devices = groups.get(diagnosis.code) ?? [];
      devices.push(properties);
      groups.set(diagnosis.code, devices);
    }
  }
  return [...groups]
    .map(([code, devices]) => ({ code, count: devices.length, devices: devices.sort(byNaturalOrder) }))
    .sort((one, other) => other.count - one.count || byNaturalOrder(one.code, other.code));
}
