import * as vscode from "vscode";
import { localTestServerName, type App } from "../app";
import { serverChosen } from "../servers";
import { settingsFor } from "../settings";
import { bugText } from "../bug";
import type { TreeNode } from "../treeNode";
import type { TreeRows, TreeView } from "../treeView";
import { serverNodes, type ServerTreeFacts } from "./nodes";

type Parts = Pick<App, "log" | "testServer" | "accounts" | "serverDevices">;

/** Tells what the view Servers shows, which follows the settings, the Local Test Server, and who is signed in where. */
export function newServerView(app: Parts, view: TreeView): TreeRows & vscode.Disposable {
  const refresh = (): void => {
    view.refresh();
  };
  const subscriptions = vscode.Disposable.from(
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
  return Object.assign(subscriptions, {
    rows: async () => serverNodes(await factsOf(app)),
    opened: (node: TreeNode) => {
      void opened(app, node);
    },
    failed: (error: unknown) => {
      app.log.error("view Servers:", bugText(error));
    },
  });
}

/** What is in sight is loaded, and nothing else. */
async function opened({ serverDevices }: Parts, { serverName, serverDevice }: TreeNode): Promise<void> {
  if (serverName === undefined || serverName === localTestServerName || !vscode.workspace.isTrusted) {
    return;
  }
  await (serverDevice === undefined
    ? serverDevices.open(serverName)
    : serverDevices.credentialsType(serverName, serverDevice.id));
}

async function factsOf(app: Parts): Promise<ServerTreeFacts> {
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
  app: Parts,
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
