import * as vscode from "vscode";
import type { App } from "./app";
import { bugText } from "./bug";
import { done, failed, type CommandRow, type Outcome } from "./command";
import { devicesNotFoundWords } from "./words/firstRun";

/** The walkthrough's id in package.json. */
const walkthrough = "twoWayTls";

/** The commands for the first minutes. Each is described in docs/commands.md. */
export function firstRunRows(app: App): readonly CommandRow[] {
  return [
    { id: "getStarted", needsTrust: false, run: () => getStarted(app) },
    {
      id: "openSample",
      needsTrust: true,
      run: async (...args) => (await import("./openSample")).openSample(app, args),
    },
    { id: "lookForDevices", needsTrust: false, run: () => lookForDevices(app) },
  ];
}

/** The view says what came of it where it has no rows. */
async function lookForDevices({ devices, deviceView, log }: App): Promise<Outcome<number>> {
  try {
    await devices.lookAgain();
  } catch (error) {
    log.error("devices:", bugText(error));
    return failed(devicesNotFoundWords());
  } finally {
    deviceView.redraw();
  }
  return done((await devices.all()).length);
}

async function getStarted({ extensionFolder }: App): Promise<Outcome<undefined>> {
  const own = vscode.extensions.all.find(({ extensionPath }) => extensionPath === extensionFolder);
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${own?.id ?? ""}#${walkthrough}`);
  return done(undefined);
}
