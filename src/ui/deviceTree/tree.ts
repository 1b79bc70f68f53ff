import * as vscode from "vscode";
import { folderOf } from "../../flows/paths";
import type { App, DeviceView } from "../app";
import { folderLabelOf } from "../folderLabel";
import { settingsFor } from "../settings";
import { registerTreeView } from "../treeView";
import { deviceNodes, type DeviceTreeFacts } from "./nodes";
import { rpcNodes } from "./rpcNodes";
import { runNodes } from "./runNodes";

/** Days go by while the window is open. */
const hourMs = 3_600_000;

type Parts = Pick<App, "devices" | "sessions" | "log" | "world" | "comparisons" | "talk">;

/** Registers the view Devices, which follows the files, the connections, the settings and the calendar. */
export function registerDeviceTree(app: Parts): DeviceView {
  const { devices, sessions, comparisons, log, talk } = app;
  const build = async (): Promise<ReturnType<typeof deviceNodes>> =>
    deviceNodes(await devices.all(), factsOf(app));
  const view = registerTreeView("thingsboardX509.devices", build, log);
  const refresh = (): void => {
    view.refresh();
  };
  const timer = setInterval(refresh, hourMs);
  const subscriptions = vscode.Disposable.from(
    view,
    devices.onDidChange(refresh),
    sessions.onDidChange(refresh),
    talk.onDidChange(refresh),
    comparisons.onDidChange(refresh),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("thingsboardX509.certificate.expiryWarningDays")) {
        refresh();
      }
    }),
    {
      dispose: () => {
        clearInterval(timer);
      },
    },
  );
  return Object.assign(subscriptions, { reveal: (propertiesPath: string) => view.reveal(propertiesPath) });
}

function factsOf({ world, sessions, comparisons, talk }: Parts): DeviceTreeFacts {
  return {
    now: world.clock(),
    expiryWarningDaysOf: (propertiesPath) => settingsFor(vscode.Uri.file(propertiesPath)).expiryWarningDays,
    livenessOf: (propertiesPath) => sessions.livenessOf(propertiesPath),
    reconnecting: (propertiesPath) => sessions.reconnecting(propertiesPath),
    runningTest: (propertiesPath) => sessions.runningTest(propertiesPath),
    historyOf: (propertiesPath) => sessions.historyOf(propertiesPath),
    utcOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
    talkNodesOf: (propertiesPath) => [
      ...rpcNodes(propertiesPath, talk.waiting(propertiesPath)),
      ...runNodes(propertiesPath, talk.runs.labelOf(propertiesPath)),
    ],
    comparisonOf: (propertiesPath) => comparisons.of(propertiesPath),
    folderLabelOf: (propertiesPath) => folderLabelOf(folderOf(propertiesPath)),
  };
}
