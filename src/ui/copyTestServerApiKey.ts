import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "./app";
import { done, failed, showWithActions, type Outcome } from "./command";
import { testServerNotRunning } from "./words/testServer";

/** Puts the API key of the Local Test Server on the clipboard, for a program of one's own that calls its REST API. */
export async function copyTestServerApiKey({
  testServer,
}: Pick<App, "testServer">): Promise<Outcome<undefined>> {
  const running = testServer.running();
  if (running === undefined) {
    return failed(testServerNotRunning);
  }
  await vscode.env.clipboard.writeText(running.login.apiKey);
  const message = l10n.t(
    "The API key of the Local Test Server is on the clipboard. Its REST API on {restUrl} takes it in the header X-Authorization: ApiKey <key>.",
    { restUrl: running.restUrl },
  );
  void showWithActions("information", message, []);
  return done(undefined);
}
