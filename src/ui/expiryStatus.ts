import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { expiryCounts } from "../core/devices/expiry";
import type { App } from "./app";
import { showStatus } from "./statusItem";
import { expiryStatusOf } from "./words/expiry";

/** Shows in the status bar how many certificates have ended or will soon, while there are any. */
export function registerExpiryStatus({ expiry }: Pick<App, "expiry">): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("thingsboardX509.expiry", vscode.StatusBarAlignment.Left);
  item.name = l10n.t("ThingsBoard Certificate Expiry");
  item.command = "thingsboardX509.groupByExpiry";
  const draw = (): void => {
    const due = expiry.due();
    showStatus(item, expiryStatusOf(due, expiryCounts(due)));
  };
  return vscode.Disposable.from(item, expiry.onDidChange(draw));
}
