import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ServerChoice } from "../flows/testConnection";
import type { ThingsBoard } from "../flows/thingsBoard";
import { localTestServerName, type App } from "./app";
import { done, failed, type Outcome } from "./command";
import { pickOne } from "./pick";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";

/** A server that somebody is signed in to. */
export interface SignedInServer {
  readonly server: ServerChoice;
  readonly board: ThingsBoard;
}

/**
 * Gives the server that a command is to ask: the one that was named; else the active one, where somebody is signed in to
 * it; else the only one, or the one that the person picks. Undefined: none was picked.
 */
export async function signedInServer(
  app: Pick<App, "accounts" | "testServer">,
  name: string | undefined,
  propertiesPath: string | undefined,
): Promise<Outcome<SignedInServer>> {
  const first = await signedInTo(app, name, propertiesPath);
  if (first?.kind !== "failed" || name !== undefined) {
    return first;
  }
  const others = await allSignedIn(app, propertiesPath);
  const [only, second] = others;
  if (only === undefined) {
    return first;
  }
  if (second === undefined) {
    return done(only);
  }
  const items = others.map((one) => ({ label: one.server.name, description: one.server.restUrl ?? "", one }));
  const picked = await pickOne(items, { title: l10n.t("Which server?") });
  return picked && done(picked.one);
}

/** Gives every server that somebody is signed in to. */
async function allSignedIn(
  app: Pick<App, "accounts" | "testServer">,
  propertiesPath: string | undefined,
): Promise<readonly SignedInServer[]> {
  const uri = propertiesPath === undefined ? undefined : vscode.Uri.file(propertiesPath);
  const names = [localTestServerName, ...settingsFor(uri).servers.map(({ name }) => name)];
  const all = await Promise.all(names.map((name) => signedInTo(app, name, propertiesPath)));
  return all.flatMap((one) => (one?.kind === "done" ? [one.value] : []));
}

async function signedInTo(
  app: Pick<App, "accounts" | "testServer">,
  name: string | undefined,
  propertiesPath: string | undefined,
): Promise<Outcome<SignedInServer>> {
  const server = serverChosen(app, name, propertiesPath);
  if (!server.ok) {
    return failed(server.failure);
  }
  const board = await app.accounts.thingsBoardOf(server.value);
  return board.ok ? done({ server: server.value, board: board.value }) : failed(board.failure);
}
