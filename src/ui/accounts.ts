import * as vscode from "vscode";
import { fail, type Result } from "../core/result";
import type { AccountKeeper } from "../flows/accountKeeper";
import type { Accounts, App } from "./app";
import type { CommandFailure } from "./command";
import { settingsFor } from "./settings";
import type { RestFailure, RestSubject } from "./words/restFailures";

/** Keeps who is signed in where. What it takes is loaded when it is first asked. */
export function newAccounts(
  { world }: Pick<App, "world">,
  { onDidChange }: Pick<vscode.SecretStorage, "onDidChange">,
): Accounts & vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  let keeper: Promise<AccountKeeper> | undefined;
  const loaded = (): Promise<AccountKeeper> =>
    (keeper ??= import("../flows/accountKeeper").then(({ accountKeeper }) =>
      accountKeeper(world, () => {
        changes.fire();
      }),
    ));
  // Another window signs in and out, too. Before the first question there is nothing that could be out of date.
  const watch = onDidChange(({ key }) => void keeper?.then((one) => one.keyringChanged(key)));
  const parts = vscode.Disposable.from(changes, watch);
  return Object.assign(parts, accountsOf(loaded), { onDidChange: changes.event });
}

function accountsOf(loaded: () => Promise<AccountKeeper>): Omit<Accounts, "onDidChange"> {
  return {
    thingsBoardOf: async (server) => {
      const found = await (await loaded()).thingsBoardOf(server, timeoutMs());
      return found.ok ? found : worded(found.failure, server);
    },
    signIn: async (server, login, signal) => {
      const signedIn = await (await loaded()).signIn(server, login, timeoutMs(), signal);
      if (signedIn.ok) {
        return signedIn;
      }
      const { failure } = signedIn;
      return failure.code === "cancelled" ? undefined : worded(failure, server);
    },
    signOut: async (server) => {
      const wiped = await (await loaded()).signOut(server);
      return wiped.ok ? wiped : worded(wiped.failure, server);
    },
    userOf: async (server) => (await loaded()).userOf(server),
  };
}

function timeoutMs(): number {
  return settingsFor().connectionTimeoutMs;
}

async function worded(failure: RestFailure, server: RestSubject): Promise<Result<never, CommandFailure>> {
  const { restFailureWords } = await import("./words/restFailures");
  return fail(restFailureWords(failure, server));
}
