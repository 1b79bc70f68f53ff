import * as vscode from "vscode";

/** Gives the language that our sentences are in, BCP 47: the window's where they are translated into it, else English. */
export function textLanguage(): string {
  return vscode.l10n.bundle === undefined ? "en" : vscode.env.language;
}
