import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "./app";
import { registerExpiryStatus } from "./expiryStatus";
import { newMessageRates, type MessageRates } from "./messageRates";
import { showStatus } from "./statusItem";
import { connectionStatusOf, type ConnectedDevice } from "./words/connectionStatus";
import { attemptTime } from "./words/reconnect";

type Parts = Pick<App, "sessions" | "devices" | "log" | "world">;

/** Nobody reads a rate that changes more often, milliseconds. */
const turnMs = 1_000;

/** Shows in the status bar the live connections, and what expires, while there is any. */
export function registerStatusBar(app: Parts & Pick<App, "expiry">): vscode.Disposable {
  return vscode.Disposable.from(connectionStatus(app), registerExpiryStatus(app));
}

/** Which are connected, how fast messages come, and what can be done. */
function connectionStatus(app: Parts): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    "thingsboardX509.connection",
    vscode.StatusBarAlignment.Left,
  );
  item.name = l10n.t("ThingsBoard Connection");
  item.command = "thingsboardX509.connectionActions";
  const rates = newMessageRates(app.world.clock().getTime());
  let asked = 0;
  const draw = async (): Promise<void> => {
    const question = ++asked;
    const kept = await keptDevices(app, rates);
    if (question !== asked) {
      return;
    }
    showStatus(item, connectionStatusOf(kept));
  };
  const redraw = (): void => {
    draw().catch((error: unknown) => {
      app.log.error("status bar:", String(error));
    });
  };
  return vscode.Disposable.from(item, app.sessions.onDidChange(redraw), counting(app, rates, redraw));
}

/** Counts what comes; the clock runs only while a device is connected. */
function counting({ sessions, world }: Parts, rates: MessageRates, changed: () => void): vscode.Disposable {
  let running: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(running);
    running = undefined;
  };
  const turn = (): void => {
    if (rates.turn(world.clock().getTime())) {
      changed();
    }
  };
  return vscode.Disposable.from(
    sessions.onEvent(({ propertiesPath, event }) => {
      if (event.kind === "received") {
        rates.count(propertiesPath);
      }
    }),
    sessions.onDidChange(() => {
      if (sessions.connected().length === 0) {
        stop();
        turn();
      } else {
        running ??= setInterval(turn, turnMs);
      }
    }),
    new vscode.Disposable(stop),
  );
}

async function keptDevices(
  { sessions, devices }: Parts,
  rates: MessageRates,
): Promise<readonly ConnectedDevice[]> {
  const paths = sessions.kept();
  if (paths.length === 0) {
    return [];
  }
  const named = paths.map(async (path) => [path, await devices.nameOf(path)] as const);
  return (await Promise.all(named)).map(([path, name]) => {
    const reconnecting = sessions.reconnecting(path);
    if (reconnecting === undefined) {
      const server = sessions.lastReport(path)?.server.name;
      return { name, ...(server === undefined ? {} : { server }), rate: rates.of(path) };
    }
    const { nextAtMs, server } = reconnecting;
    return { name, server: server.name, reconnecting: nextAtMs === undefined ? {} : nextAttempt(nextAtMs) };
  });
}

function nextAttempt(nextAtMs: number): { readonly nextAttempt: string } {
  return { nextAttempt: attemptTime(nextAtMs, -new Date(nextAtMs).getTimezoneOffset()) };
}
