import * as vscode from "vscode";
import type { ReportFacts } from "../core/connection/report";
import { junitXml } from "../core/fleet/junit";
import { testCsv } from "../core/fleet/testCsv";
import { writeOwnFile } from "../flows/writeOwnFile";
import type { App } from "./app";
import { done, failed, type Outcome } from "./command";
import { failureWords } from "./words/failures";
import { testedRowOf } from "./words/fleetTest";

/** The tests of a fleet, to be written into a file. */
export interface FleetExport {
  readonly app: Pick<App, "world">;
  readonly reports: readonly ReportFacts[];
  readonly nameOf: (propertiesPath: string) => string;
  /** The server's name. */
  readonly server: string;
}

/** Gives the format that a file's name asks for; undefined where it asks for none of ours. */
export function formatOf(path: string): "csv" | "junit" | undefined {
  if (/\.csv$/i.test(path)) {
    return "csv";
  }
  return /\.xml$/i.test(path) ? "junit" : undefined;
}

/** Writes the tests of a fleet as CSV or JUnit XML, by the name of the file; an existing one is replaced. */
export async function exportFleetTest(
  { app, reports, nameOf, server }: FleetExport,
  path: string,
): Promise<Outcome<string>> {
  const rows = reports.map((report) =>
    testedRowOf(report, {
      name: nameOf(report.properties),
      properties: vscode.workspace.asRelativePath(report.properties),
    }),
  );
  const text =
    formatOf(path) === "csv"
      ? testCsv(rows)
      : junitXml(rows, { server, timestamp: app.world.clock().toISOString() });
  const written = await writeOwnFile(path, { text, mode: publicMode }, app.world);
  return written.ok ? done(path) : failed(failureWords(written.failure));
}

/** No secret is in it. */
const publicMode = 0o644;
