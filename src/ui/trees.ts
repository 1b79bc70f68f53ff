import * as vscode from "vscode";
import type { App } from "./app";
import { registerTreeView, type TreeView } from "./treeView";

/** The views in the side bar. */
export interface Trees extends vscode.Disposable {
  readonly devices: TreeView;
  readonly servers: TreeView;
}

/** Registers the views Devices and Servers. */
export function registerTrees(app: () => Promise<App>): Trees {
  const devices = registerTreeView("thingsboardX509.devices", async () => (await app()).deviceView);
  const servers = registerTreeView("thingsboardX509.servers", async () => (await app()).serverView);
  return Object.assign(vscode.Disposable.from(devices, servers), { devices, servers });
}
