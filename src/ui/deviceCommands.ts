import type { App } from "./app";
import { done, type CommandRow } from "./command";
import { copyClientCode } from "./copyClientCode";
import { copyPublicCert } from "./copyPublicCert";
import { copyValue } from "./copyValue";
import { editValue } from "./editValue";
import { generate } from "./generate";
import { ignorePrivateFiles } from "./gitignore";
import { importScriptFolder } from "./importScriptFolder";
import { newDevice } from "./newDevice";
import { openAt, openDocs } from "./openFile";
import { renew } from "./renew";
import { restoreBackup } from "./restoreBackup";
import { stopTracking } from "./stopTracking";
import { propertiesPathFrom } from "./whichDevice";

/** The commands about a device's files, and those that open something. Each is described in docs/commands.md. */
export function deviceRows(app: App): readonly CommandRow[] {
  return [
    { id: "newDevice", needsTrust: true, run: (options) => newDevice(app, options) },
    { id: "importScriptFolder", needsTrust: false, run: (...args) => importScriptFolder(app, args) },
    { id: "generateClientCert", needsTrust: true, run: (...args) => generate(app, "client", args) },
    { id: "generateServerCert", needsTrust: true, run: (...args) => generate(app, "server", args) },
    { id: "renewClientCert", needsTrust: true, run: (...args) => renew(app, "client", args) },
    { id: "renewServerCert", needsTrust: true, run: (...args) => renew(app, "server", args) },
    { id: "restoreBackup", needsTrust: true, run: (...args) => restoreBackup(app, args) },
    ...caRows(app),
    { id: "addToGitignore", needsTrust: true, run: (...args) => ignorePrivateFiles(app, args) },
    { id: "stopTracking", needsTrust: true, run: (...args) => stopTracking(app, args) },
    { id: "copyPublicCert", needsTrust: true, run: (properties) => copyPublicCert(app, properties) },
    { id: "copyClientCode", needsTrust: true, run: (...args) => copyClientCode(app, args) },
    { id: "editValue", needsTrust: true, run: (...args) => editValue(app, args) },
    {
      id: "openProperties",
      needsTrust: false,
      run: async (properties) => {
        const path = await propertiesPathFrom(app, properties);
        return path?.kind === "done" ? openAt(app, path.value, undefined) : path;
      },
    },
    { id: "copyValue", needsTrust: false, run: (row) => copyValue(row) },
    { id: "openAt", needsTrust: false, run: (file, place) => openAt(app, file, place) },
    { id: "openDocs", needsTrust: false, run: (file, anchor) => openDocs(app, file, anchor) },
    {
      id: "showLog",
      needsTrust: false,
      run: () => {
        app.log.show(true);
        return Promise.resolve(done(undefined));
      },
    },
    {
      id: "showOutput",
      needsTrust: false,
      run: () => {
        app.output.show();
        return Promise.resolve(done(undefined));
      },
    },
  ];
}

/** The commands about device CAs are loaded when they are first used. */
function caRows(app: App): readonly CommandRow[] {
  return [
    {
      id: "newDeviceCa",
      needsTrust: true,
      run: async (options) => (await import("./caCommands")).makeDeviceCa(app, options),
    },
    {
      id: "exportCaForThingsBoard",
      needsTrust: true,
      run: async (ca, options) => (await import("./caCommands")).exportCaForThingsBoard(app, ca, options),
    },
    {
      id: "copyCaPassphrase",
      needsTrust: true,
      run: async (ca) => (await import("./caCommands")).copyCaPassphrase(app, ca),
    },
  ];
}
