import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "../app";
import { done, failed, type Outcome } from "../command";
import { pickOne, type PickRow } from "../pick";
import { propertiesPathFrom } from "../whichDevice";
import { reconnectingWords } from "../words/reconnect";
import { notConnectedWords } from "../words/talk";

type Parts = Pick<App, "devices" | "sessions">;

/**
 * Gives the connected device that a command is about: its argument, else the only one that is connected, else the one
 * that the person picks. One that is not connected is the failure `not-connected`.
 */
export async function connectedPathFrom(app: Parts, argument: unknown): Promise<Outcome<string>> {
  const path = await pathFrom(app, argument);
  if (path?.kind !== "done" || app.sessions.livenessOf(path.value) === "connected") {
    return path;
  }
  const isLost = app.sessions.livenessOf(path.value) === "reconnecting";
  const words = isLost ? reconnectingWords : notConnectedWords;
  return failed(words(await app.devices.nameOf(path.value), path.value));
}

/** A device to choose, as a list shows it. */
async function deviceItem(
  app: Pick<App, "devices">,
  propertiesPath: string,
): Promise<PickRow & { readonly propertiesPath: string }> {
  const label = await app.devices.nameOf(propertiesPath);
  return { label, description: vscode.workspace.asRelativePath(propertiesPath), propertiesPath };
}

async function pathFrom(app: Parts, argument: unknown): Promise<Outcome<string>> {
  const up = app.sessions.connected();
  // One that comes back is a better guess than one that was never connected.
  const connected = up.length > 0 ? up : app.sessions.kept();
  const [first, second] = connected;
  if ((argument !== undefined && argument !== null) || first === undefined) {
    return propertiesPathFrom(app, argument);
  }
  if (second === undefined) {
    return done(first);
  }
  const items = await Promise.all(connected.map((path) => deviceItem(app, path)));
  const picked = await pickOne(items, {
    title: l10n.t("Which connected device?"),
    matchOnDescription: true,
  });
  return picked && done(picked.propertiesPath);
}
