import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

// In dist/ this file stands for the package, so that whoever looks up a sentence, at load even, does so in the language of
// the window. VS Code has read l10n/bundle.l10n.<language>.json before it loads us; where there is none, it is English.
if (vscode.l10n.bundle !== undefined) {
  l10n.config({ contents: vscode.l10n.bundle });
}

/** Looks up a sentence in the language of the window. */
export const t = l10n.t;
