import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Ignored } from "../flows/privateFiles";
import type { App } from "./app";
import { bugText } from "./bug";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { saveEditorOf } from "./openFile";
import { propertiesPathFrom } from "./whichDevice";
import { addedWords, gitignoreFailureWords, offerButtons, offerWords } from "./words/gitignore";

const neverKey = "gitignore.neverOffer";

/**
 * Offers to have git ignore private files that were written beside a properties file, where git would take them. It does
 * not wait for the answer, and says nothing where there is no git, no repository, or no wish to be asked.
 */
export function offerGitignore(app: App, propertiesPath: string, files: readonly string[]): void {
  offer(app, propertiesPath, files).catch((error: unknown) => {
    app.log.error("offer of .gitignore:", bugText(error));
  });
}

async function offer(app: App, propertiesPath: string, files: readonly string[]): Promise<void> {
  if (app.workspaceMemory.get(neverKey) === true) {
    return;
  }
  const { unignoredAmong } = await import("../flows/privateFiles");
  const names = await unignoredAmong(propertiesPath, files, app.world);
  if (names.length === 0) {
    return;
  }
  const { add, later, never } = offerButtons;
  const answer = await vscode.window.showInformationMessage(offerWords(names), add, later, never);
  if (answer === add) {
    await vscode.commands.executeCommand("thingsboardX509.addToGitignore", propertiesPath);
  }
  if (answer === never) {
    await app.workspaceMemory.update(neverKey, true);
  }
}

/** Has git ignore the private files of a device. */
export async function ignorePrivateFiles(app: App, properties: unknown): Promise<Outcome<Ignored>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const { addToGitignore, gitignoreOf } = await import("../flows/privateFiles");
  const file = gitignoreOf(path.value);
  if ((await saveEditorOf(file)) === "not-saved") {
    return failed(notSaved(file));
  }
  const ignored = await addToGitignore(path.value, app.world);
  if (!ignored.ok) {
    return failed(gitignoreFailureWords(ignored.failure, path.value));
  }
  const open = { title: l10n.t("Open .gitignore"), command: "thingsboardX509.openAt", args: [file] };
  void showWithActions(
    "information",
    addedWords(ignored.value),
    ignored.value.added.length > 0 ? [open] : [],
  );
  return done(ignored.value);
}

function notSaved(path: string): CommandFailure {
  return {
    code: "gitignore-not-saved",
    message: l10n.t(
      "The .gitignore has changes that could not be saved, so nothing was added. Save the file and try again.",
    ),
    details: { path },
  };
}
