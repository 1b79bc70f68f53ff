import * as vscode from "vscode";
import type { Grouping } from "../../core/devices/expiry";
import type { App } from "../app";

const key = "thingsboardX509.devices.grouping";
const contextKey = "thingsboardX509.groupsByExpiry";

/** Gives what the rows of Devices were put together by when the workspace was open last, and lets menus know. */
export function rememberedGrouping({ workspaceMemory }: Pick<App, "workspaceMemory">): Grouping {
  const grouping = workspaceMemory.get<unknown>(key) === "expiry" ? "expiry" : "folder";
  tellMenus(grouping);
  return grouping;
}

/** Keeps it for the next time, and lets menus know. */
export function rememberGrouping(
  { workspaceMemory }: Pick<App, "workspaceMemory">,
  grouping: Grouping,
): void {
  void workspaceMemory.update(key, grouping);
  tellMenus(grouping);
}

function tellMenus(grouping: Grouping): void {
  void vscode.commands.executeCommand("setContext", contextKey, grouping === "expiry");
}
