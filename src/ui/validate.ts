import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { byNaturalOrder } from "../core/devices/naturalOrder";
import type { App } from "./app";
import { done, failed, showWithActions, type CommandRow, type Outcome } from "./command";
import { unreadableFinding } from "./profileLanguage/findings";
import { rowsOf, summaryWords, type ValidationRow } from "./profileLanguage/validation";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";

/** What the command Validate gives: the findings of one file, or of the whole workspace. */
export interface Validation {
  readonly diagnostics: readonly ValidationRow[];
}

type Parts = Pick<App, "diagnostics" | "devices">;

/** The command Validate. It only reads, so it needs no trust. */
export function validateRows(app: Parts): readonly CommandRow[] {
  return [
    {
      id: "validate",
      needsTrust: false,
      run: (properties) =>
        properties === undefined || properties === null
          ? validateWorkspace(app)
          : validateFile(app, properties),
    },
  ];
}

async function validateFile(app: Parts, properties: unknown): Promise<Outcome<Validation>> {
  const given = await fileOf(app, properties);
  if (given?.kind !== "done") {
    return given;
  }
  const found = await app.diagnostics.check(given.value);
  if (!found.ok) {
    return failed(failureWords(found.failure, found.failure.path));
  }
  return shown(rowsOf(nameOf(given.value), found.value), 1);
}

/** A file of a virtual workspace can be checked too. */
async function fileOf(app: Parts, properties: unknown): Promise<Outcome<vscode.Uri>> {
  if (properties instanceof vscode.Uri) {
    return done(properties);
  }
  const path = await propertiesPathFrom(app, properties);
  return path?.kind === "done" ? done(vscode.Uri.file(path.value)) : path;
}

async function validateWorkspace(app: Parts): Promise<Outcome<Validation>> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t("Validating keygen.properties"),
    cancellable: true,
  };
  const checked = await vscode.window.withProgress(options, (_, token) => checkAll(app, token));
  return checked && shown(checked.rows, checked.fileCount);
}

interface Checked {
  readonly rows: readonly ValidationRow[];
  readonly fileCount: number;
}

/** Checks one file after the other; undefined when the person cancelled. */
async function checkAll(app: Parts, token: vscode.CancellationToken): Promise<Checked | undefined> {
  const files = await vscode.workspace.findFiles(
    "**/{keygen.properties,*.keygen.properties}",
    "**/{node_modules,backup}/**",
    undefined,
    token,
  );
  const rows: ValidationRow[] = [];
  for (const file of files.sort((a, b) => byNaturalOrder(a.path, b.path))) {
    if (token.isCancellationRequested) {
      return undefined;
    }
    rows.push(...(await rowsAt(app, file)));
  }
  return token.isCancellationRequested ? undefined : { rows, fileCount: files.length };
}

/** A file that went while the others were checked has no findings. */
async function rowsAt(app: Parts, file: vscode.Uri): Promise<readonly ValidationRow[]> {
  const found = await app.diagnostics.check(file);
  if (!found.ok && found.failure.code === "file-not-found") {
    return [];
  }
  return rowsOf(nameOf(file), found.ok ? found.value : [unreadableFinding("file-unreadable")]);
}

/** Tells the sum without waiting for an answer. */
function shown(rows: readonly ValidationRow[], fileCount: number): Outcome<Validation> {
  const toProblems = { title: l10n.t("Show Problems"), command: "workbench.actions.view.problems", args: [] };
  void showWithActions("information", summaryWords(rows, fileCount), rows.length === 0 ? [] : [toProblems]);
  return done({ diagnostics: rows });
}

function nameOf(uri: vscode.Uri): string {
  return uri.scheme === "file" ? uri.fsPath : uri.toString();
}
