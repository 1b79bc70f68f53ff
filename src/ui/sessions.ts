import * as vscode from "vscode";
import type { Arrival } from "../core/connection/arrival";
import type { TestedReport } from "../core/connection/reportHistory";
import type { PayloadTerms } from "../core/stream/payloadLines";
import type { App, DeviceEvent, Sessions, TestOptions } from "./app";
import { bugText } from "./bug";
import { showWithActions } from "./command";
import { newReportMemory } from "./reportMemory";
import { newSessionKeeper, type RunOutcome, type RunWatch } from "./sessionKeeper";
import { settingsFor } from "./settings";

type Parts = Pick<
  App,
  "world" | "output" | "log" | "devices" | "accounts" | "testServer" | "workspaceMemory" | "recordings"
>;

/** Reports are kept under it, of this workspace alone. */
const reportsKey = "reports";

/** So much time lies between two writes of them at least. */
const reportsMs = 1000;

/** The connections, for who ends them. */
export interface OwnedSessions extends Sessions, vscode.Disposable {
  /** Says good-bye to all servers. */
  farewell(): Promise<void>;
}

/** Makes the connections of the devices; what they run is loaded with the first test. */
export function newSessions(parts: Parts): OwnedSessions {
  const changes = new vscode.EventEmitter<void>();
  const events = new vscode.EventEmitter<DeviceEvent>();
  const terms = newPayloadTerms();
  const contexts = newContexts();
  const memory = newReportMemory({
    stored: () => parts.workspaceMemory.get(reportsKey),
    store: (stored) => {
      void parts.workspaceMemory.update(reportsKey, stored).then(undefined, (error: unknown) => {
        parts.log.error("reports:", bugText(error));
      });
    },
    later: (run) => {
      setTimeout(run, reportsMs);
    },
  });
  const keeper = newSessionKeeper({
    run: (path, options, watch, signal) => {
      const before = memory.lastWith(path, options.server.name);
      return run(path, options, { ...parts, ...watch, terms, events, before, signal });
    },
    memory,
    changed: () => {
      contexts.set("connected", keeper.kept().length > 0);
      contexts.set("reconnecting", keeper.kept().length > keeper.connected().length);
      changes.fire();
    },
    lost: ({ message, actions }) => {
      parts.log.info(message);
      void showWithActions("warning", message, actions);
    },
  });
  const parting = new vscode.Disposable(() => void keeper.stopAll());
  return Object.assign(vscode.Disposable.from(parting, terms, changes, events), {
    ...keeper,
    arrived: (tested: TestedReport, arrival: Arrival) => {
      memory.addArrival(tested, arrival);
      changes.fire();
    },
    onDidChange: changes.event,
    onEvent: events.event,
    farewell: async () => {
      memory.flush();
      await keeper.stopAll();
      memory.flush();
    },
  });
}

/** Tells VS Code what menus look at, where it is not known yet. */
function newContexts(): { readonly set: (name: string, value: boolean) => void } {
  const known = new Map<string, boolean>();
  return {
    set: (name, value) => {
      if ((known.get(name) ?? false) !== value) {
        known.set(name, value);
        void vscode.commands.executeCommand("setContext", `thingsboardX509.${name}`, value);
      }
    },
  };
}

interface Running extends Parts, RunWatch {
  readonly terms: LivePayloadTerms;
  readonly events: vscode.EventEmitter<DeviceEvent>;
  readonly before: TestedReport | undefined;
  readonly signal: AbortSignal;
}

async function run(
  propertiesPath: string,
  { server, keepOpen, timeoutMs }: TestOptions,
  { terms, events, phase, stage, before, signal, ...parts }: Running,
): Promise<RunOutcome | undefined> {
  const { world, output, recordings, devices } = parts;
  const { runConnection } = await import("./connectionRun");
  const { refinedReport } = await import("./refineReport");
  const { recordBytes, ...settings } = settingsFor(vscode.Uri.file(propertiesPath));
  const { protocolVersion, keepaliveSeconds, subscriptions, expiryWarningDays } = settings;
  const asked = { propertiesPath, server, keepOpen, timeoutMs };
  return runConnection(
    { ...asked, protocolVersion, keepaliveSeconds, subscriptions, expiryWarningDays },
    {
      world,
      output,
      nameOf: (path) => devices.nameOf(path),
      record: (device) => recordings.begin(propertiesPath, device, recordBytes),
      observe: (event) => {
        events.fire({ propertiesPath, event });
      },
      phase,
      stage,
      reconnects: () => settingsFor(vscode.Uri.file(propertiesPath)).reconnects,
      before,
      refine: (report, refining) => refinedReport(report, { server, timeoutMs }, parts, refining),
      payloadTerms: () => terms.of(propertiesPath),
      utcOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
    },
    signal,
  );
}

type LivePayloadTerms = vscode.Disposable & { readonly of: (propertiesPath: string) => PayloadTerms };

/** The settings of the output as they are now, looked up once and not for each message. */
function newPayloadTerms(): LivePayloadTerms {
  const known = new Map<string, PayloadTerms>();
  const watcher = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("thingsboardX509.output")) {
      known.clear();
    }
  });
  const of = (propertiesPath: string): PayloadTerms => {
    const terms = known.get(propertiesPath) ?? payloadTermsFor(propertiesPath);
    known.set(propertiesPath, terms);
    return terms;
  };
  return Object.assign(vscode.Disposable.from(watcher), { of });
}

function payloadTermsFor(propertiesPath: string): PayloadTerms {
  const { outputFormat, maxPayloadBytes } = settingsFor(vscode.Uri.file(propertiesPath));
  return { format: outputFormat, maxPayloadBytes };
}
