import * as vscode from "vscode";
import { fail, ok } from "../core/result";
import type { Credential } from "../flows/thingsBoard";
import type { Accounts, App } from "./app";
import { serverNotSignedIn, serverWithoutRest } from "./words/servers";

/**
 * Keeps who is signed in where. What proves it lies in the keyring under the REST address that it was given for: a
 * setting that sends a server's name elsewhere finds nothing there.
 */
export function newAccounts({ world }: Pick<App, "world">): Accounts & vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  return Object.assign(vscode.Disposable.from(changes), {
    onDidChange: changes.event,
    thingsBoardOf: async ({ name, restUrl }: Parameters<Accounts["thingsBoardOf"]>[0]) => {
      if (restUrl === undefined) {
        return fail(serverWithoutRest(name));
      }
      const secret = await world.secrets.get(secretName(restUrl));
      if (secret === undefined) {
        return fail(serverNotSignedIn(name));
      }
      const credential = JSON.parse(secret) as Credential;
      const { thingsBoardAt } = await import("../flows/thingsBoard");
      const holder = {
        current: () => Promise.resolve(credential),
        renewed: () => Promise.resolve(),
      };
      return ok(thingsBoardAt({ restUrl, timeoutMs: 10_000 }, holder, world));
    },
  });
}

function secretName(restUrl: string): string {
  return `thingsboard:${restUrl}`;
}
