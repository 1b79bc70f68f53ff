import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { caValueProblem } from "../flows/caPlace";

/** Asks for the name of a new device CA. Undefined: the person cancelled. */
export async function askForCaName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: l10n.t("New Device CA"),
    prompt: l10n.t(
      "Name of the device CA: the common name (CN) of its certificate, and the name of its files",
    ),
    placeHolder: "Fleet CA",
    ignoreFocusOut: true,
    validateInput: (value) =>
      caValueProblem(value.trim()) === undefined
        ? undefined
        : l10n.t("1 to 64 characters that may stand in a file name, not ending with .pem"),
  });
  return name?.trim();
}
