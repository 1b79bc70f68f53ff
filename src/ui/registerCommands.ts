import * as vscode from "vscode";
import type { App } from "./app";
import { onFirstUse } from "./onFirstUse";

/** Registers the commands of package.json; what they do is loaded with the first that is run. */
export function registerCommands(
  app: () => Promise<App>,
  { packageJSON }: Pick<vscode.Extension<unknown>, "packageJSON">,
): vscode.Disposable {
  const runner = onFirstUse(async () => {
    const [{ commandRunner }, parts] = await Promise.all([import("./commands"), app()]);
    return commandRunner(parts);
  });
  const { contributes } = packageJSON as { contributes: { commands: readonly { command: string }[] } };
  return vscode.Disposable.from(
    ...contributes.commands.map(({ command }) =>
      vscode.commands.registerCommand(command, async (...args: unknown[]) => (await runner())(command, args)),
    ),
  );
}
