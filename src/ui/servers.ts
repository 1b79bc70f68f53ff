import * as path from "node:path";
import * as vscode from "vscode";
import type { Result } from "../core/result";
import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import type { CommandFailure } from "./command";
import { serverNamed } from "./serverChoice";
import { settingsFor } from "./settings";

/** Gives the server of a name, or the active one, as the settings of a device's folder have it. */
export function serverChosen(
  app: Pick<App, "testServer">,
  name: string | undefined,
  propertiesPath: string,
): Result<ServerChoice, CommandFailure> {
  const uri = vscode.Uri.file(propertiesPath);
  const { servers, activeServer } = settingsFor(uri);
  const base = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(propertiesPath);
  return serverNamed(name ?? activeServer, {
    servers,
    running: app.testServer.running(),
    absolute: (file) => path.resolve(base, file),
  });
}
