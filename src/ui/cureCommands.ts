import type { App } from "./app";
import type { CommandRow } from "./command";
import { setServerPort } from "./serverSettings";

/** The commands that cure what a test connection found, or show it to others. Each is described in docs/commands.md. */
export function cureRows(app: App): readonly CommandRow[] {
  return [
    {
      id: "fixServerName",
      needsTrust: true,
      run: async (...args) => (await import("./fixServerName")).fixServerName(app, args),
    },
    { id: "setServerPort", needsTrust: true, run: setServerPort },
    {
      id: "copyReport",
      needsTrust: false,
      run: async (...args) => (await import("./copyReport")).copyReport(app, args),
    },
  ];
}
