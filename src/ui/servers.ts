import * as path from "node:path";
import * as vscode from "vscode";
import type { Result } from "../core/result";
import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import type { CommandFailure } from "./command";
import { serverNamed } from "./serverChoice";
import { settingsFor } from "./settings";

/** Gives the server of a name, or the active one, as the settings of a device's folder have it; without a device, the workspace's. */
export function serverChosen(
  app: Pick<App, "testServer">,
  name: string | undefined,
  propertiesPath: string | undefined,
): Result<ServerChoice, CommandFailure> {
  const uri = propertiesPath === undefined ? undefined : vscode.Uri.file(propertiesPath);
  const { servers, activeServer } = settingsFor(uri);
  const base = baseOf(uri);
  return serverNamed(name ?? activeServer, {
    servers,
    running: app.testServer.running(),
    absolute: (file) => path.resolve(base, file),
  });
}

/** The folder that a relative path of the settings is below. */
function baseOf(uri: vscode.Uri | undefined): string {
  const { workspaceFolders } = vscode.workspace;
  const folder = uri === undefined ? workspaceFolders?.[0] : vscode.workspace.getWorkspaceFolder(uri);
  return folder?.uri.fsPath ?? (uri === undefined ? "" : path.dirname(uri.fsPath));
}
