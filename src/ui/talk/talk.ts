import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { withSeen } from "../../core/talk/seenTopics";
import type { App, Talk } from "../app";
import { showStatus } from "../statusItem";
import { countText } from "../words/numbers";
import { newPayloadDrafts } from "./drafts";
import { RpcDesk } from "./rpcDesk";
import { registerRpcRulesWatch } from "./rpcRulesWatch";
import { newRunKeeper, type RunKeeper } from "./runKeeper";

type Parts = Pick<App, "sessions" | "devices" | "world" | "log">;

/** Makes what is shared about the talk between devices and their servers. */
export function newTalk(app: Parts): Talk & vscode.Disposable {
  const seen = new Map<string, readonly string[]>();
  const changes = new vscode.EventEmitter<void>();
  const drafts = newPayloadDrafts();
  const desk = new RpcDesk(app);
  const runs = newRuns(app, () => {
    changes.fire();
  });
  const parts = vscode.Disposable.from(
    changes,
    drafts,
    desk,
    runs,
    desk.onDidChange(() => {
      changes.fire();
    }),
    registerRpcRulesWatch(app),
    app.sessions.onEvent(({ propertiesPath, event }) => {
      if (event.kind === "received" || event.kind === "published") {
        seen.set(propertiesPath, withSeen(seen.get(propertiesPath) ?? [], event.topic));
        desk.take(propertiesPath, event);
      }
    }),
  );
  return Object.assign(parts, {
    drafts,
    runs,
    seenTopics: (propertiesPath: string) => seen.get(propertiesPath) ?? [],
    waiting: (propertiesPath: string) => desk.waiting(propertiesPath),
    onDidChange: changes.event,
  });
}

/** Runs end with the sessions that they publish in; the status bar shows that there are some. */
function newRuns({ sessions, world }: Parts, told: () => void): RunKeeper & vscode.Disposable {
  const status = vscode.window.createStatusBarItem(
    "thingsboardX509.simulation",
    vscode.StatusBarAlignment.Left,
  );
  status.name = l10n.t("ThingsBoard Simulation");
  status.command = "thingsboardX509.stopSimulation";
  const tooltip = l10n.t("Devices that send telemetry by themselves. Click to stop them.");
  const keeper = newRunKeeper({
    // What cannot be sent while the connection is lost counts as not taken; the run goes on when it is back.
    publish: async (path, message) =>
      (await sessions.publish(path, message)) ??
      (sessions.livenessOf(path) === "reconnecting" ? false : undefined),
    nowMs: () => world.clock().getTime(),
    every: (intervalMs, run) => {
      const timer = setInterval(run, intervalMs);
      return () => {
        clearInterval(timer);
      };
    },
    changed: () => {
      const count = keeper.running().length;
      void vscode.commands.executeCommand("setContext", "thingsboardX509.simulating", count > 0);
      const words = l10n.t("{count} sending", { count: countText(count) });
      showStatus(
        status,
        count > 0 ? { text: `$(pulse) ${words}`, tooltip: `${words}\n${tooltip}` } : undefined,
      );
      told();
    },
  });
  const stop = (isOver: (path: string) => boolean): void => {
    keeper
      .running()
      .filter(isOver)
      .forEach((path) => keeper.stop(path));
  };
  const parts = vscode.Disposable.from(
    new vscode.Disposable(() => {
      stop(() => true);
    }),
    status,
    sessions.onDidChange(() => {
      stop((path) => sessions.livenessOf(path) === "none");
    }),
  );
  return Object.assign(parts, keeper);
}
