import * as vscode from "vscode";
import { nodeWorld } from "./io/world";
import { newAccounts } from "./ui/accounts";
import type { App } from "./ui/app";
import { registerCommands } from "./ui/command";
import { commandRows } from "./ui/commands";
import { newDeviceStore } from "./ui/deviceTree/store";
import { registerDeviceTree } from "./ui/deviceTree/tree";
import { registerExplain } from "./ui/explain";
import { newDeviceOutput } from "./ui/output";
import { newDeviceDiagnostics } from "./ui/profileLanguage/deviceDiagnostics";
import { registerProfileLanguage } from "./ui/profileLanguage/language";
import { newProfiles } from "./ui/profileLanguage/profiles";
import { finishPendingImport } from "./ui/pendingImport";
import { storedSecrets } from "./ui/secrets";
import { registerServerTree } from "./ui/serverTree/tree";
import { newSessions } from "./ui/sessions";
import { registerStatusBar } from "./ui/statusBar";
import { newTalk } from "./ui/talk/talk";
import { newTestServerControl } from "./ui/testServerControl";
import { offerUnfinishedRotations } from "./ui/unfinishedRotations";

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
  const memories = { memory: context.globalState, workspaceMemory: context.workspaceState };
  const sessions = newSessions({ ...memories, world, output, log, accounts, testServer });
  const talk = newTalk({ world, log, devices, sessions });
  const profileOf = newProfiles(world.machine);
  const diagnostics = newDeviceDiagnostics({ ...folders, world, log, devices, profileOf });
  const deviceView = registerDeviceTree({ world, log, devices, sessions, talk });
  const shared = { world, log, output, profileOf, diagnostics, devices, deviceView, sessions, testServer };
  const app: App = { ...folders, workspaceStorageFolder, ...shared, ...memories, accounts, talk };
  context.subscriptions.push(log, output, diagnostics, devices, sessions, testServer, accounts, talk);
  context.subscriptions.push(registerExplain(app));
  context.subscriptions.push(registerProfileLanguage(app), registerStatusBar(app));
  context.subscriptions.push(registerCommands(commandRows(app), log), deviceView, registerServerTree(app));
  finishPendingImport(app);
  offerUnfinishedRotations(app);
}
