import * as vscode from "vscode";

/** Ends all problems that have one way to end them. */
export const fixAllKind = vscode.CodeActionKind.SourceFixAll.append("thingsboardX509");

/** Writes an older file in the words of the newest. */
export const upgradeKind = vscode.CodeActionKind.RefactorRewrite.append("thingsboardX509");
