import * as vscode from "vscode";
import { folderOf } from "../flows/paths";

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

/** Names the folder of a file so. */
export function folderLabelAt(path: string): string {
  return folderLabelOf(folderOf(path));
}

/** Names many folders again and again: each is looked up once, until the workspace has other folders. */
export function newFolderLabels(): { readonly of: (folder: string) => string; dispose(): void } {
  const known = new Map<string, string>();
  const subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    known.clear();
  });
  return {
    of: (folder) => {
      const label = known.get(folder) ?? folderLabelOf(folder);
      known.set(folder, label);
      return label;
    },
    dispose: () => {
      subscription.dispose();
    },
  };
}
