import * as vscode from "vscode";

/**
 * Names a folder as the person knows it: relative to the workspace, behind the workspace folder's name where there are
 * several; empty for the only workspace folder itself.
 */
export function folderLabelOf(folder: string): string {
  const uri = vscode.Uri.file(folder);
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(uri);
  const isRoot = workspaceFolder?.uri.fsPath === uri.fsPath;
  const isOnly = (vscode.workspace.workspaceFolders ?? []).length < 2;
  if (isRoot) {
    return isOnly ? "" : workspaceFolder.name;
  }
  return vscode.workspace.asRelativePath(uri, !isOnly);
}
