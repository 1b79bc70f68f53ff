import * as vscode from "vscode";
import type { App } from "./app";
import { done, type CommandRow } from "./command";

/** The commands about what the output shows. Each is described in docs/commands.md. */
export function streamRows(app: App): readonly CommandRow[] {
  const { output } = app;
  return [
    {
      id: "filterOutput",
      needsTrust: false,
      run: async (filter) => (await import("./filterOutput")).filterOutput(app, filter),
    },
    {
      id: "pauseOutput",
      needsTrust: false,
      run: () => {
        tellMenus(true);
        return Promise.resolve(done({ changed: output.stream.pause() }));
      },
    },
    {
      id: "resumeOutput",
      needsTrust: false,
      run: () => {
        tellMenus(false);
        return Promise.resolve(done({ changed: output.stream.resume() }));
      },
    },
    {
      id: "clearOutput",
      needsTrust: false,
      run: () => {
        output.clear();
        return Promise.resolve(done(undefined));
      },
    },
    {
      id: "outputCounts",
      needsTrust: false,
      run: async (properties) => (await import("./outputCounts")).outputCounts(app, properties),
    },
    {
      id: "saveSession",
      needsTrust: true,
      run: async (...args) => (await import("./saveSession")).saveSession(app, args),
    },
    {
      id: "copyMessage",
      needsTrust: false,
      run: async (options) => (await import("./copyMessage")).copyMessage(app, options),
    },
  ];
}

/** Menus offer what the output does not do already. */
function tellMenus(isPaused: boolean): void {
  void vscode.commands.executeCommand("setContext", "thingsboardX509.outputPaused", isPaused);
}
