import * as vscode from "vscode";
import type { Device } from "../../core/devices/device";
import { parseProfile } from "../../core/profile/parse";
import type { App } from "../app";
import { settingsFor } from "../settings";
import { languageId } from "./documents";
import { identityLine } from "./identityLine";
import { lensesOf } from "./lenses";

/** Shows lenses above the first line of a properties file, and keeps them true with its device. */
export function registerCodeLens(app: App): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  let devices: readonly Device[] = [];
  const look = (): void => {
    app.devices.all().then(
      (found) => {
        devices = found;
        changes.fire();
      },
      (error: unknown) => {
        app.log.error("lenses:", error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    );
  };
  look();
  return vscode.Disposable.from(
    changes,
    app.devices.onDidChange(look),
    app.sessions.onDidChange(() => {
      changes.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("thingsboardX509.certificate")) {
        changes.fire();
      }
    }),
    vscode.languages.registerCodeLensProvider(
      { language: languageId, scheme: "file" },
      {
        onDidChangeCodeLenses: changes.event,
        provideCodeLenses: (document) => codeLensesOf(document, devices, app),
      },
    ),
  );
}

function codeLensesOf(
  document: vscode.TextDocument,
  devices: readonly Device[],
  { sessions, world }: Pick<App, "sessions" | "world">,
): vscode.CodeLens[] {
  const propertiesPath = document.uri.fsPath;
  const device = devices.find((candidate) => candidate.propertiesPath === propertiesPath);
  const lenses = lensesOf({
    propertiesPath,
    ...(device === undefined ? {} : { device }),
    liveness: sessions.livenessOf(propertiesPath),
    now: world.clock(),
    expiryWarningDays: settingsFor(document.uri).expiryWarningDays,
  });
  const top = new vscode.Range(0, 0, 0, 0);
  const actions = lenses.map(
    ({ title, command, args }) => new vscode.CodeLens(top, { title, command, arguments: [...args] }),
  );
  const identity = identityLine(parseProfile(document.getText(), world.machine));
  // A title that does nothing; `$(` would begin an icon.
  const shown = identity?.replaceAll("$(", "\\$(");
  return shown === undefined
    ? actions
    : [...actions, new vscode.CodeLens(top, { title: shown, command: "" })];
}
