import * as vscode from "vscode";
import { localTestServerName, type App } from "../app";
import { serverChosen } from "../servers";
import { settingsFor } from "../settings";
import type { TreeNode } from "../treeNode";
import { registerTreeView } from "../treeView";
import { serverNodes, type ServerTreeFacts } from "./nodes";

/** Registers the view Servers, which follows the settings, the Local Test Server, and who is signed in where. */
export function registerServerTree(app: App): vscode.Disposable {
  const build = async (): Promise<ReturnType<typeof serverNodes>> => serverNodes(await factsOf(app));
  const view = registerTreeView("thingsboardX509.servers", build, app.log, (node) => {
    void opened(app, node);
  });
  const refresh = (): void => {
    view.refresh();
  };
  return vscode.Disposable.from(
    view,
    app.testServer.onDidChange(refresh),
    app.accounts.onDidChange(refresh),
    app.serverDevices.onDidChange(refresh),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (
        ["servers", "activeServer"].some((name) => change.affectsConfiguration(`thingsboardX509.${name}`))
      ) {
        refresh();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
  );
}

/** What is in sight is loaded, and nothing else. */
async function opened({ serverDevices }: App, { serverName, serverDevice }: TreeNode): Promise<void> {
  if (serverName === undefined || serverName === localTestServerName || !vscode.workspace.isTrusted) {
    return;
  }
  await (serverDevice === undefined
    ? serverDevices.open(serverName)
    : serverDevices.credentialsType(serverName, serverDevice.id));
}

async function factsOf(app: App): Promise<ServerTreeFacts> {
  const { servers, activeServer } = settingsFor();
  const running = app.testServer.running();
  const shown = uniquelyNamed(servers);
  return {
    servers: shown,
    activeServer,
    accounts: await accountsOf(app, [localTestServerName, ...shown.map(({ name }) => name)]),
    running:
      running === undefined
        ? undefined
        : {
            mqttUrl: running.mqttUrl,
            restUrl: running.restUrl,
            caFile: running.caFile,
            devices: running.devices(),
          },
  };
}

async function accountsOf(
  app: App,
  names: readonly string[],
): Promise<NonNullable<ServerTreeFacts["accounts"]>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const server = serverChosen(app, name, undefined);
      const user =
        server.ok && server.value.restUrl !== undefined ? await app.accounts.userOf(server.value) : undefined;
      return user === undefined ? [] : [[name, { user, devices: app.serverDevices.of(name) }] as const];
    }),
  );
  return new Map(found.flat());
}

/** Of two servers of one name the first is the one that is used. */
function uniquelyNamed(servers: ServerTreeFacts["servers"]): ServerTreeFacts["servers"] {
  return servers.filter((server, index) => servers.findIndex(({ name }) => name === server.name) === index);
}
