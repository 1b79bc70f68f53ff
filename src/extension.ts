import "./ui/displayLanguage";
import * as vscode from "vscode";
import { nodeWorld } from "./io/world";
import { newAccounts } from "./ui/accounts";
import type { App } from "./ui/app";
import { newComparisons } from "./ui/comparisons";
import { registerContributions } from "./ui/contributions";
import { newDeviceStore } from "./ui/deviceTree/store";
import { registerDeviceTree } from "./ui/deviceTree/tree";
import { newExpiryWatch } from "./ui/expiryWatch";
import { newDeviceOutput } from "./ui/output";
import { newRecordings } from "./ui/recordings";
import { newDeviceDiagnostics } from "./ui/profileLanguage/deviceDiagnostics";
import { newProfiles } from "./ui/profileLanguage/profiles";
import { newServerDevices } from "./ui/serverDevices";
import { finishPendingImport } from "./ui/pendingImport";
import { storedSecrets } from "./ui/secrets";
import { newSessions } from "./ui/sessions";
import { newTalk } from "./ui/talk/talk";
import { newTestServerControl } from "./ui/testServerControl";
import { offerUnfinishedRotations } from "./ui/unfinishedRotations";

/** Called by VS Code when the window closes or reloads, which waits some seconds: servers hear a DISCONNECT. */
export let deactivate: (() => Promise<void>) | undefined;

/** Called by VS Code on first use of a contribution: registers everything at once, and loads the rest when it is used. */
export function activate(context: vscode.ExtensionContext): void {
  const world = nodeWorld(storedSecrets(context.secrets));
  const log = vscode.window.createOutputChannel("ThingsBoard X.509", { log: true });
  const output = newDeviceOutput();
  const devices = newDeviceStore(world, log);
  const folders = { storageFolder: context.globalStorageUri.fsPath, extensionFolder: context.extensionPath };
  const workspaceStorageFolder = context.storageUri?.fsPath;
  const testServer = newTestServerControl({ ...folders, workspaceStorageFolder, world, output, log });
  const accounts = newAccounts({ world }, context.secrets);
  const memories = { memory: context.globalState, workspaceMemory: context.workspaceState };
  const recordings = newRecordings({ world, storageFolder: workspaceStorageFolder ?? folders.storageFolder });
  const sessions = newSessions({ ...memories, world, output, log, accounts, testServer, recordings });
  deactivate = () => sessions.farewell();
  const talk = newTalk({ world, log, devices, sessions });
  const serverDevices = newServerDevices({ accounts, testServer });
  const profileOf = newProfiles(world.machine);
  const expiry = newExpiryWatch({ world, log, devices });
  const diagnostics = newDeviceDiagnostics({ ...folders, world, log, devices, profileOf, expiry });
  const comparisons = newComparisons({ ...memories, world, log, devices, accounts, testServer });
  const rowFacts = { sessions, comparisons, talk, expiry };
  const deviceView = registerDeviceTree({ ...memories, world, log, devices, ...rowFacts });
  const shared = { world, log, output, profileOf, diagnostics, devices, deviceView, sessions, testServer };
  const fleetProblems = vscode.languages.createDiagnosticCollection("thingsboardX509.fleet");
  const kept = { fleetProblems, expiry, accounts, comparisons, serverDevices, talk, recordings };
  const app: App = { ...folders, workspaceStorageFolder, ...shared, ...memories, ...kept };
  context.subscriptions.push(log, output, diagnostics, devices, sessions, testServer, accounts);
  context.subscriptions.push(comparisons, serverDevices, talk, recordings, fleetProblems, expiry);
  context.subscriptions.push(deviceView, registerContributions(app));
  finishPendingImport(app);
  offerUnfinishedRotations(app);
}
