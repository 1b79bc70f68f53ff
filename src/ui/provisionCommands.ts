import type { App } from "./app";
import type { CommandRow } from "./command";

/** The commands that bring devices and servers together over REST. Each is described in docs/commands.md. */
export function provisionRows(app: App): readonly CommandRow[] {
  return [
    {
      id: "provisionDevice",
      needsTrust: true,
      run: async (...args) => (await import("./provision")).provisionDevice(app, args),
    },
    {
      id: "compareWithServer",
      needsTrust: true,
      run: async (...args) => (await import("./compareWithServer")).compareWithServer(app, args),
    },
    {
      id: "restoreServerCredentials",
      needsTrust: true,
      run: async (...args) =>
        (await import("./restoreServerCredentials")).restoreServerCredentials(app, args),
    },
    {
      id: "readBack",
      needsTrust: true,
      run: async (...args) => (await import("./readBack")).readBackValues(app, args),
    },
    {
      id: "provisionDeviceCa",
      needsTrust: true,
      run: async (...args) => (await import("./provisionCa")).provisionDeviceCa(app, args),
    },
  ];
}
