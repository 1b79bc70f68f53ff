import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "../app";
import { pickOne } from "../pick";

/** Asks for the CSV of a fleet. Undefined: none was chosen. */
export async function askForCsv(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t("CSV with a row for each device"),
    openLabel: l10n.t("Use This CSV"),
    canSelectMany: false,
    filters: { CSV: ["csv"] },
  });
  return chosen?.[0]?.fsPath;
}

/** Asks for the properties file that each device's is made from: one of the workspace, or any other. */
export async function askForTemplate(app: Pick<App, "devices">, title: string): Promise<string | undefined> {
  const devices = await app.devices.all();
  const names = app.devices.names();
  const items = devices.map(({ name, propertiesPath }) => ({
    label: names.get(propertiesPath) ?? name,
    description: vscode.workspace.asRelativePath(propertiesPath),
    propertiesPath,
  }));
  const other = {
    label: l10n.t("Choose another file…"),
    icon: "folder-opened",
    description: "",
    propertiesPath: undefined,
  };
  const picked = await pickOne([...items, other], {
    title,
    placeHolder: l10n.t("Template: each device's properties file is made from this one"),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked && (picked.propertiesPath ?? browseForTemplate());
}

async function browseForTemplate(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t("Template of the fleet"),
    openLabel: l10n.t("Use This File"),
    canSelectMany: false,
    filters: { "keygen.properties": ["properties"] },
  });
  return chosen?.[0]?.fsPath;
}
