import * as vscode from "vscode";
import type { App } from "./app";
import { taskType } from "./taskArguments";

/** Offers what the command line does as tasks of VS Code, with their findings in the Problems view. */
export function registerTasks(
  app: () => Promise<Pick<App, "devices" | "testServer" | "extensionFolder">>,
): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    provideTasks: async () => (await import("./taskRuns")).offered(await app()),
    resolveTask: async (task) => (await import("./taskRuns")).resolved(await app(), task),
  });
}
