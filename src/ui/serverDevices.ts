import * as vscode from "vscode";
import type { ApiCall } from "../core/credential/apiCall";
import { fail, type Result } from "../core/result";
import type { App, ServerDevices } from "./app";
import type { CommandFailure } from "./command";
import { serverChosen } from "./servers";
import { newDeviceLists } from "./serverTree/deviceLists";

type Parts = Pick<App, "accounts" | "testServer">;

/** Keeps the devices of the servers that somebody is signed in to; who signs out, or changes a server, has none left. */
export function newServerDevices(parts: Parts): ServerDevices & vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const lists = newDeviceLists(
    (server, call, signal) => askServer(parts, server, call, signal),
    () => {
      changes.fire();
    },
  );
  const forgetSignedOut = async (): Promise<void> => {
    for (const name of lists.servers()) {
      const server = serverChosen(parts, name, undefined);
      if (!server.ok || (await parts.accounts.userOf(server.value)) === undefined) {
        lists.forget(name);
      }
    }
  };
  const subscriptions = [
    parts.accounts.onDidChange(() => void forgetSignedOut()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("thingsboardX509.servers")) {
        lists.servers().forEach((server) => {
          lists.forget(server);
        });
      }
    }),
  ];
  return Object.assign(vscode.Disposable.from(changes, ...subscriptions), lists, {
    onDidChange: changes.event,
  });
}

/** Asks a server of the settings; undefined when that was given up. */
export async function askServer<T>(
  parts: Parts,
  name: string,
  call: ApiCall<T>,
  signal: AbortSignal,
): Promise<Result<T, CommandFailure> | undefined> {
  const server = serverChosen(parts, name, undefined);
  if (!server.ok) {
    return server;
  }
  const thingsBoard = await parts.accounts.thingsBoardOf(server.value);
  if (!thingsBoard.ok) {
    return thingsBoard;
  }
  const answer = await thingsBoard.value.ask(call, signal);
  if (answer.ok) {
    return answer;
  }
  const { failure } = answer;
  if (failure.code === "cancelled") {
    return undefined;
  }
  const { restFailureWords } = await import("./words/restFailures");
  return fail(restFailureWords(failure, server.value));
}
