import * as l10n from "@vscode/l10n";
import type { ServerChoice } from "../flows/testConnection";
import { localTestServerName, type App } from "./app";
import { done, failed, type Outcome } from "./command";
import { pickOne } from "./pick";
import { serverArgument } from "./serverArguments";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";
import { nobodySignedIn } from "./words/accounts";
import { serverWithoutRest } from "./words/servers";

/** The server that is meant, which has a REST address: the argument's, else the one that the person picks. */
export async function serverWithRest(app: App, argument: unknown): Promise<Outcome<ServerChoice>> {
  const name = serverArgument(argument) ?? (await pick(allServers(app), l10n.t("Sign in to which server?")));
  if (name === undefined) {
    return undefined;
  }
  const server = serverChosen(app, name, undefined);
  if (!server.ok) {
    return failed(server.failure);
  }
  const hasRest = server.value.restUrl !== undefined || server.value.isOwn === true;
  return hasRest ? done(server.value) : failed(serverWithoutRest(name));
}

/** The server that is meant, else the only one that somebody is signed in to, else the one that the person picks. */
export async function serverMeant(app: App, argument: unknown): Promise<Outcome<ServerChoice>> {
  const named = serverArgument(argument);
  if (named !== undefined) {
    const server = serverChosen(app, named, undefined);
    return server.ok ? done(server.value) : failed(server.failure);
  }
  const servers = allServers(app);
  const users = await Promise.all(servers.map((server) => app.accounts.userOf(server)));
  const signedIn = servers.filter((_, index) => users[index] !== undefined);
  const [first, second] = signedIn;
  if (first === undefined) {
    return failed(nobodySignedIn);
  }
  const name = second === undefined ? first.name : await pick(signedIn, l10n.t("Which server?"));
  const server = signedIn.find((one) => one.name === name);
  return server && done(server);
}

/** The servers with a REST address, and the Local Test Server. */
function allServers(app: App): readonly ServerChoice[] {
  const names = [localTestServerName, ...settingsFor().servers.map(({ name }) => name)];
  return [...new Set(names)].flatMap((name) => {
    const server = serverChosen(app, name, undefined);
    return server.ok && (server.value.restUrl !== undefined || server.value.isOwn === true)
      ? [server.value]
      : [];
  });
}

async function pick(servers: readonly ServerChoice[], title: string): Promise<string | undefined> {
  const rows = servers.map(({ name, restUrl }) => ({
    label: name,
    description: restUrl ?? l10n.t("not running"),
  }));
  return (await pickOne(rows, { title }))?.label;
}
