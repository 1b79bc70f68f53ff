import type * as vscode from "vscode";
import { registerContributions } from "./ui/contributions";
import { onFirstUse } from "./ui/onFirstUse";
import type { OpenApp } from "./ui/openApp";
import { registerTrees } from "./ui/trees";
import { beginUnasked } from "./ui/unasked";

/** Called by VS Code when the window closes or reloads, which waits some seconds: servers hear a DISCONNECT. */
export let deactivate: (() => Promise<void>) | undefined;

/** Called by VS Code on first use of a contribution: registers everything at once, and loads the rest when it is used. */
export function activate(context: vscode.ExtensionContext): void {
  const app = onFirstUse(async (): Promise<OpenApp> => {
    const [{ nodeWorld }, { openApp }] = await Promise.all([import("./io/world"), import("./ui/openApp")]);
    return openApp(context, nodeWorld, trees);
  });
  const trees = registerTrees(app);
  deactivate = async () => app.opened()?.farewell();
  context.subscriptions.push(registerContributions(app, context), beginUnasked(app, context), trees, app);
}
