import * as vscode from "vscode";
import { byNaturalOrder } from "../core/devices/naturalOrder";
import { nameOf } from "../flows/paths";

/** A device CA whose certificate lies in a folder of the workspace. */
export interface WorkspaceCa {
  readonly name: string;
  /** Absolute path of its certificate. */
  readonly path: string;
  /** The same as the person knows it. */
  readonly place: string;
}

/** Gives the device CAs of the workspace, by their paths. */
export async function workspaceCas(): Promise<readonly WorkspaceCa[]> {
  const found = await vscode.workspace.findFiles("**/.thingsboard-ca/*/*.ca.pem", null);
  return found
    .map((uri) => ({
      name: nameOf(uri.path).replace(/\.ca\.pem$/, ""),
      path: uri.fsPath,
      place: vscode.workspace.asRelativePath(uri),
    }))
    .sort((one, other) => byNaturalOrder(one.place, other.place));
}
