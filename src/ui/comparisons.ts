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
    placeOf: (path) => placeOf(path, { ...parts, signIns, indexed, signal: ending.signal }),
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
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (
        ["servers", "activeServer"].some((name) => change.affectsConfiguration(`thingsboardX509.${name}`))
      ) {
        look();
      }
    }),
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

async function placeOf(propertiesPath: string, parts: Placing): Promise<ComparisonPlace | undefined> {
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
      ask: async () => {
        const { compareWithTestServer } = await import("../flows/serverKnowledge");
        const comparison = await compareWithTestServer(propertiesPath, devices, parts.world);
        return comparison === undefined ? { kind: "unknown" } : { kind: "compared", comparison };
      },
    };
  }
  const board = await parts.accounts.thingsBoardOf(server.value);
  return board.ok
    ? {
        serverName: name,
        key: `${restUrl ?? name} ${parts.signIns}`,
        ask: () => asked(propertiesPath, { server: server.value, board: board.value }, parts),
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
