import * as vscode from "vscode";

/** Asks for one folder on disk. Undefined: the person cancelled. */
export async function browseForFolder(question: {
  readonly title: string;
  /** What the button that takes the folder says. */
  readonly openLabel: string;
}): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    ...question,
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return chosen?.[0]?.fsPath;
}
