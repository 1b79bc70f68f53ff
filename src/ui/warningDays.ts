import * as vscode from "vscode";
import { folderOf } from "../flows/paths";
import { settingsFor } from "./settings";

const setting = "thingsboardX509.certificate.expiryWarningDays";

/** How many days before its end a certificate is due. */
interface WarningDays extends vscode.Disposable {
  readonly of: (propertiesPath: string) => number;
  readonly onDidChange: vscode.Event<void>;
}

/** Reads the setting once for each folder, until it or the workspace's folders change. */
export function newWarningDays(): WarningDays {
  const known = new Map<string, number>();
  const changes = new vscode.EventEmitter<void>();
  const forget = (): void => {
    known.clear();
    changes.fire();
  };
  const subscriptions = vscode.Disposable.from(
    changes,
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(setting)) {
        forget();
      }
    }),
  );
  return Object.assign(subscriptions, {
    of: (propertiesPath: string) => {
      const folder = folderOf(propertiesPath);
      const days = known.get(folder) ?? daysIn(folder, known);
      known.set(folder, days);
      return days;
    },
    onDidChange: changes.event,
  });
}

/** The setting is one of a workspace folder: all that lies in it has the same. */
function daysIn(folder: string, known: Map<string, number>): number {
  const uri = vscode.Uri.file(folder);
  const top = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? folder;
  const days = known.get(top) ?? settingsFor(uri).expiryWarningDays;
  known.set(top, days);
  return days;
}
