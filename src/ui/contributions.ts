import * as vscode from "vscode";
import type { App } from "./app";
import { registerCommands } from "./command";
import { commandRows } from "./commands";
import { registerExplain } from "./explain";
import { registerFirstSteps } from "./firstSteps";
import { registerProfileLanguage } from "./profileLanguage/language";
import { registerServerTree } from "./serverTree/tree";
import { registerStatusBar } from "./statusBar";
import { registerTasks } from "./tasks";
import { registerTelemetryView } from "./telemetryView/view";

/** Registers what package.json contributes, besides the view Devices, which others need. */
export function registerContributions(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerExplain(app),
    registerTelemetryView(app),
    registerProfileLanguage(app),
    registerCommands(commandRows(app), app.log),
    registerStatusBar(app),
    registerServerTree(app),
    registerTasks(app),
    registerFirstSteps(app),
  );
}
