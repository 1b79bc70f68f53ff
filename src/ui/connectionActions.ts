import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "./app";
import { done, failed, type Action, type Outcome } from "./command";
import { pickOne, type PickRow } from "./pick";
import { propertiesPathFrom } from "./whichDevice";
import { connectionActionsOf, type DeviceActions, type KeptDevice } from "./words/connectionActions";

/** Lets the person choose what to do with the connections: of one device, or of all that have one. */
export async function connectionActions(app: App, properties: unknown): Promise<Outcome<undefined>> {
  const kept = await keptPaths(app, properties);
  if (kept?.kind !== "done") {
    return kept;
  }
  const devices = await Promise.all(kept.value.map((path) => keptDevice(app, path)));
  if (devices.length === 0) {
    return noConnection();
  }
  const picked = await pickOne(connectionActionsOf(devices).flatMap(rowsOf), {
    title: l10n.t("Connections"),
    placeHolder: l10n.t("What to do"),
  });
  const { action } = picked ?? {};
  if (action === undefined) {
    return undefined;
  }
  await vscode.commands.executeCommand(action.command, ...action.args);
  return done(undefined);
}

/** Whether an attempt was brought forward; one that is under way needs none. */
export interface Retried {
  readonly tried: boolean;
}

/** Lets the devices that lost their connection try at once: one of them, or all. */
export async function reconnectNow(app: App, properties: unknown): Promise<Outcome<Retried>> {
  const kept = await keptPaths(app, properties);
  if (kept?.kind !== "done") {
    return kept;
  }
  const { sessions } = app;
  const waiting = kept.value.filter((path) => sessions.reconnecting(path) !== undefined);
  if (waiting.length === 0) {
    return failed({
      code: "not-reconnecting",
      message: l10n.t(
        "No device waits for its connection to come back. Test Connection connects a device and keeps the connection.",
      ),
    });
  }
  return done({ tried: waiting.map((path) => sessions.reconnectNow(path)).includes(true) });
}

/** The device of an argument; all that have a connection where there is none. */
async function keptPaths(app: App, properties: unknown): Promise<Outcome<readonly string[]>> {
  const all = app.sessions.kept();
  if (properties === undefined || properties === null) {
    return done(all);
  }
  const path = await propertiesPathFrom(app, properties);
  return path?.kind === "done" ? done(all.filter((one) => one === path.value)) : path;
}

async function keptDevice(app: App, propertiesPath: string): Promise<KeptDevice> {
  const { sessions } = app;
  const reconnecting = sessions.reconnecting(propertiesPath);
  return {
    propertiesPath,
    name: await app.devices.nameOf(propertiesPath),
    server: reconnecting?.server.name ?? sessions.lastReport(propertiesPath)?.server.name ?? "",
    isReconnecting: reconnecting !== undefined,
  };
}

type Row = PickRow & { readonly action?: Action };

function rowsOf({ heading, actions }: DeviceActions): readonly Row[] {
  return [
    { label: heading, isHeading: true },
    ...actions.map((action) => ({
      label: action.title,
      icon: action.icon,
      action,
    })),
  ];
}

function noConnection(): Outcome<never> {
  return failed({
    code: "not-connected",
    message: l10n.t("No device is connected. Test Connection connects a device and keeps the connection."),
  });
}
