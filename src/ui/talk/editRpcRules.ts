import * as vscode from "vscode";
import { join } from "../../flows/paths";
import type { App } from "../app";
import { pathArgument } from "../callArguments";
import { done, failed, type Outcome } from "../command";
import { failureWords } from "../words/failures";
import { firstRules, noRulesFolder } from "../words/rpc";
import { rulesPathOf } from "./rpcRulesFile";

/** Opens the rules that answer RPC requests; makes the file with examples where there is none. */
export async function editRpcRules(
  app: App,
  properties: unknown,
): Promise<Outcome<{ readonly file: string }>> {
  const file = rulesFileFor(properties);
  if (file === undefined) {
    return failed(noRulesFolder);
  }
  const created = await app.world.files.create(file, new TextEncoder().encode(firstRules), 0o644);
  if (!created.ok && created.failure.code !== "file-exists") {
    return failed(failureWords(created.failure));
  }
  await vscode.window.showTextDocument(vscode.Uri.file(file));
  return done({ file });
}

/** Of the device's folder; without a device, of the first workspace folder. */
function rulesFileFor(properties: unknown): string | undefined {
  const given = pathArgument(properties);
  const own = given.kind === "path" ? rulesPathOf(given.path) : undefined;
  const [first] = vscode.workspace.workspaceFolders ?? [];
  return own ?? (first && join(join(first.uri.fsPath, ".thingsboard"), "rpc.json"));
}
