import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

// Imported first, for this effect alone: tables of sentences are read in the language of the window when they load.
// VS Code has read l10n/bundle.l10n.<language>.json before it loads us; in English, or where there is none, it gives none.
if (vscode.l10n.bundle !== undefined) {
  l10n.config({ contents: vscode.l10n.bundle });
}
