import type { App } from "./app";
import type { CommandRow } from "./command";

/** The commands that bring a whole fleet and a server together. Each is described in docs/commands.md. */
export function fleetRunRows(app: App): readonly CommandRow[] {
  return [
    {
      id: "testFleet",
      needsTrust: true,
      run: async (...args) => (await import("./testFleet")).testFleet(app, args),
    },
    {
      id: "provisionFleet",
      needsTrust: true,
      run: async (...args) => (await import("./provisionFleet")).provisionFleet(app, args),
    },
    {
      id: "exportBulkImport",
      needsTrust: true,
      run: async (...args) => (await import("./exportBulkImport")).exportBulkImport(app, args),
    },
  ];
}
