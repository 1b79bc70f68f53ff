import * as vscode from "vscode";
import { deviceNameOf } from "../core/devices/names";
import type { App } from "./app";
import { registerExpiryStatus } from "./expiryStatus";
import { connectionStatusOf, type ConnectedDevice } from "./words/connectionStatus";

type Parts = Pick<App, "sessions" | "devices" | "log">;

/** Shows in the status bar the live connections, and what expires, while there is any. */
export function registerStatusBar(app: Parts & Pick<App, "expiry">): vscode.Disposable {
  return vscode.Disposable.from(connectionStatus(app), registerExpiryStatus(app));
}

function connectionStatus(app: Parts): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    "thingsboardX509.connection",
    vscode.StatusBarAlignment.Left,
  );
  item.name = "ThingsBoard Connection";
  item.command = "thingsboardX509.showOutput";
  let asked = 0;
  const draw = async (): Promise<void> => {
    const question = ++asked;
    const connected = await connectedDevices(app);
    if (question !== asked) {
      return;
    }
    const status = connectionStatusOf(connected);
    if (status === undefined) {
      item.hide();
      return;
    }
    item.text = status.text;
    item.tooltip = status.tooltip;
    item.show();
  };
  const subscription = app.sessions.onDidChange(() => {
    draw().catch((error: unknown) => {
      app.log.error("status bar:", String(error));
    });
  });
  return vscode.Disposable.from(item, subscription);
}

async function connectedDevices({ sessions, devices }: Parts): Promise<readonly ConnectedDevice[]> {
  const paths = sessions.connected();
  if (paths.length === 0) {
    return [];
  }
  const known = await devices.all();
  return paths.map((path) => ({
    name: known.find(({ propertiesPath }) => propertiesPath === path)?.name ?? deviceNameOf(path, undefined),
    server: sessions.lastReport(path)?.server.name ?? "a server",
  }));
}
