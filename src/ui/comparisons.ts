import * as vscode from "vscode";
import type { ServerChoice } from "../flows/testConnection";
import { testServerIndexes } from "../flows/testServerIndex";
import type { ThingsBoard } from "../flows/thingsBoard";
import type { App, Comparisons } from "./app";
import { bugText } from "./bug";
import { ComparisonKeeper, type Asked, type ComparisonPlace } from "./comparisonKeeper";
import { serverChosen } from "./servers";

type Parts = Pick<App, "world" | "log" | "devices" | "accounts" | "testServer" | "workspaceMemory">;

/** Keeps how the devices stand on their active servers, where somebody is signed in; one request at a time. */
export function newComparisons(parts: Parts): Comparisons & vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const ending = new AbortController();
  const indexed = testServerIndexes();
  let signIns = 0;
  const keeper = new ComparisonKeeper({
    devices: () => (vscode.workspace.isTrusted ? parts.devices.all() : Promise.resolve([])),
    places: () => placesOf({ ...parts, signIns, indexed, signal: ending.signal }),
    pause: parts.world.pause,
    changed: () => {
      changes.fire();
    },
    later: runLater,
    failed: (error) => {
      parts.log.error("comparisons:", bugText(error));
    },
  });
  const look = (): void => {
    keeper.look();
  };
  const subscriptions = vscode.Disposable.from(
    changes,
    keeper,
    parts.devices.onDidChange(look),
    parts.accounts.onDidChange(() => {
      signIns += 1;
      look();
    }),
    parts.testServer.onDidChange(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    onDidChangeServers(look),
    {
      dispose: () => {
        ending.abort();
      },
    },
  );
  return Object.assign(subscriptions, {
    of: (propertiesPath: string) => keeper.of(propertiesPath),
    refresh: (propertiesPath?: string) => {
      keeper.refresh(propertiesPath);
    },
    onDidChange: changes.event,
  });
}

/** Tells when the settings name other servers, or another active one. */
function onDidChangeServers(changed: () => void): vscode.Disposable {
  const names = ["servers", "activeServer"].map((name) => `thingsboardX509.${name}`);
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (names.some((name) => change.affectsConfiguration(name))) {
      changed();
    }
  });
}

function runLater(run: () => void, afterMs: number): () => void {
  const timer = setTimeout(run, afterMs);
  return () => {
    clearTimeout(timer);
  };
}

interface Placing extends Parts {
  /** How often somebody was signed in or out. */
  readonly signIns: number;
  readonly indexed: ReturnType<typeof testServerIndexes>;
  readonly signal: AbortSignal;
}

/** A server that devices can be compared with. */
interface ServerPlace extends Pick<ComparisonPlace, "serverName" | "key"> {
  readonly ask: (propertiesPath: string) => ReturnType<ComparisonPlace["ask"]>;
}

/** All that lies in a workspace folder has its settings, so its server is looked up once. */
function placesOf(parts: Placing): (propertiesPath: string) => Promise<ComparisonPlace | undefined> {
  const servers = new Map<string, Promise<ServerPlace | undefined>>();
  return async (propertiesPath) => {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(propertiesPath));
    const key = folder?.uri.toString() ?? propertiesPath;
    const server = servers.get(key) ?? serverPlaceOf(propertiesPath, parts);
    servers.set(key, server);
    const place = await server;
    return place && { ...place, ask: () => place.ask(propertiesPath) };
  };
}

async function serverPlaceOf(propertiesPath: string, parts: Placing): Promise<ServerPlace | undefined> {
  const server = serverChosen(parts, undefined, propertiesPath);
  if (!server.ok) {
    return undefined;
  }
  const { name, restUrl, isOwn } = server.value;
  const running = isOwn === true ? parts.testServer.running() : undefined;
  if (running !== undefined) {
    const devices = parts.indexed(running.devices());
    return {
      serverName: name,
      key: `${running.mqttUrl} ${devices.revision}`,
      ask: async (path) => {
        const { compareWithTestServer } = await import("../flows/serverKnowledge");
        const comparison = await compareWithTestServer(path, devices, parts.world);
        return comparison === undefined ? { kind: "unknown" } : { kind: "compared", comparison };
      },
    };
  }
  const board = await parts.accounts.thingsBoardOf(server.value);
  return board.ok
    ? {
        serverName: name,
        key: `${restUrl ?? name} ${parts.signIns}`,
        ask: (path) => asked(path, { server: server.value, board: board.value }, parts),
      }
    : undefined;
}

async function asked(
  propertiesPath: string,
  place: { readonly server: ServerChoice; readonly board: ThingsBoard },
  parts: Placing,
): Promise<Asked | undefined> {
  const { comparedWith } = await import("./compareWithServer");
  const compared = await comparedWith(parts, { ...place, propertiesPath }, parts.signal);
  if (compared.ok) {
    return { kind: "compared", comparison: compared.value.comparison };
  }
  const { failure } = compared;
  if (failure.code === "rest-rate-limited") {
    return {
      kind: "later",
      ...(failure.retryAfterMs === undefined ? {} : { afterMs: failure.retryAfterMs }),
    };
  }
  return failure.code === "cancelled" ? undefined : { kind: "unknown" };
}
