import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { join } from "../flows/paths";
import type { App } from "./app";
import { optionsArgument, pathArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { hasByteOrderMark } from "./profileLanguage/documents";
import { failureWords } from "./words/failures";

/**
 * Opens a file in an editor, with the cursor at an offset (UTF-16, of the file's text with its byte order mark) or in a line
 * (from 1) where one is given.
 */
export async function openAt(
  app: Pick<App, "world">,
  file: unknown,
  place: unknown,
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
  const { line } = optionsArgument(place);
  if (!isCount(place) && !isCount(line)) {
    // Takes whatever editor the file has: a keystore is no text.
    await vscode.commands.executeCommand("vscode.open", uri);
    return done(undefined);
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const position = isCount(place)
    ? document.positionAt(hasByteOrderMark(document) ? Math.max(0, place - 1) : place)
    : new vscode.Position(isCount(line) ? Math.max(0, line - 1) : 0, 0);
  const selection = new vscode.Range(position, position);
  await vscode.window.showTextDocument(document, { selection });
  return done(undefined);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
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
  message: l10n.t("The first argument has to be a file: a Uri or an absolute path."),
};

const noPage: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "The first argument has to be the name of a page in the extension's docs, such as commands.md.",
  ),
};
