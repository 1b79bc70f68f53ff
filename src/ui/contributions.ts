import * as vscode from "vscode";
import type { App } from "./app";
import { registerCertificateEditor } from "./certificateView/editor";
import { registerCommands } from "./registerCommands";
import { registerProfileLanguage } from "./profileLanguage/language";
import { registerTasks } from "./tasks";
import { registerTelemetryView } from "./telemetryView/view";

/** Registers what package.json contributes, besides the views in the side bar, which the rest needs. */
export function registerContributions(
  app: () => Promise<App>,
  { extension }: Pick<vscode.ExtensionContext, "extension">,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommands(app, extension),
    registerCertificateEditor(app),
    registerTelemetryView(app),
    registerProfileLanguage(app),
    registerTasks(app),
  );
}
