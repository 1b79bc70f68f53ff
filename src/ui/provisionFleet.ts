import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { fleetJournalNameOf } from "../core/fleet/provisionJournal";
import { fail, ok, type Result } from "../core/result";
import { bulkImportFleet } from "../flows/bulkImportFleet";
import { chainFleet } from "../flows/chainFleet";
import { join } from "../flows/paths";
import {
  provisionFleet as provisionEach,
  type FleetProvisioned,
  type FleetProvisionRequest,
  type FleetProvisionWorld,
} from "../flows/provisionFleet";
import type { ThingsBoardFailure } from "../flows/thingsBoard";
import type { App } from "./app";
import { booleanOption } from "./callArguments";
import { done, failed, showWithActions, type Action, type CommandFailure, type Outcome } from "./command";
import { requestAbout } from "./deviceOnServer";
import {
  badConcurrency,
  concurrencyOption,
  fleetCallOf,
  fleetFrom,
  fleetTimeOf,
  type Fleet,
} from "./fleetDevices";
import { keepProvisionReport, provisionRowsOf, showReportActions } from "./fleetProvisionReport";
import { keepOldCredentials } from "./oldCredentials";
import { withProgress } from "./progress";
import { textOption } from "./serverArguments";
import { rememberServerLinks } from "./serverLinks";
import { signedInServer, type SignedInServer } from "./signedInServer";
import {
  fleetCountsOf,
  fleetProvisionedText,
  fleetProvisionOpeningLine,
  fleetProvisionSummaryLines,
  fleetRowWords,
  fleetStoppedWords,
  provisionCa,
  type FleetMode,
} from "./words/fleetProvisioning";
import { countedDevices } from "./words/fleetLines";
import { provisionFailureWords } from "./words/provisioning";
import { unlinked } from "./words/unlinked";
import { countText } from "./words/numbers";

/** What Provision Fleet gives to its caller. A device is named by its properties file. */
export interface ProvisionedFleet {
  readonly total: number;
  readonly provisioned: number;
  readonly unchanged: number;
  readonly failed: readonly FailedDevice[];
  /** Absolute path of the CSV with each device; absent where it could not be written. */
  readonly report?: string;
}

interface FailedDevice {
  readonly device: string;
  readonly code: string;
  readonly message: string;
}

/** Has many devices on a server with their certificates, a few at a time; run again, it goes on where it ended. */
export async function provisionFleet(
  app: App,
  [argument]: readonly unknown[],
): Promise<Outcome<ProvisionedFleet>> {
  const { options, isOpen } = fleetCallOf(argument);
  const wishes = wishesOf(options);
  if (!wishes.ok) {
    return failed(wishes.failure);
  }
  const fleet = await fleetFrom(app, argument);
  if (fleet?.kind !== "done") {
    return fleet;
  }
  const first = fleet.value.devices[0]?.propertiesPath;
  const signedIn = await signedInServer(app, textOption(options["server"]), first);
  if (signedIn?.kind !== "done") {
    return signedIn;
  }
  const { mode: said, ...request } = wishes.value;
  const mode = isOpen ? await askForMode() : (said ?? "each");
  if (mode === undefined) {
    return undefined;
  }
  const run: FleetRun = { ...signedIn.value, app, fleet: fleet.value, mode, request };
  return finished(await ranWithProgress(run), run);
}

interface Wishes extends Pick<FleetProvisionRequest, "concurrency" | "replace" | "deviceProfile"> {
  readonly mode?: FleetMode;
}

function wishesOf(options: ReturnType<typeof fleetCallOf>["options"]): Result<Wishes, CommandFailure> {
  const concurrency = concurrencyOption(options["concurrency"], usualConcurrency);
  const mode = modes.find((one) => one.mode === options["mode"])?.mode;
  if (concurrency === undefined || (mode === undefined && options["mode"] !== undefined)) {
    return fail(concurrency === undefined ? badConcurrency : badMode);
  }
  const deviceProfile = textOption(options["deviceProfile"]);
  return ok({
    concurrency,
    replace: booleanOption(options["replace"]) ?? false,
    ...(mode === undefined ? {} : { mode }),
    ...(deviceProfile === undefined ? {} : { deviceProfile }),
  });
}

const usualConcurrency = 8;

const modes: readonly (vscode.QuickPickItem & { readonly mode: FleetMode })[] = [
  {
    mode: "each",
    label: l10n.t("Each by Itself"),
    detail: l10n.t("Finds or makes each over REST. Can be stopped, and goes on when run again."),
  },
  {
    mode: "bulk-import",
    label: l10n.t("One Bulk Import"),
    detail: l10n.t("Looks for each device, then makes all that are missing in one call."),
  },
  {
    mode: "chain",
    label: l10n.t("By Device CA"),
    detail: l10n.t("Checks that a device profile has their CA: they are made when they connect."),
  },
];

const badMode: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The option mode has to be each, bulk-import or chain."),
};

async function askForMode(): Promise<FleetMode | undefined> {
  return (
    await vscode.window.showQuickPick(modes, {
      title: l10n.t("Provision Fleet"),
      placeHolder: l10n.t("How do the devices come to ThingsBoard?"),
    })
  )?.mode;
}

interface FleetRun extends SignedInServer {
  readonly app: App;
  readonly fleet: Fleet;
  readonly mode: FleetMode;
  readonly request: Omit<Wishes, "mode">;
}

interface RunOutcome {
  readonly outcome: Result<FleetProvisioned, ThingsBoardFailure>;
  readonly isCancelled: boolean;
}

function ranWithProgress(run: FleetRun): Promise<RunOutcome> {
  const { app, fleet, server } = run;
  const { length } = fleet.devices;
  app.output.append([fleetProvisionOpeningLine(length, server.name, fleetTimeOf(app))]);
  return withProgress(
    l10n.t("Provisioning {countedDevices} on {server}", {
      countedDevices: countedDevices(length),
      server: server.name,
    }),
    async (signal, tell) => {
      let count = 0;
      const ended = (): void => {
        count += 1;
        tell(l10n.t("{count} of {length}", { count: countText(count), length: countText(length) }));
      };
      const outcome = await ran(run, { ...worldOf(run), ended }, signal);
      return { outcome, isCancelled: signal.aborted };
    },
  );
}

async function ran(
  { app, fleet, server, mode, request }: FleetRun,
  world: FleetProvisionWorld,
  signal: AbortSignal,
): Promise<RunOutcome["outcome"]> {
  const devices = fleet.devices.map(({ propertiesPath }) => requestAbout(app, { server, propertiesPath }));
  switch (mode) {
    case "each": {
      const { storageFolder, workspaceStorageFolder } = app;
      const folder = join(workspaceStorageFolder ?? storageFolder, "fleets");
      const journalPath = join(folder, fleetJournalNameOf(server.restUrl ?? server.name));
      return ok(await provisionEach({ ...request, devices, journalPath }, world, signal));
    }
    case "bulk-import":
      return bulkImportFleet({ ...request, devices }, world, signal);
    case "chain":
      return chainFleet({ devices }, world, signal);
  }
}

function worldOf({ app, server, board }: FleetRun): FleetProvisionWorld {
  const { files, machine, clock, entropy, wait } = app.world;
  return {
    ...{ files, machine, clock, entropy, wait, board },
    keepOld: (deviceId, old) => keepOldCredentials(app.world, server, deviceId, old),
  };
}

async function finished(
  { outcome, isCancelled }: RunOutcome,
  run: FleetRun,
): Promise<Outcome<ProvisionedFleet>> {
  const { app, server, fleet } = run;
  const subject = { server, propertiesPath: fleet.devices[0]?.propertiesPath ?? "" };
  if (!outcome.ok) {
    const { failure } = outcome;
    return failure.code === "cancelled" ? undefined : failed(provisionFailureWords(failure, subject));
  }
  const { rows, stopped, journalFailure } = outcome.value;
  if (journalFailure !== undefined) {
    app.log.warn(`provisionFleet: the journal was not written: ${journalFailure.code}`);
  }
  await remembered(outcome.value, run);
  const counts = fleetCountsOf(rows, fleet.devices.length);
  const summary = fleetProvisionedText(counts, run.mode, server.name);
  const report = await reported(outcome.value, run, summary);
  if (stopped !== undefined) {
    const words = fleetStoppedWords(fleetRowWords(stopped, subject), counts, server.name);
    return failed({ ...words, actions: [...(words.actions ?? []), ...showReportActions(report)] });
  }
  const failures = failuresOf(outcome.value, run);
  void tell(summary, failures, { ...run, report });
  const { total, provisioned, unchanged } = counts;
  const given = { total, provisioned, unchanged, failed: failures };
  return isCancelled ? undefined : done(report === undefined ? given : { ...given, report });
}

/** Sums up in the output, and keeps a report with each device; gives its path. */
async function reported(
  provisioned: FleetProvisioned,
  { app, fleet, server }: FleetRun,
  summary: string,
): Promise<string | undefined> {
  const rows = provisionRowsOf(provisioned, fleet, server);
  app.output.append(fleetProvisionSummaryLines(summary, rows, fleetTimeOf(app)));
  return keepProvisionReport(app, rows);
}

/** What each device is called on the server, and that the comparisons are out of date. */
async function remembered({ rows }: FleetProvisioned, { app, server }: FleetRun): Promise<void> {
  const links = rows.flatMap((row) =>
    row.kind === "failed" || row.device === undefined
      ? []
      : [[row.propertiesPath, { deviceId: row.device.id, deviceName: row.device.name }] as const],
  );
  if (links.length > 0) {
    await rememberServerLinks(app, server, links);
    app.comparisons.refresh();
  }
}

function failuresOf({ rows }: FleetProvisioned, { server }: FleetRun): readonly FailedDevice[] {
  return rows.flatMap((row) => {
    if (row.kind !== "failed") {
      return [];
    }
    const { propertiesPath, failure } = row;
    const { code, message } = fleetRowWords(failure, { server, propertiesPath });
    return [{ device: propertiesPath, code, message }];
  });
}

/** One notification, whose buttons go on from there. */
async function tell(
  text: string,
  failures: readonly FailedDevice[],
  run: FleetRun & { readonly report: string | undefined },
): Promise<void> {
  const { server, mode } = run;
  const show = showReportActions(run.report);
  if (failures.length === 0) {
    const devices = run.fleet.devices.map(({ propertiesPath }) => propertiesPath);
    const args = [{ devices, server: server.name }];
    const test: Action = { title: l10n.t("Test Fleet"), command: "thingsboardX509.testFleet", args };
    await showWithActions("information", text, [test, ...show]);
    return;
  }
  const cure = cureOf(failures, mode);
  if (cure === replaceTitle) {
    const titles = [cure, ...show.map(({ title }) => title)];
    const answer = await vscode.window.showWarningMessage(unlinked(text), ...titles);
    const chosen = show.find(({ title }) => title === answer);
    await (chosen === undefined
      ? answer === cure && replaceAfterAsking(failures, run)
      : vscode.commands.executeCommand(chosen.command, ...chosen.args));
    return;
  }
  await showWithActions("warning", text, [...(cure === undefined ? [] : [provisionCa]), ...show]);
}

const replaceTitle = l10n.t("Replace Credentials…");

function cureOf(failures: readonly FailedDevice[], mode: FleetMode): string | undefined {
  if (mode === "chain") {
    return provisionCa.title;
  }
  return failures.some(({ code }) => code === "device-credentials-differ") ? replaceTitle : undefined;
}

async function replaceAfterAsking(
  failures: readonly FailedDevice[],
  { server, mode }: FleetRun,
): Promise<void> {
  const devices = failures
    .filter(({ code }) => code === "device-credentials-differ")
    .map(({ device }) => device);
  const message = l10n.t("Replace the credentials of {devices} on {server}?", {
    devices: countedDevices(devices.length),
    server: server.name,
  });
  const detail = l10n.t(
    "Whoever is connected with the old credentials is disconnected. They are kept in the keyring of this machine, and can be put back.",
  );
  const replace = l10n.t("Replace");
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, replace)) === replace) {
    const options = { devices, server: server.name, mode, replace: true };
    await vscode.commands.executeCommand("thingsboardX509.provisionFleet", options);
  }
}
