import * as vscode from "vscode";
import { deviceNameOf, distinctNames } from "../../core/devices/names";
import type { App } from "../app";
import { bugText } from "../bug";
import { folderLabelAt } from "../folderLabel";

type ViewApp = Pick<App, "sessions" | "devices" | "world" | "log" | "extensionFolder">;

const viewId = "thingsboardX509.telemetry";

/** Registers the view Telemetry in the panel. Nothing is looked at before it is first opened. */
export function registerTelemetryView(app: () => Promise<ViewApp>): vscode.Disposable {
  let opened: vscode.Disposable | undefined;
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView: async (view) => {
      const { openTelemetry } = await import("./telemetry");
      const parts = await app();
      opened?.dispose();
      opened = openTelemetry(view, { ...parts, namesOf: () => namesOf(parts) });
    },
  };
  return vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(viewId, provider),
    new vscode.Disposable(() => void opened?.dispose()),
  );
}

/** What the trees call the devices. */
async function namesOf({ devices, log }: ViewApp): Promise<(propertiesPath: string) => string> {
  const known = await devices.all().catch((error: unknown) => {
    log.error("telemetry view:", bugText(error));
    return [];
  });
  const names = distinctNames(known, folderLabelAt);
  return (path) => names.get(path) ?? deviceNameOf(path, undefined);
}
