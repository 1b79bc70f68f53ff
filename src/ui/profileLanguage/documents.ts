import * as vscode from "vscode";
import type { Span } from "../../core/problem";
import type { TextEdit } from "../../core/profile/profile";
import type { PlaceRange } from "./places";

/** Language id of properties files, by their names in package.json. */
export const languageId = "keygen-properties";

/** Tells whether a document is a properties file that a person works on, and no older version shown beside it. */
export function isProfileDocument(document: vscode.TextDocument): boolean {
  const { scheme } = document.uri;
  const isWorkedOn = scheme === "untitled" || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
  return document.languageId === languageId && isWorkedOn;
}

/** Gives the open document of a file, if there is one. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const name = uri.toString();
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === name,
  );
}

/** Tells whether a document's file begins with a byte order mark, which its text does not show. */
export function hasByteOrderMark(document: vscode.TextDocument): boolean {
  return document.encoding === "utf8bom";
}

/** Gives the range of a span of a document's text. */
export function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** Makes VS Code's range of ours. */
export function hostRange({ start, end }: PlaceRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Makes VS Code's edits of ours, which refer to a document's text. */
export function hostEdits(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.TextEdit[] {
  return edits.map(({ span, newText }) => vscode.TextEdit.replace(rangeOf(document, span), newText));
}
