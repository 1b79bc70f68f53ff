import * as vscode from "vscode";
import type { App } from "./app";
import { booleanOption, type optionsArgument, type PathArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { failureWords } from "./words/failures";

/** What a person is asked when a file is to be written. */
export interface WhereQuestion {
  readonly title: string;
  /** What the file is called unless the person says otherwise; it is offered in the first folder of the workspace. */
  readonly name: string;
  readonly filters: Readonly<Record<string, string[]>>;
}

/** Asks where a file is to be written. Undefined: the person cancelled. */
export async function askWhere({ title, name, filters }: WhereQuestion): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title,
    filters,
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  return uri?.fsPath;
}

/** Takes the path that a caller gave: what lies there already is left alone, unless `overwrite` is true. */
export async function givenTarget(
  { world }: Pick<App, "world">,
  path: PathArgument,
  options: ReturnType<typeof optionsArgument>,
  notAbsolute: CommandFailure,
): Promise<Outcome<string>> {
  if (path.kind !== "path") {
    return failed(notAbsolute);
  }
  const isWanted = booleanOption(options["overwrite"]) === true;
  const existing = isWanted ? undefined : await world.files.stamp(path.path);
  return existing?.ok === true
    ? failed(failureWords({ code: "file-exists", path: path.path }))
    : done(path.path);
}
