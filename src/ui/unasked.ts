import * as vscode from "vscode";
import type { App } from "./app";
import { isProfileDocument } from "./profileLanguage/documents";
import { finishPendingImport, hasPendingImport } from "./pendingImport";
import { offerUnfinishedFleets } from "./unfinishedFleets";
import { offerUnfinishedRotations } from "./unfinishedRotations";

/** The window draws itself first, milliseconds. */
const restMs = 1_000;

/**
 * Begins what nobody has to ask for: findings of open properties files at once; what was left undone, and what the status
 * bar and the Problems view tell of the workspace, when the window has had time to draw itself.
 */
export function beginUnasked(
  app: () => Promise<App>,
  { globalState }: Pick<vscode.ExtensionContext, "globalState">,
): vscode.Disposable {
  const opened = (document: vscode.TextDocument): void => {
    if (isProfileDocument(document)) {
      void app();
    }
  };
  vscode.workspace.textDocuments.forEach(opened);
  const timer = setTimeout(
    () => {
      void app().then((parts) => {
        finishPendingImport(parts);
        offerUnfinishedRotations(parts);
        offerUnfinishedFleets(parts);
      });
    },
    hasPendingImport(globalState) ? 0 : restMs,
  );
  return vscode.Disposable.from(vscode.workspace.onDidOpenTextDocument(opened), {
    dispose: () => {
      clearTimeout(timer);
    },
  });
}
