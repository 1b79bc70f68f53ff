import * as vscode from "vscode";
import type { App } from "../app";

/** Takes the findings of a fleet's CSV away once its text is another: they are true no longer, and stand elsewhere. */
export function registerFleetProblems({ fleetProblems }: Pick<App, "fleetProblems">): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0 && fleetProblems.has(document.uri)) {
      fleetProblems.delete(document.uri);
    }
  });
}
