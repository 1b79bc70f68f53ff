import * as vscode from "vscode";
import { join } from "../flows/paths";
import type { App } from "./app";
import { pathArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { failureWords } from "./words/failures";

/** Opens a file in an editor, with the cursor at an offset (UTF-16) where one is given. */
export async function openAt(
  app: Pick<App, "world">,
  file: unknown,
  offset: unknown,
): Promise<Outcome<undefined>> {
  const given = pathArgument(file);
  if (given.kind !== "path") {
    return failed(noFile);
  }
  const found = await app.world.files.stamp(given.path);
  if (!found.ok) {
    return failed(failureWords(found.failure));
  }
  const uri = vscode.Uri.file(given.path);
  if (typeof offset !== "number" || !Number.isSafeInteger(offset) || offset < 0) {
    // Takes whatever editor the file has: a keystore is no text.
    await vscode.commands.executeCommand("vscode.open", uri);
    return done(undefined);
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const place = document.positionAt(offset);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(place, place) });
  return done(undefined);
}

/** Opens a page of the extension's own docs, such as `diagnoses.md`, at a heading's anchor where one is given. */
export async function openDocs(
  app: Pick<App, "extensionFolder">,
  file: unknown,
  anchor: unknown,
): Promise<Outcome<undefined>> {
  if (typeof file !== "string" || !/^[\w-]+\.md$/.test(file)) {
    return failed(noPage);
  }
  const page = vscode.Uri.file(join(join(app.extensionFolder, "docs"), file));
  const fragment = typeof anchor === "string" ? anchor : "";
  await vscode.commands.executeCommand("markdown.showPreview", page.with({ fragment }));
  return done(undefined);
}

/** Saves what an open editor of the file has unsaved, so that what is used is what the person sees. */
export async function saveEditorOf(path: string): Promise<"unchanged" | "saved" | "not-saved"> {
  const open = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === "file" && uri.fsPath === vscode.Uri.file(path).fsPath,
  );
  if (open === undefined) {
    return "unchanged";
  }
  return (await open.save()) ? "saved" : "not-saved";
}

const noFile: CommandFailure = {
  code: "argument-invalid",
  message: "The first argument has to be a file: a Uri or an absolute path.",
};

const noPage: CommandFailure = {
  code: "argument-invalid",
  message: "The first argument has to be the name of a page in the extension's docs, such as commands.md.",
};
