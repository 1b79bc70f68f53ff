import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Result } from "../core/result";
import type { ScriptFolder, ScriptFolderFailure } from "../flows/inspectScriptFolder";
import { folderOf, join } from "../flows/paths";
import type { App } from "./app";
import { booleanOption, optionsArgument, pathArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { browseForFolder } from "./folderDialog";
import { forgetImport, rememberImport } from "./pendingImport";
import { pickOne, rowsOf } from "./pick";
import { scriptFolderFailureWords, scriptFolderWords, type ScriptFolderPlace } from "./words/scriptFolder";

/** What the command Import Script Folder gives. All paths are absolute. */
export interface ImportedFolder {
  readonly properties: string;
  readonly generation: ScriptFolder["generation"];
  readonly commonName: string;
  readonly files: readonly string[];
  readonly missing: readonly string[];
  /** Whether the Devices view shows the device now. */
  readonly shown: boolean;
}

/**
 * Shows a folder that ThingsBoard's scripts were run in as a device: its row in Devices, its properties file in an
 * editor, and what was found. Nothing in the folder is written. Undefined: the person cancelled.
 */
export async function importScriptFolder(
  app: App,
  [folder, options]: readonly unknown[],
): Promise<Outcome<ImportedFolder>> {
  const given = await pathFrom(folder);
  if (given?.kind !== "done") {
    return given;
  }
  const found = await inspected(app, given.value);
  if (found === undefined) {
    return undefined;
  }
  if (!found.ok) {
    return failed(scriptFolderFailureWords(found.failure));
  }
  if (booleanOption(optionsArgument(options)["addToWorkspace"]) === true) {
    const added = await addToWorkspace(app, found.value.device.propertiesPath);
    if (added !== "there") {
      return added === "refused" ? failed(notAdded) : done(outcomeOf(found.value, false));
    }
  }
  return show(app, found.value);
}

async function pathFrom(argument: unknown): Promise<Outcome<string>> {
  const given = pathArgument(argument);
  switch (given.kind) {
    case "path":
      return done(given.path);
    case "invalid":
    case "not-on-disk":
      return failed(noFolder);
    case "none":
      return browse();
  }
}

async function browse(): Promise<Outcome<string>> {
  const path = await browseForFolder({
    title: l10n.t("Folder that ThingsBoard's scripts were run in"),
    openLabel: l10n.t("Import"),
  });
  return path === undefined ? undefined : done(path);
}

/** Asks which device is meant where there are several. Undefined: none was chosen. */
async function inspected(
  app: App,
  path: string,
): Promise<Result<ScriptFolder, ScriptFolderFailure> | undefined> {
  const { inspectScriptFolder } = await import("../flows/inspectScriptFolder");
  const found = await inspectScriptFolder(path, app.world);
  if (found.ok || found.failure.code !== "properties-several") {
    return found;
  }
  const picked = await pickOne(rowsOf(found.failure.properties), {
    title: l10n.t("Import Script Folder"),
    placeHolder: l10n.t("There are several devices in the folder. Which one?"),
  });
  return picked && inspectScriptFolder(join(path, picked.label), app.world);
}

async function show(app: App, found: ScriptFolder): Promise<Outcome<ImportedFolder>> {
  const { propertiesPath } = found.device;
  const uri = vscode.Uri.file(propertiesPath);
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  if (isInWorkspace) {
    await app.devices.refresh(propertiesPath);
  }
  const isShown = isInWorkspace && (await app.deviceView.reveal(propertiesPath));
  await vscode.window.showTextDocument(uri);
  const { text, actions } = scriptFolderWords(found, placeOf({ isInWorkspace, isShown }));
  void showWithActions("information", text, actions);
  return done(outcomeOf(found, isShown));
}

function placeOf(seen: { readonly isInWorkspace: boolean; readonly isShown: boolean }): ScriptFolderPlace {
  if (seen.isInWorkspace) {
    return seen.isShown ? "shown" : "hidden";
  }
  return vscode.workspace.workspaceFolders === undefined ? "no-workspace" : "outside";
}

function outcomeOf(found: ScriptFolder, shown: boolean): ImportedFolder {
  const { device, generation, commonName, files, missing } = found;
  return { properties: device.propertiesPath, generation, commonName, files, missing, shown };
}

/**
 * Adds the folder of a properties file to the workspace, or opens it where none is open. VS Code restarts the extension
 * host for a workspace's first and second folder: the one that comes then goes on, by `finishPendingImport`.
 */
async function addToWorkspace(app: App, propertiesPath: string): Promise<"there" | "restarting" | "refused"> {
  const folder = vscode.Uri.file(folderOf(propertiesPath));
  const { workspaceFolders = [], workspaceFile } = vscode.workspace;
  if (vscode.workspace.getWorkspaceFolder(folder) !== undefined) {
    return "there";
  }
  if (workspaceFolders.length > 0 && workspaceFile !== undefined) {
    return addWithoutRestart(folder);
  }
  await rememberImport(app, propertiesPath);
  if (workspaceFolders.length === 0 && workspaceFile === undefined) {
    await vscode.commands.executeCommand("vscode.openFolder", folder, { forceReuseWindow: true });
    return "restarting";
  }
  if (!vscode.workspace.updateWorkspaceFolders(workspaceFolders.length, 0, { uri: folder })) {
    await forgetImport(app);
    return "refused";
  }
  return "restarting";
}

async function addWithoutRestart(folder: vscode.Uri): Promise<"there" | "refused"> {
  const changed = new Promise<void>((resolve) => {
    const subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      subscription.dispose();
      resolve();
    });
  });
  const { workspaceFolders = [] } = vscode.workspace;
  if (!vscode.workspace.updateWorkspaceFolders(workspaceFolders.length, 0, { uri: folder })) {
    return "refused";
  }
  await changed;
  return "there";
}

const noFolder: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "The first argument has to be a folder on disk, or a properties file in it: a Uri or an absolute path.",
  ),
};

const notAdded: CommandFailure = {
  code: "folder-not-added",
  message: l10n.t(
    "VS Code did not add the folder to the workspace. Add it with File: Add Folder to Workspace…, and import it again.",
  ),
};
