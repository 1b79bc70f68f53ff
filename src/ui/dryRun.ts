import * as vscode from "vscode";
import type { ApiCall } from "../core/credential/apiCall";
import type { Json } from "../core/credential/json";
import { withoutSecrets } from "../core/credential/withoutSecrets";
import type { ServerChoice } from "../flows/testConnection";
import { done, type Outcome } from "./command";
import { requestText, urlOf } from "./words/provisioning";

/** What a dry run gives: the requests that would write, in their order. */
export interface DryRun {
  readonly dryRun: true;
  readonly requests: readonly { readonly method: string; readonly url: string; readonly body: Json }[];
}

/** Shows the request that would write, without what is secret; `nothing` is what is said where none would. */
export async function shownOnly(
  call: ApiCall<unknown> | undefined,
  server: ServerChoice,
  nothing: string,
): Promise<Outcome<DryRun>> {
  const body = withoutSecrets(call?.body ?? null);
  const content = call === undefined ? `${nothing}\n` : requestText({ ...call, body }, server);
  const document = await vscode.workspace.openTextDocument({ language: "http", content });
  await vscode.window.showTextDocument(document);
  const requests = call === undefined ? [] : [{ method: call.method, url: urlOf(call, server), body }];
  return done({ dryRun: true, requests });
}
