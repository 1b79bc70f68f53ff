import * as vscode from "vscode";
import type { App } from "../app";
import { done, type CommandRow } from "../command";

/** The commands by which a device talks to its server; each is loaded when it is first used. See docs/commands.md. */
export function talkRows(app: App): readonly CommandRow[] {
  return [
    {
      id: "publish",
      needsTrust: true,
      run: async (...args) => (await import("./publish")).publish(app, args),
    },
    {
      id: "replyRpc",
      needsTrust: true,
      run: async (...args) => (await import("./replyRpc")).replyRpc(app, args),
    },
    {
      id: "editRpcRules",
      needsTrust: true,
      run: async (properties) => (await import("./editRpcRules")).editRpcRules(app, properties),
    },
    {
      id: "simulateTelemetry",
      needsTrust: true,
      run: async (...args) => (await import("./simulate")).simulateTelemetry(app, args),
    },
    {
      id: "stopSimulation",
      needsTrust: false,
      run: async (properties) => (await import("./simulate")).stopSimulation(app, properties),
    },
    {
      id: "replayMessages",
      needsTrust: true,
      run: async (...args) => (await import("./replayMessages")).replayMessages(app, args),
    },
    {
      id: "showTelemetry",
      needsTrust: false,
      run: async () => {
        await vscode.commands.executeCommand("thingsboardX509.telemetry.focus");
        return done(undefined);
      },
    },
  ];
}
