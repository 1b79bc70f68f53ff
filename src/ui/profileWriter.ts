import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { changeOf, type Change } from "../core/profile/changes";
import { loadProfileText } from "../flows/loadProfile";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { hostEdits } from "./profileLanguage/documents";
import { changedFinding } from "./valueFinding";
import { failureWords } from "./words/failures";

/** Gives the document of a properties file that may be written to: the editor's, with what is unsaved in it. */
export async function writableDocument(
  { world }: Pick<App, "world">,
  path: string,
): Promise<Outcome<vscode.TextDocument>> {
  const onDisk = await loadProfileText(path, world);
  if (!onDisk.ok) {
    return failed(failureWords(onDisk.failure, path));
  }
  const stamp = await world.files.stamp(path);
  if (!stamp.ok) {
    return failed(failureWords(stamp.failure, path));
  }
  if ((stamp.value.mode & ownerMayWrite) === 0) {
    return failed(failureWords({ code: "file-permission-denied", path }));
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  return (await isShown(document, () => document.isDirty || isSameText(document.getText(), onDisk.value)))
    ? done(document)
    : failed(shownOtherwise(path));
}

/** How long VS Code is given to see that a file has changed on disk. */
const longestReloadMs = 5000;

/** Waits until a document is as it should be; false where it is not in time. */
function isShown(document: vscode.TextDocument, isSo: () => boolean): Promise<boolean> {
  if (isSo()) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(isSo());
    };
    const timer = setTimeout(settle, longestReloadMs);
    const listening = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && isSo()) {
        settle();
      }
    });
  });
}

/** POSIX S_IWUSR; without it VS Code refuses to save, whoever it runs as. */
const ownerMayWrite = 0o200;

/** An editor has no byte order mark in its text, and one kind of line end. */
function isSameText(shown: string, onDisk: string): boolean {
  const plain = (text: string): string => text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  return plain(shown) === plain(onDisk);
}

/** How often an edit is worked out anew because the document changed on the way. */
const mostAttempts = 5;

/**
 * Makes a change as one step to undo, worked out from the text as it is at that moment, and saves it unless the editor
 * had unsaved changes. Gives the keys whose values are others now.
 */
export async function writeChange(
  app: Pick<App, "world" | "profileOf">,
  path: string,
  change: Change,
): Promise<Outcome<readonly string[]>> {
  const { machine } = app.world;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const opened = await writableDocument(app, path);
    if (opened?.kind !== "done") {
      return opened;
    }
    const document = opened.value;
    const profile = app.profileOf(document);
    const changed = changeOf(profile, change, machine);
    const finding = changedFinding(changed, change);
    if (finding?.severity === "error") {
      return failed({ code: "value-invalid", message: finding.message, details: { path, key: change.key } });
    }
    const { edits, keys } = changed;
    if (edits.length === 0) {
      return done([]);
    }
    const wasDirty = document.isDirty;
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, hostEdits(document, edits));
    if (await vscode.workspace.applyEdit(edit)) {
      return wasDirty || (await document.save()) ? done(keys) : failed(notSaved(path));
    }
  }
  return failed(shownOtherwise(path));
}

function shownOtherwise(path: string): CommandFailure {
  return {
    code: "properties-changed",
    message: l10n.t(
      "{file} is not in the editor as it is on disk: it has just changed, or is read in another encoding. Nothing was written. Revert the file in the editor and try again.",
      { file: nameOf(path) },
    ),
    details: { path },
  };
}

function notSaved(path: string): CommandFailure {
  return {
    code: "properties-not-saved",
    message: l10n.t(
      "{file} was changed in the editor and could not be saved. Check that it may be written to, then save it there.",
      { file: nameOf(path) },
    ),
    details: { path },
  };
}
