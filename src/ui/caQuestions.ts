import * as vscode from "vscode";
import { caValueProblem } from "../flows/caPlace";

/** Asks for the name of a new device CA. Undefined: the person cancelled. */
export async function askForCaName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: "New Device CA",
    prompt: "Name of the device CA: the common name (CN) of its certificate, and the name of its files",
    placeHolder: "Fleet CA",
    ignoreFocusOut: true,
    validateInput: (value) =>
      caValueProblem(value.trim()) === undefined
        ? undefined
        : "1 to 64 characters that may stand in a file name, not ending with .pem",
  });
  return name?.trim();
}
