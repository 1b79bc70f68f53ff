import * as vscode from "vscode";
import type { TelemetryParts } from "./telemetry";

const viewId = "thingsboardX509.telemetry";

/** Registers the view Telemetry in the panel. Nothing is looked at before it is first opened. */
export function registerTelemetryView(app: () => Promise<TelemetryParts>): vscode.Disposable {
  let opened: vscode.Disposable | undefined;
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView: async (view) => {
      const { openTelemetry } = await import("./telemetry");
      const parts = await app();
      opened?.dispose();
      opened = openTelemetry(view, parts);
    },
  };
  return vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(viewId, provider),
    new vscode.Disposable(() => void opened?.dispose()),
  );
}
