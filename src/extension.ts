import * as vscode from "vscode";
import { nodeWorld } from "./io/world";
import { newAccounts } from "./ui/accounts";
import type { App } from "./ui/app";
import { registerCommands } from "./ui/command";
import { newComparisons } from "./ui/comparisons";
import { connectionRows } from "./ui/connectionCommands";
import { deviceRows } from "./ui/deviceCommands";
import { newDeviceStore } from "./ui/deviceTree/store";
import { registerDeviceTree } from "./ui/deviceTree/tree";
import { registerExplain } from "./ui/explain";
import { newDeviceOutput } from "./ui/output";
import { newDeviceDiagnostics } from "./ui/profileLanguage/deviceDiagnostics";
import { registerProfileLanguage } from "./ui/profileLanguage/language";
import { newProfiles } from "./ui/profileLanguage/profiles";
import { provisionRows } from "./ui/provisionCommands";
import { serverRows } from "./ui/serverCommands";
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
  const folders = { storageFolder: context.globalStorageUri.fsPath, extensionFolder: context.extensionPath };
  const workspaceStorageFolder = context.storageUri?.fsPath;
  const testServer = newTestServerControl({ ...folders, workspaceStorageFolder, world, output, log });
  const accounts = newAccounts({ world });
  const workspaceMemory = context.workspaceState;
  const sessions = newSessions({ world, output, log, accounts, testServer, workspaceMemory });
  const profileOf = newProfiles(world.machine);
  const diagnostics = newDeviceDiagnostics({ ...folders, world, log, devices, profileOf });
  const comparisons = newComparisons({ world, log, devices, accounts, testServer, workspaceMemory });
  const deviceView = registerDeviceTree({ world, log, devices, sessions, comparisons });
  const shared = { world, log, output, profileOf, diagnostics, devices, deviceView, sessions, testServer };
  const memories = { memory: context.globalState, workspaceMemory };
  const app: App = { ...folders, ...shared, ...memories, accounts, comparisons };
  const rows = [
    ...deviceRows(app),
    ...validateRows(app),
    ...connectionRows(app),
    ...serverRows(app),
    ...provisionRows(app),
  ];
  context.subscriptions.push(log, output, diagnostics, devices, sessions, testServer, accounts, comparisons);
  context.subscriptions.push(registerExplain(app));
  context.subscriptions.push(registerProfileLanguage(app), registerStatusBar(app));
  context.subscriptions.push(registerCommands(rows, log), deviceView, registerServerTree(app));
  finishPendingImport(app);
}
