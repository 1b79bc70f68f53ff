import * as vscode from "vscode";
import type { App } from "./app";
import { bugText } from "./bug";

/** An import that waits for its folder to be in the workspace, where VS Code restarts for that. */
interface PendingImport {
  readonly propertiesPath: string;
  /** When it was asked for, in milliseconds since 1970 UTC. */
  readonly askedMs: number;
}

const key = "pendingImport";

/** What is older was given up: a folder that is opened then is opened for something else. */
const longestMs = 10 * 60_000;

/** Remembers an import for the extension host that comes after this one. */
export async function rememberImport(
  { memory, world }: Pick<App, "memory" | "world">,
  propertiesPath: string,
): Promise<void> {
  const pending: PendingImport = { propertiesPath, askedMs: world.clock().getTime() };
  await memory.update(key, pending);
}

/** Forgets what `rememberImport` noted. */
export async function forgetImport({ memory }: Pick<App, "memory">): Promise<void> {
  await memory.update(key, undefined);
}

/** Tells whether an import waits. */
export function hasPendingImport(memory: App["memory"]): boolean {
  return memory.get(key) !== undefined;
}

/** Goes on with an import that was asked for before the extension host restarted, once its folder is open here. */
export function finishPendingImport(app: Pick<App, "memory" | "world" | "log">): void {
  finished(app).catch((error: unknown) => {
    app.log.error("pending import:", bugText(error));
  });
}

async function finished(app: Pick<App, "memory" | "world">): Promise<void> {
  const pending = app.memory.get<PendingImport>(key);
  if (pending === undefined) {
    return;
  }
  const isHere = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(pending.propertiesPath)) !== undefined;
  const isOver = app.world.clock().getTime() - pending.askedMs > longestMs;
  if (isHere || isOver) {
    await forgetImport(app);
  }
  if (isHere && !isOver) {
    await vscode.commands.executeCommand("thingsboardX509.importScriptFolder", pending.propertiesPath);
  }
}
