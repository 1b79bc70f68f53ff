import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { join } from "../flows/paths";
import type { App } from "./app";
import { booleanOption, optionsArgument, pathArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { browseForFolder } from "./folderDialog";
import { failureWords } from "./words/failures";
import { sampleCopiedText } from "./words/firstRun";

/** A copy of the sample workspace. Paths are absolute. */
interface SampleCopy {
  readonly folder: string;
  readonly properties: string;
}

/**
 * Copies the sample workspace into a new folder below the one that is given or chosen, and opens it, unless the options
 * say not to. Nothing is overwritten. Undefined: the person cancelled.
 */
export async function openSample(
  app: App,
  [folder, options]: readonly unknown[],
): Promise<Outcome<SampleCopy>> {
  const given = pathArgument(folder);
  if (given.kind === "invalid" || given.kind === "not-on-disk") {
    return failed(noFolder());
  }
  const parent = given.kind === "path" ? given.path : await browse();
  if (parent === undefined) {
    return undefined;
  }
  const { copySample } = await import("../flows/copySample");
  const copied = await copySample({ sample: join(app.extensionFolder, "sample"), parent }, app.world);
  if (!copied.ok) {
    return failed(failureWords(copied.failure));
  }
  const copy = { folder: copied.value, properties: join(copied.value, "keygen.properties") };
  if (booleanOption(optionsArgument(options)["open"]) ?? true) {
    await open(copy);
  }
  return done(copy);
}

function browse(): Promise<string | undefined> {
  return browseForFolder({
    title: l10n.t("Folder that gets the sample, in a folder of its own"),
    openLabel: l10n.t("Copy Sample Here"),
  });
}

/** A window with a folder keeps it: there the person says whether another one is to open. */
async function open({ folder, properties }: SampleCopy): Promise<void> {
  const uri = vscode.Uri.file(folder);
  if (vscode.workspace.workspaceFolders === undefined) {
    await vscode.commands.executeCommand("vscode.openFolder", uri, { forceReuseWindow: true });
    return;
  }
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.window.showTextDocument(vscode.Uri.file(properties));
    return;
  }
  void showWithActions("information", sampleCopiedText(folder), [
    { title: l10n.t("Open Here"), command: "vscode.openFolder", args: [uri, { forceReuseWindow: true }] },
    {
      title: l10n.t("Open in New Window"),
      command: "vscode.openFolder",
      args: [uri, { forceNewWindow: true }],
    },
  ]);
}

function noFolder(): CommandFailure {
  return {
    code: "argument-invalid",
    message: l10n.t("The first argument has to be a folder on disk: a Uri or an absolute path."),
  };
}
