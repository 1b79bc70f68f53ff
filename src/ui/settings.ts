import * as vscode from "vscode";
import { normalisedSettings, type Settings } from "./normalisedSettings";

/** Reads the extension's settings as they hold for a resource. */
export function settingsFor(resource?: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration("thingsboardX509", resource ?? null);
  return normalisedSettings((name) => section.get<unknown>(name));
}
