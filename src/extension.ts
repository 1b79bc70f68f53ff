import * as vscode from "vscode";
import type { World } from "./flows/world";
import { nextTurn, systemClock } from "./io/clock";
import { nodeEntropy } from "./io/entropy";
import { nodeFiles } from "./io/files";
import { machineNames } from "./io/machine";
import type { App } from "./ui/app";
import { registerCommands } from "./ui/command";
import { connectionRows } from "./ui/connectionCommands";
import { deviceRows } from "./ui/deviceCommands";
import { newDeviceStore } from "./ui/deviceTree/store";
import { registerDeviceTree } from "./ui/deviceTree/tree";
import { registerExplain } from "./ui/explain";
import { newDeviceOutput } from "./ui/output";
import { newProfileDiagnostics } from "./ui/profileLanguage/diagnostics";
import { registerProfileLanguage } from "./ui/profileLanguage/language";
import { serverRows } from "./ui/serverCommands";
import { registerServerTree } from "./ui/serverTree/tree";
import { newSessions } from "./ui/sessions";
import { registerStatusBar } from "./ui/statusBar";
import { newTestServerControl } from "./ui/testServerControl";
import { validateRows } from "./ui/validate";

/** Called by VS Code on first use of a contribution: registers everything at once, and loads the rest when it is used. */
export function activate(context: vscode.ExtensionContext): void {
  const world = thisMachine();
  const log = vscode.window.createOutputChannel("ThingsBoard X.509", { log: true });
  const output = newDeviceOutput();
  const devices = newDeviceStore(world, log);
  const sessions = newSessions({ world, output, log });
  const folders = { storageFolder: context.globalStorageUri.fsPath, extensionFolder: context.extensionPath };
  const testServer = newTestServerControl({ world, output, log, storageFolder: folders.storageFolder });
  const diagnostics = newProfileDiagnostics({ ...folders, world, log });
  const app: App = { ...folders, world, log, output, diagnostics, devices, sessions, testServer };
  const rows = [...deviceRows(app), ...validateRows(app), ...connectionRows(app), ...serverRows(app)];
  context.subscriptions.push(log, output, diagnostics, devices, sessions, testServer, registerExplain(app));
  context.subscriptions.push(registerProfileLanguage(app), registerStatusBar(app));
  context.subscriptions.push(registerCommands(rows, log), registerDeviceTree(app), registerServerTree(app));
}

/** The real world; what speaks to a network is loaded when it first does. */
function thisMachine(): World {
  return {
    files: nodeFiles(),
    clock: systemClock,
    entropy: nodeEntropy(),
    machine: machineNames(),
    pause: nextTurn,
    network: {
      open: async (...args) => (await import("./io/network")).nodeNetwork().open(...args),
    },
    mqtt: {
      converse: async (...args) => (await import("./io/mqtt")).mqttPort().converse(...args),
    },
    testServers: {
      open: async (...args) => (await import("./io/testServer")).nodeTestServers().open(...args),
    },
  };
}
