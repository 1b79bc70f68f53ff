import type { App } from "../app";
import type { CommandRow } from "../command";

/** The commands about many devices at once, loaded when they are first used. Each is described in docs/commands.md. */
export function fleetRows(app: App): readonly CommandRow[] {
  return [
    {
      id: "generateFleet",
      needsTrust: true,
      run: async (options) => (await import("./generateFleet")).generateFleetCommand(app, options),
    },
  ];
}
