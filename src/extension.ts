import type * as vscode from "vscode";

/** Called by VS Code on first use of a contribution. */
export function activate(context: vscode.ExtensionContext): void {
  void context;
}
