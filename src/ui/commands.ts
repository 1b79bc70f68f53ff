import type { App } from "./app";
import type { CommandRow } from "./command";
import { fleetRows } from "./fleet/fleetCommands";
import { connectionRows } from "./connectionCommands";
import { cureRows } from "./cureCommands";
import { deviceRows } from "./deviceCommands";
import { expiryRows } from "./expiryCommands";
import { firstRunRows } from "./firstRunCommands";
import { fleetRunRows } from "./fleetRunCommands";
import { provisionRows } from "./provisionCommands";
import { rotationRows } from "./rotationCommands";
import { serverRows } from "./serverCommands";
import { streamRows } from "./streamCommands";
import { talkRows } from "./talk/talkCommands";
import { validateRows } from "./validate";

/** All commands. */
export function commandRows(app: App): readonly CommandRow[] {
  return [
    ...firstRunRows(app),
    ...deviceRows(app),
    ...fleetRows(app),
    ...validateRows(app),
    ...expiryRows(app),
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
