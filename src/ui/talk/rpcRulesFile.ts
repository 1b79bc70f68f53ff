import * as vscode from "vscode";
import { parseRpcRules, type RpcRule } from "../../core/talk/rpcRules";
import { join } from "../../flows/paths";
import type { World } from "../../flows/world";
import type { App } from "../app";

/** More than anybody writes by hand, bytes. */
const mostBytes = 1_048_576;

/** Where the rules of a device are: in its workspace folder; undefined outside of all. */
export function rulesPathOf(propertiesPath: string): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(propertiesPath));
  return folder && join(join(folder.uri.fsPath, ".thingsboard"), "rpc.json");
}

/** Gives the rules that hold for a device. */
export type RulesOf = (propertiesPath: string) => Promise<readonly RpcRule[]>;

interface Known {
  readonly stamp: string;
  readonly rules: readonly RpcRule[];
}

/** Makes a reader of rules, which reads a file again when its stamp is another one. */
export function newRulesOf({
  world,
  log,
}: Pick<App, "log"> & { readonly world: Pick<World, "files"> }): RulesOf {
  const known = new Map<string, Known>();
  return async (propertiesPath) => {
    const path = rulesPathOf(propertiesPath);
    if (path === undefined) {
      return [];
    }
    const found = await world.files.stamp(path);
    if (!found.ok) {
      return [];
    }
    const stamp = `${found.value.sizeBytes} ${found.value.modifiedMs}`;
    const before = known.get(path);
    if (before?.stamp === stamp) {
      return before.rules;
    }
    const bytes = await world.files.read(path, mostBytes);
    if (!bytes.ok) {
      log.warn(`RPC rules: ${bytes.failure.code}: ${path}`);
      return [];
    }
    const { rules, problems } = parseRpcRules(new TextDecoder().decode(bytes.value));
    log.info(`RPC rules: ${rules.length} of ${path}, with ${problems.length} problems`);
    known.set(path, { stamp, rules });
    return rules;
  };
}
