import { addServer } from "./addServer";
import type { App } from "./app";
import type { CommandRow } from "./command";
import { removeServer, useServer } from "./serverSettings";
import { registerWithTestServer, startTestServer, stopTestServer } from "./testServerCommands";

/** The commands about servers. Each is described in docs/commands.md. */
export function serverRows(app: App): readonly CommandRow[] {
  return [
    { id: "startTestServer", needsTrust: true, run: (options) => startTestServer(app, options) },
    { id: "stopTestServer", needsTrust: false, run: () => stopTestServer(app) },
    { id: "registerWithTestServer", needsTrust: true, run: (...args) => registerWithTestServer(app, args) },
    {
      id: "copyTestServerApiKey",
      needsTrust: false,
      run: async () => (await import("./copyTestServerApiKey")).copyTestServerApiKey(app),
    },
    { id: "addServer", needsTrust: true, run: addServer },
    {
      id: "editServer",
      needsTrust: true,
      run: async (...args) => (await import("./editServer")).editServer(app, args),
    },
    { id: "removeServer", needsTrust: true, run: (server) => removeServer(app, server) },
    { id: "useServer", needsTrust: true, run: useServer },
    {
      id: "signIn",
      needsTrust: true,
      run: async (...args) => (await import("./signIn")).signIn(app, args),
    },
    {
      id: "signOut",
      needsTrust: false,
      run: async (...args) => (await import("./signOut")).signOut(app, args),
    },
    ...serverDeviceRows(app),
  ];
}

/** Those about the devices of a server that somebody is signed in to. */
function serverDeviceRows(app: App): readonly CommandRow[] {
  return deviceCommandIds.map((id) => ({
    id,
    needsTrust: id !== "copyDeviceId",
    run: async (...args) => (await import("./serverDeviceCommands"))[id](app, args),
  }));
}

const deviceCommandIds = [
  "searchServerDevices",
  "loadMoreDevices",
  "reloadServerDevices",
  "copyDeviceId",
  "openInThingsBoard",
  "createLocalDevice",
  "deleteServerDevice",
] as const;
