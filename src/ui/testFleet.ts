import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ReportFacts } from "../core/connection/report";
import { fail, ok, type Result } from "../core/result";
import { fleetSummaryOf, type FleetSummary } from "../core/fleet/testSummary";
import { join } from "../flows/paths";
import { testFleet as tested } from "../flows/testFleet";
import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import { pathArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import {
  badConcurrency,
  concurrencyOption,
  fleetCallOf,
  fleetFrom,
  fleetReportFolderOf,
  fleetTimeOf,
  type Fleet,
} from "./fleetDevices";
import { exportFleetTest, formatOf, type FleetExport } from "./fleetTestExport";
import { withProgress } from "./progress";
import { askWhere } from "./saveTarget";
import { textOption } from "./serverArguments";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";
import { countedDevices } from "./words/fleetLines";
import { fleetOpeningLine, fleetSummaryLines, fleetTestedText } from "./words/fleetTest";
import { countText } from "./words/numbers";

/** What Test Fleet gives to its caller. Devices are named by their properties files. */
export interface FleetTested {
  readonly total: number;
  readonly connected: number;
  readonly diagnoses: FleetSummary["byDiagnosis"];
  readonly slowest: FleetSummary["slowest"];
  /** The export, where one was asked for. */
  readonly file?: string;
}

/** Tests the connection of many devices, a few at a time, and sums up. */
export async function testFleet(app: App, [argument]: readonly unknown[]): Promise<Outcome<FleetTested>> {
  const { options } = fleetCallOf(argument);
  const concurrency = concurrencyOption(options["concurrency"], usualConcurrency);
  const exportTo = exportOption(options["exportTo"]);
  if (concurrency === undefined || !exportTo.ok) {
    return failed(exportTo.ok ? badConcurrency : exportTo.failure);
  }
  const fleet = await fleetFrom(app, argument);
  if (fleet?.kind !== "done") {
    return fleet;
  }
  const name = textOption(options["server"]);
  const server = serverChosen(app, name, fleet.value.devices[0]?.propertiesPath);
  if (!server.ok) {
    return failed(server.failure);
  }
  const run = { app, fleet: fleet.value, server: server.value, concurrency };
  const reports = await testedWithProgress(run);
  return reports && summedUp(reports, { ...run, exportTo: exportTo.value });
}

const usualConcurrency = 16;

/** Undefined where nothing is to be exported. */
function exportOption(value: unknown): Result<string | undefined, CommandFailure> {
  const path = pathArgument(value);
  if (path.kind === "none") {
    return ok(undefined);
  }
  return path.kind === "path" && formatOf(path.path) !== undefined ? ok(path.path) : fail(badExport);
}

const badExport: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The option exportTo has to be an absolute path that ends in .csv, or in .xml for JUnit."),
};

interface FleetRun {
  readonly app: App;
  readonly fleet: Fleet;
  readonly server: ServerChoice;
  readonly concurrency: number;
}

/** Undefined where the person stopped it; the output then says how far it came. */
async function testedWithProgress(run: FleetRun): Promise<readonly ReportFacts[] | undefined> {
  const { app, fleet, server, concurrency } = run;
  const devices = fleet.devices.map(({ propertiesPath }) => propertiesPath);
  app.output.append([
    fleetOpeningLine({ total: devices.length, concurrency }, server.name, fleetTimeOf(app)),
  ]);
  const title = l10n.t("Testing {countedDevices} on {server}", {
    countedDevices: countedDevices(devices.length),
    server: server.name,
  });
  const { reports, isStopped } = await withProgress(title, async (signal, tell) => {
    let count = 0;
    let connected = 0;
    const given = await tested(
      { devices, concurrency },
      {
        test: (path, stopped) => app.sessions.test(path, optionsFor(path, server), stopped),
        tested: ({ ok }) => {
          count += 1;
          connected += ok ? 1 : 0;
          tell(
            l10n.t("{count} of {devicesCount}, {connected} connected", {
              count: countText(count),
              devicesCount: countText(devices.length),
              connected: countText(connected),
            }),
          );
        },
      },
      signal,
    );
    return { reports: given, isStopped: signal.aborted };
  });
  const names = { nameOf: fleet.nameOf, server: server.name, wanted: devices.length };
  app.output.append(fleetSummaryLines(fleetSummaryOf(reports), names, fleetTimeOf(app)));
  return isStopped ? undefined : reports;
}

function optionsFor(propertiesPath: string, server: ServerChoice): Parameters<App["sessions"]["test"]>[1] {
  const { connectionTimeoutMs } = settingsFor(vscode.Uri.file(propertiesPath));
  return { server, keepOpen: false, timeoutMs: connectionTimeoutMs };
}

async function summedUp(
  reports: readonly ReportFacts[],
  { app, fleet, server, exportTo }: FleetRun & { readonly exportTo: string | undefined },
): Promise<Outcome<FleetTested>> {
  const summary = fleetSummaryOf(reports);
  const exported = { app, reports, nameOf: fleet.nameOf, server: server.name };
  const file = exportTo === undefined ? undefined : await exportFleetTest(exported, exportTo);
  if (file?.kind === "failed") {
    return file;
  }
  void tell(summary, { ...exported, report: await keptReport(exported) });
  const { total, connected, byDiagnosis: diagnoses, slowest } = summary;
  return done({
    total,
    connected,
    diagnoses,
    slowest,
    ...(exportTo === undefined ? {} : { file: exportTo }),
  });
}

/** Keeps the last test of a fleet as CSV; undefined where it could not be written. */
async function keptReport(exported: FleetExport & Pick<FleetRun, "app">): Promise<string | undefined> {
  const { app } = exported;
  const path = join(fleetReportFolderOf(app), "test-fleet.csv");
  const outcome = await exportFleetTest(exported, path);
  if (outcome?.kind === "failed") {
    app.log.warn(`testFleet: the report was not written: ${outcome.failure.code}`);
  }
  return outcome?.kind === "done" ? path : undefined;
}

/** One notification, whose buttons show and export what came of it. */
async function tell(
  summary: FleetSummary,
  exported: FleetExport & { readonly report: string | undefined },
): Promise<void> {
  const [report, exporting, output] = [l10n.t("Show Report"), l10n.t("Export…"), l10n.t("Show Output")];
  const show =
    summary.connected === summary.total
      ? vscode.window.showInformationMessage
      : vscode.window.showWarningMessage;
  const titles = [...(exported.report === undefined ? [] : [report]), exporting, output];
  const answer = await show(fleetTestedText(summary, exported.server), ...titles);
  if (answer === output) {
    await vscode.commands.executeCommand("thingsboardX509.showOutput");
  } else if (answer === exporting) {
    await exportWhere(exported);
  } else if (answer !== undefined) {
    await vscode.commands.executeCommand("thingsboardX509.openAt", exported.report);
  }
}

async function exportWhere(exported: FleetExport): Promise<void> {
  const formats = [
    { label: "CSV", detail: l10n.t("For a table: a device in each row"), ending: "csv" },
    { label: "JUnit XML", detail: l10n.t("For a CI: each device is a test case"), ending: "xml" },
  ];
  const title = l10n.t("Export the Fleet's Tests");
  const format = await vscode.window.showQuickPick(formats, { title });
  if (format === undefined) {
    return;
  }
  const { label, ending } = format;
  const where = await askWhere({ title, name: `fleet-test.${ending}`, filters: { [label]: [ending] } });
  const outcome = where === undefined ? undefined : await exportFleetTest(exported, where);
  if (outcome?.kind === "failed") {
    await showWithActions("error", outcome.failure.message, outcome.failure.actions ?? []);
  }
}
