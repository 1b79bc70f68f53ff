import type { ReportFacts } from "../core/connection/report";
import { inLanes } from "./inLanes";

/** Which devices are tested, and how many at a time. */
export interface FleetTestRequest {
  /** Absolute paths of the properties files. */
  readonly devices: readonly string[];
  /** How many are tested at the same time, from 1. */
  readonly concurrency: number;
}

/** What testing a fleet needs. */
export interface FleetTestParts {
  /** Tests one device as `testConnection` does; undefined when the signal aborted it. */
  readonly test: (propertiesPath: string, signal: AbortSignal) => Promise<ReportFacts | undefined>;
  /** Is told each report as it comes. */
  readonly tested?: (report: ReportFacts) => void;
}

/**
 * Tests the connection of each device, so many at a time. Gives the reports in the order of the devices; of those that the
 * signal kept from being tested there is none.
 */
export async function testFleet(
  { devices, concurrency }: FleetTestRequest,
  { test, tested }: FleetTestParts,
  signal: AbortSignal,
): Promise<readonly ReportFacts[]> {
  const reports = new Map<string, ReportFacts>();
  const one = async (propertiesPath: string, own: AbortSignal): Promise<void> => {
    const report = await test(propertiesPath, own);
    if (report !== undefined) {
      reports.set(propertiesPath, report);
      tested?.(report);
    }
  };
  const each = [...new Set(devices)];
  await inLanes(each, concurrency, one, signal);
  return each.flatMap((path) => reports.get(path) ?? []);
}
