import * as l10n from "@vscode/l10n";
import type { App } from "./app";
import { commandPrefix, runCommand, type CommandRow } from "./command";
import { fleetRows } from "./fleet/fleetCommands";
import { connectionRows } from "./connectionCommands";
import { cureRows } from "./cureCommands";
import { deviceRows } from "./deviceCommands";
import { expiryRows } from "./expiryCommands";
import { explainRows } from "./explain";
import { firstRunRows } from "./firstRunCommands";
import { fleetRunRows } from "./fleetRunCommands";
import { provisionRows } from "./provisionCommands";
import { rotationRows } from "./rotationCommands";
import { serverRows } from "./serverCommands";
import { streamRows } from "./streamCommands";
import { talkRows } from "./talk/talkCommands";
import { validateRows } from "./validate";

/** Runs a command by its full id, which is one of package.json. */
export function commandRunner(app: App): (id: string, args: readonly unknown[]) => Promise<unknown> {
  const rows = new Map(commandRows(app).map((row) => [commandPrefix + row.id, row]));
  return (id, args) => {
    const row = rows.get(id);
    return row === undefined
      ? Promise.reject(new Error(l10n.t("No command {id}.", { id })))
      : runCommand(row, args, app.log);
  };
}

function commandRows(app: App): readonly CommandRow[] {
  return [
    ...firstRunRows(app),
    ...deviceRows(app),
    ...fleetRows(app),
    ...validateRows(app),
    ...expiryRows(app),
    ...explainRows(app),
    ...connectionRows(app),
    ...cureRows(app),
    ...serverRows(app),
    ...provisionRows(app),
    ...fleetRunRows(app),
    ...rotationRows(app),
    ...talkRows(app),
    ...streamRows(app),
  ];
}
