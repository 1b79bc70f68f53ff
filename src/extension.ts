import * as vscode from "vscode";
import { nodeWorld } from "./io/world";
import { newAccounts } from "./ui/accounts";
import type { App } from "./ui/app";
import { registerCommands } from "./ui/command";
import { connectionRows } from "./ui/connectionCommands";
import { deviceRows } from "./ui/deviceCommands";
import { newDeviceStore } from "./ui/deviceTree/store";
import { registerDeviceTree } from "./ui/deviceTree/tree";
import { registerExplain } from "./ui/explain";
import { newDeviceOutput } from "./ui/output";
import { newDeviceDiagnostics } from "./ui/profileLanguage/deviceDiagnostics";
import { registerProfileLanguage } from "./ui/profileLanguage/language";
import { newProfiles } from "./ui/profileLanguage/profiles";
import { serverRows } from "./ui/serverCommands";
import { newServerDevices } from "./ui/serverDevices";
import { finishPendingImport } from "./ui/pendingImport";
import { storedSecrets } from "./ui/secrets";
import { registerServerTree } from "./ui/serverTree/tree";
import { newSessions } from "./ui/sessions";
import { registerStatusBar } from "./ui/statusBar";
import { newTestServerControl } from "./ui/testServerControl";
import { validateRows } from "./ui/validate";

/** Called by VS Code on first use of a contribution: registers everything at once, and loads the rest when it is used. */
export function activate(context: vscode.ExtensionContext): void {
  const world = nodeWorld(storedSecrets(context.secrets));
  const log = vscode.window.createOutputChannel("ThingsBoard X.509", { log: true });
  const output = newDeviceOutput();
  const devices = newDeviceStore(world, log);
  const sessions = newSessions({ world, output, log });
  const folders = { storageFolder: context.globalStorageUri.fsPath, extensionFolder: context.extensionPath };
  const testServer = newTestServerControl({ world, output, log, storageFolder: folders.storageFolder });
  const accounts = newAccounts({ world });
  const serverDevices = newServerDevices({ accounts, testServer });
  const profileOf = newProfiles(world.machine);
  const diagnostics = newDeviceDiagnostics({ ...folders, world, log, devices, profileOf });
  const deviceView = registerDeviceTree({ world, log, devices, sessions });
  const shared = { world, log, output, profileOf, diagnostics, devices, deviceView, sessions, testServer };
  const memories = { memory: context.globalState, workspaceMemory: context.workspaceState };
  const app: App = { ...folders, ...shared, ...memories, accounts, serverDevices };
  const rows = [...deviceRows(app), ...validateRows(app), ...connectionRows(app), ...serverRows(app)];
  context.subscriptions.push(
    log,
    output,
    diagnostics,
    devices,
    sessions,
    testServer,
    accounts,
    serverDevices,
  );
  context.subscriptions.push(registerExplain(app));
  context.subscriptions.push(registerProfileLanguage(app), registerStatusBar(app));
  context.subscriptions.push(registerCommands(rows, log), deviceView, registerServerTree(app));
  finishPendingImport(app);
}
