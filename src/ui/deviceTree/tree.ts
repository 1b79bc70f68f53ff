import * as vscode from "vscode";
import type { Grouping, Urgency } from "../../core/devices/expiry";
import { folderOf } from "../../flows/paths";
import type { App, DeviceView } from "../app";
import { bugText } from "../bug";
import { newFolderLabels } from "../folderLabel";
import type { TreeView } from "../treeView";
import { rememberGrouping, rememberedGrouping } from "./grouping";
import { expiryGroupId, newDeviceNodes, type DeviceTreeFacts } from "./nodes";
import { rpcNodes } from "./rpcNodes";
import { runNodes } from "./runNodes";

/** Days go by while the window is open. */
const hourMs = 3_600_000;

type Parts = Pick<
  App,
  "devices" | "sessions" | "log" | "world" | "comparisons" | "talk" | "workspaceMemory" | "expiry"
>;

/** Tells what the view Devices shows, which follows the files, the connections, the settings and the calendar. */
export function newDeviceView(app: Parts, view: TreeView): DeviceView & vscode.Disposable {
  const { devices, sessions, comparisons, log, talk, expiry } = app;
  const nodesOf = newDeviceNodes();
  const labels = newFolderLabels();
  let grouping = rememberedGrouping(app);
  const refresh = (): void => {
    view.refresh();
  };
  const timer = setInterval(refresh, hourMs);
  const subscriptions = vscode.Disposable.from(
    labels,
    devices.onDidChange(refresh),
    sessions.onDidChange(refresh),
    talk.onDidChange(refresh),
    comparisons.onDidChange(refresh),
    expiry.onDidChangeWarningDays(refresh),
    {
      dispose: () => {
        clearInterval(timer);
      },
    },
  );
  return Object.assign(subscriptions, {
    rows: async (enough?: number) =>
      nodesOf(await knownOrFailed(devices), factsOf(app, labels.of), { grouping, enough }),
    failed: (error: unknown) => {
      log.error("view Devices:", bugText(error));
    },
    redraw: () => {
      view.redraw();
    },
    reveal: (propertiesPath: string) => devices.goesFirst(() => view.reveal(propertiesPath)),
    groupBy: (wanted: Grouping) => {
      grouping = wanted;
      rememberGrouping(app, wanted);
      refresh();
    },
    revealUrgency: (urgency: Urgency) => devices.goesFirst(() => view.reveal(expiryGroupId(urgency))),
  });
}

/** What the view says while it has no rows depends on whether there are no devices, or nobody could look for them. */
async function knownOrFailed(devices: Parts["devices"]): ReturnType<Parts["devices"]["known"]> {
  const tell = (state: "known" | "failed"): void => {
    void vscode.commands.executeCommand("setContext", "thingsboardX509.devicesView", state);
  };
  try {
    const known = await devices.known();
    tell("known");
    return known;
  } catch (error) {
    tell("failed");
    throw error;
  }
}

function factsOf(
  { world, sessions, comparisons, talk, expiry }: Parts,
  labelOf: (folder: string) => string,
): DeviceTreeFacts {
  return {
    now: world.clock(),
    expiryWarningDaysOf: (propertiesPath) => expiry.warningDaysOf(propertiesPath),
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
    folderLabelOf: (propertiesPath) => labelOf(folderOf(propertiesPath)),
  };
}
