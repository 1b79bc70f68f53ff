import * as vscode from "vscode";
import type { PayloadTerms } from "../core/stream/payloadLines";
import type { App, DeviceEvent, Sessions, TestOptions } from "./app";
import { showWithActions } from "./command";
import { newSessionKeeper, type RunOutcome } from "./sessionKeeper";
import { settingsFor } from "./settings";

type Parts = Pick<App, "world" | "output" | "log" | "recordings">;

/** Makes the connections of the devices; what they run is loaded with the first test. */
export function newSessions(parts: Parts): Sessions & vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const events = new vscode.EventEmitter<DeviceEvent>();
  const terms = newPayloadTerms();
  let wasConnected = false;
  const keeper = newSessionKeeper({
    run: (path, options, signal) => run(path, options, { ...parts, terms, events, signal }),
    changed: () => {
      const isConnected = keeper.connected().length > 0;
      if (isConnected !== wasConnected) {
        wasConnected = isConnected;
        void vscode.commands.executeCommand("setContext", "thingsboardX509.connected", isConnected);
      }
      changes.fire();
    },
    lost: ({ message, actions }) => {
      parts.log.info(message);
      void showWithActions("warning", message, actions);
    },
  });
  const parting = new vscode.Disposable(keeper.stopAll);
  return Object.assign(vscode.Disposable.from(parting, terms, changes, events), {
    ...keeper,
    onDidChange: changes.event,
    onEvent: events.event,
  });
}

interface Running extends Parts {
  readonly terms: LivePayloadTerms;
  readonly events: vscode.EventEmitter<DeviceEvent>;
  readonly signal: AbortSignal;
}

async function run(
  propertiesPath: string,
  { server, keepOpen, timeoutMs }: TestOptions,
  { world, output, recordings, terms, events, signal }: Running,
): Promise<RunOutcome | undefined> {
  const { runConnection } = await import("./connectionRun");
  const { recordBytes, ...settings } = settingsFor(vscode.Uri.file(propertiesPath));
  const { protocolVersion, subscriptions, expiryWarningDays } = settings;
  return runConnection(
    { propertiesPath, server, keepOpen, timeoutMs, protocolVersion, subscriptions, expiryWarningDays },
    {
      world,
      output,
      record: (device) => recordings.begin(propertiesPath, device, recordBytes),
      observe: (event) => {
        events.fire({ propertiesPath, event });
      },
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
