import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { deleteDeviceCall, isUuid } from "../core/credential/deviceListCalls";
import { parseRestAddress } from "../core/credential/restAddress";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Outcome } from "./command";
import { withProgress } from "./progress";
import { serverArgument, textOption } from "./serverArguments";
import { askServer } from "./serverDevices";
import { serverChosen } from "./servers";
import { serverMeant } from "./whichServer";
import { restFailureWords } from "./words/restFailures";
import { deletedWords, deleteQuestion, noServerDevice, noWebPage, notConfirmed } from "./words/serverDevices";
import { withoutIcons } from "./words/withoutIcons";

/** A device of a server, as commands are told of it. */
interface Meant {
  readonly server: string;
  readonly id: string;
  readonly name: string | undefined;
}

/** Reads a node of Servers, or a server's name with the options `deviceId` and `deviceName`. */
function meantBy(argument: unknown, options: unknown): Meant | undefined {
  const node = optionsArgument(optionsArgument(argument)["serverDevice"]);
  const given = optionsArgument(options);
  const server = serverArgument(argument);
  const id = textOption(given["deviceId"] ?? node["id"]);
  const name = given["deviceName"] ?? node["name"];
  return server === undefined || id === undefined || !isUuid(id)
    ? undefined
    : { server, id, name: typeof name === "string" ? name : undefined };
}

type Loaded = Outcome<{ readonly devices: number }>;

/** Looks for devices by a part of their name; without `text` it asks for it. */
export function searchServerDevices(app: App, [argument, options]: readonly unknown[]): Promise<Loaded> {
  return loadedAfter(app, argument, async (name) => {
    const { text } = optionsArgument(options);
    const wanted = typeof text === "string" ? text : await askForSearch(app, name);
    if (wanted === undefined) {
      return "cancelled";
    }
    await app.serverDevices.search(name, wanted.trim());
    return "asked";
  });
}

async function askForSearch(app: App, server: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: l10n.t("Devices of {server}", { server }),
    prompt: l10n.t("A part of the name; empty for all"),
    value: app.serverDevices.of(server)?.search ?? "",
  });
}

/** Loads the next page of a server's devices. */
export function loadMoreDevices(app: App, [argument]: readonly unknown[]): Promise<Loaded> {
  return loadedAfter(app, argument, async (name) => {
    await (app.serverDevices.of(name) === undefined
      ? app.serverDevices.open(name)
      : app.serverDevices.more(name));
    return "asked";
  });
}

/** Loads a server's devices anew. */
export function reloadServerDevices(app: App, [argument]: readonly unknown[]): Promise<Loaded> {
  return loadedAfter(app, argument, async (name) => {
    await app.serverDevices.reload(name);
    return "asked";
  });
}

/** Asks the server that is meant, by its name; gives how many of its devices are loaded then. */
async function loadedAfter(
  app: App,
  argument: unknown,
  ask: (name: string) => Promise<"asked" | "cancelled">,
): Promise<Loaded> {
  const server = await serverMeant(app, argument);
  if (server?.kind !== "done") {
    return server;
  }
  const { name } = server.value;
  return (await ask(name)) === "cancelled" ? undefined : loadedOf(app, name);
}

function loadedOf(app: App, server: string): Loaded {
  const list = app.serverDevices.of(server);
  return list?.failure === undefined ? done({ devices: list?.devices.length ?? 0 }) : failed(list.failure);
}

/** Puts the id of a server's device on the clipboard. */
export async function copyDeviceId(
  _app: App,
  [argument, options]: readonly unknown[],
): Promise<Outcome<{ readonly deviceId: string }>> {
  const meant = meantBy(argument, options);
  if (meant === undefined) {
    return failed(noServerDevice);
  }
  await vscode.env.clipboard.writeText(meant.id);
  return done({ deviceId: meant.id });
}

/** Opens a device's page in the browser. */
export async function openInThingsBoard(
  app: App,
  [argument, options]: readonly unknown[],
): Promise<Outcome<{ readonly url: string }>> {
  const meant = meantBy(argument, options);
  if (meant === undefined) {
    return failed(noServerDevice);
  }
  const server = serverChosen(app, meant.server, undefined);
  if (!server.ok) {
    return failed(server.failure);
  }
  if (server.value.isOwn === true) {
    return failed(noWebPage);
  }
  const address = parseRestAddress(server.value.restUrl ?? "");
  if (!address.ok) {
    return failed(restFailureWords(address.failure, server.value));
  }
  const url = `${address.value.url}/entities/devices/${meant.id}`;
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
  return done({ url });
}

/** Writes a properties file for a server's device, whose name becomes that of the certificate. */
export async function createLocalDevice(
  app: App,
  [argument, options]: readonly unknown[],
): Promise<Outcome<{ readonly properties: string }>> {
  const node = optionsArgument(optionsArgument(argument)["serverDevice"]);
  const { deviceName, folder } = optionsArgument(options);
  const name = textOption(deviceName) ?? textOption(node["name"]);
  if (name === undefined) {
    return failed(noServerDevice);
  }
  const { newDevice } = await import("./newDevice");
  return newDevice(app, { values: { DOMAIN_SUFFIX: name }, ...(folder === undefined ? {} : { folder }) });
}

/** Deletes a device from its server, after its name was typed; `confirm` is that name where nothing is to be asked. */
export async function deleteServerDevice(
  app: App,
  [argument, options]: readonly unknown[],
): Promise<Outcome<{ readonly deleted: boolean }>> {
  const meant = meantBy(argument, options);
  if (meant?.name === undefined) {
    return failed(noServerDevice);
  }
  const { server, id, name } = meant;
  const { confirm } = optionsArgument(options);
  const typed = typeof confirm === "string" ? confirm : await askForName(name, server);
  if (typed !== name) {
    return typed === undefined ? undefined : failed(notConfirmed(name));
  }
  const deleted = await withProgress(l10n.t("Deleting {name} from {server}", { name, server }), (signal) =>
    askServer(app, server, deleteDeviceCall(id), signal),
  );
  if (deleted?.ok !== true) {
    return deleted && failed(deleted.failure);
  }
  app.serverDevices.removed(server, id);
  void showWithActions("information", deletedWords(name, server), []);
  return done({ deleted: true });
}

async function askForName(name: string, server: string): Promise<string | undefined> {
  const { title, prompt, mismatch } = deleteQuestion(name, server);
  return vscode.window.showInputBox({
    title,
    prompt: withoutIcons(prompt),
    ignoreFocusOut: true,
    validateInput: (text) => (text === name ? undefined : withoutIcons(mismatch)),
  });
}
