import * as vscode from "vscode";
import type { App } from "../app";
import { settingsFor } from "../settings";
import { registerTreeView } from "../treeView";
import { serverNodes, type ServerTreeFacts } from "./nodes";

/** Registers the view Servers, which follows the settings and the Local Test Server. */
export function registerServerTree(app: App): vscode.Disposable {
  const build = (): Promise<ReturnType<typeof serverNodes>> => Promise.resolve(serverNodes(factsOf(app)));
  const view = registerTreeView("thingsboardX509.servers", build, app.log);
  return vscode.Disposable.from(
    view,
    app.testServer.onDidChange(() => {
      view.refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (
        ["servers", "activeServer"].some((name) => change.affectsConfiguration(`thingsboardX509.${name}`))
      ) {
        view.refresh();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      view.refresh();
    }),
  );
}

function factsOf({ testServer }: App): ServerTreeFacts {
  const { servers, activeServer } = settingsFor();
  const running = testServer.running();
  return {
    servers: uniquelyNamed(servers),
    activeServer,
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

/** Of two servers of one name the first is the one that is used. */
function uniquelyNamed(servers: ServerTreeFacts["servers"]): ServerTreeFacts["servers"] {
  return servers.filter((server, index) => servers.findIndex(({ name }) => name === server.name) === index);
}
