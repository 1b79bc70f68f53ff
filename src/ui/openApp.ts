import * as vscode from "vscode";
import type { Secrets, World } from "../flows/world";
import { newAccounts } from "./accounts";
import type { App } from "./app";
import { newPasswords } from "./certificateView/passwords";
import { newComparisons } from "./comparisons";
import { newDeviceStore } from "./deviceTree/store";
import { newDeviceView } from "./deviceTree/tree";
import { newExpiryWatch } from "./expiryWatch";
import { registerFirstSteps } from "./firstSteps";
import { registerFleetProblems } from "./fleet/fleetProblems";
import { newDeviceOutput } from "./output";
import { newDeviceDiagnostics } from "./profileLanguage/deviceDiagnostics";
import { newProfiles } from "./profileLanguage/profiles";
import { newRecordings } from "./recordings";
import { storedSecrets } from "./secrets";
import { newServerDevices } from "./serverDevices";
import { newServerView } from "./serverTree/tree";
import { newSessions } from "./sessions";
import { registerStatusBar } from "./statusBar";
import { newTalk } from "./talk/talk";
import { newTestServerControl } from "./testServerControl";
import type { Trees } from "./trees";

/** What the extension shares, for who ends it. */
export interface OpenApp extends App, vscode.Disposable {
  /** Says good-bye to all servers. */
  farewell(): Promise<void>;
}

/** Makes what commands, views and language features share; what each part needs is loaded when it is first used. */
export function openApp(
  context: vscode.ExtensionContext,
  worldWith: (secrets: Secrets) => World,
  trees: Trees,
): OpenApp {
  const world = worldWith(storedSecrets(context.secrets));
  const log = vscode.window.createOutputChannel("ThingsBoard X.509", { log: true });
  const output = newDeviceOutput();
  const devices = newDeviceStore(world, log);
  const folders = { storageFolder: context.globalStorageUri.fsPath, extensionFolder: context.extensionPath };
  const workspaceStorageFolder = context.storageUri?.fsPath;
  const testServer = newTestServerControl({ ...folders, workspaceStorageFolder, world, output, log });
  const accounts = newAccounts({ world }, context.secrets);
  const memories = { memory: context.globalState, workspaceMemory: context.workspaceState };
  const recordings = newRecordings({ world, storageFolder: workspaceStorageFolder ?? folders.storageFolder });
  const sessions = newSessions({
    ...memories,
    world,
    output,
    log,
    devices,
    accounts,
    testServer,
    recordings,
  });
  const talk = newTalk({ world, log, devices, sessions });
  const serverDevices = newServerDevices({ accounts, testServer });
  const profileOf = newProfiles(world.machine);
  const expiry = newExpiryWatch({ world, log, devices });
  const diagnostics = newDeviceDiagnostics({ ...folders, world, log, devices, profileOf, expiry });
  const comparisons = newComparisons({ ...memories, world, log, devices, accounts, testServer });
  const rowFacts = { sessions, comparisons, talk, expiry };
  const deviceView = newDeviceView({ ...memories, world, log, devices, ...rowFacts }, trees.devices);
  const serverView = newServerView({ log, testServer, accounts, serverDevices }, trees.servers);
  const fleetProblems = vscode.languages.createDiagnosticCollection("thingsboardX509.fleet");
  const passwords = newPasswords();
  const shared = { world, log, output, profileOf, diagnostics, devices, deviceView, sessions, testServer };
  const kept = { fleetProblems, expiry, accounts, comparisons, serverDevices, talk, recordings };
  const parts = { ...folders, workspaceStorageFolder, ...shared, ...memories, ...kept };
  const app: App = { ...parts, serverView, passwords };
  const owned = [log, output, diagnostics, devices, sessions, testServer, accounts, comparisons];
  const rest = [serverDevices, talk, recordings, fleetProblems, expiry, deviceView, serverView, passwords];
  const following = [registerStatusBar(app), registerFleetProblems(app), registerFirstSteps(app)];
  const ending = vscode.Disposable.from(...owned, ...rest, ...following);
  return Object.assign(ending, app, { farewell: () => sessions.farewell() });
}
