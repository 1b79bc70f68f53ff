import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { usualTlsPort } from "../core/connection/options";
import { localTestServerName, type App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { forgetAccount } from "./forgetAccount";
import type { ServerSetting } from "./normalisedSettings";
import { pickOne, rowsOf } from "./pick";
import { isPortText, movedServer, placeOf, serverArgument, textOption, withAddress } from "./serverArguments";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";
import { plainText } from "./words/diagnosisCase";
import { removedWords, serverUnknown, settingNotWritten, urlWords } from "./words/servers";

/** Removes a server from the settings and signs out there; the Local Test Server is used where it was the active one. */
export async function removeServer(
  app: Pick<App, "accounts" | "testServer">,
  argument: unknown,
): Promise<Outcome<{ readonly name: string }>> {
  const removed = await settingMeant(argument);
  if (removed?.kind !== "done") {
    return removed;
  }
  const { name } = removed.value;
  const before = serverChosen(app, name, undefined);
  const rest = rawServers().filter((entry) => textOption(optionsArgument(entry)["name"]) !== name);
  const failure =
    (await written("servers", rest)) ??
    (settingsFor().activeServer === name ? await written("activeServer", undefined) : undefined);
  if (failure !== undefined) {
    return failed(failure);
  }
  const forgotten = before.ok ? await forgetAccount(app, before.value) : "nothing";
  if (typeof forgotten !== "string") {
    return failed(forgotten);
  }
  void showWithActions("information", removedWords(name, forgotten === "signed-out"), [
    { title: l10n.t("Undo"), command: "thingsboardX509.addServer", args: [removed.value] },
  ]);
  return done({ name });
}

/** Gives a server another port, and TLS where its address has none, in the settings that it lies in; asks for what is not given. */
export async function setServerPort(
  argument: unknown,
  options: unknown,
): Promise<Outcome<Pick<ServerSetting, "name" | "mqttUrl">>> {
  const server = await settingMeant(argument);
  if (server?.kind !== "done") {
    return server;
  }
  const { name } = server.value;
  const given = optionsArgument(options)["port"];
  const port = given ?? (await askForPort(name));
  if (port === undefined) {
    return undefined;
  }
  const moved = movedServer(server.value, port);
  if (!moved.ok) {
    return failed(moved.failure);
  }
  const { mqttUrl } = moved.value;
  const failure = await written("servers", withAddress(rawServers(), name, mqttUrl));
  if (failure !== undefined) {
    return failed(failure);
  }
  void showWithActions(
    "information",
    l10n.t("The address of {name} is {mqttUrl} now.", { name: plainText(name), mqttUrl: plainText(mqttUrl) }),
    [
      {
        title: l10n.t("Test Connection"),
        command: "thingsboardX509.testConnection",
        args: [undefined, { server: name }],
      },
      {
        title: l10n.t("Open Server Settings"),
        command: "workbench.action.openSettings",
        args: ["thingsboardX509.servers"],
      },
    ],
  );
  return done({ name, mqttUrl });
}

async function askForPort(name: string): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: l10n.t("Port of {name}", { name }),
    prompt: l10n.t("Where it listens for MQTT over TLS"),
    value: String(usualTlsPort),
    validateInput: (typed) => (isPortText(typed) ? undefined : urlWords.port),
  });
  return text === undefined ? undefined : Number(text);
}

/** Makes a server the one that Test Connection uses. */
export async function useServer(argument: unknown): Promise<Outcome<{ readonly activeServer: string }>> {
  const names = [localTestServerName, ...settingsFor().servers.map((server) => server.name)];
  const name = serverArgument(argument) ?? (await pickServer(names));
  if (name === undefined) {
    return undefined;
  }
  if (!names.includes(name)) {
    return failed(serverUnknown(name));
  }
  const failure = await writtenTo(hasWorkspace() ? "workspace" : "global", "activeServer", name);
  return failure === undefined ? done({ activeServer: name }) : failed(failure);
}

/** Gives the server of the settings that a command's argument means; asks where it says nothing. */
export async function settingMeant(argument: unknown): Promise<Outcome<ServerSetting>> {
  const { servers } = settingsFor();
  const name = serverArgument(argument) ?? (await pickServer(servers.map((server) => server.name)));
  if (name === undefined) {
    return undefined;
  }
  const meant = servers.find((server) => server.name === name);
  return meant === undefined ? failed(serverUnknown(name)) : done(meant);
}

async function pickServer(names: readonly string[]): Promise<string | undefined> {
  return (await pickOne(rowsOf(names), { title: l10n.t("Which server?") }))?.label;
}

function section(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("thingsboardX509", null);
}

/** The entries as they are written, also those that are not sound: they stay. */
export function rawServers(): readonly unknown[] {
  const value = section().get<unknown>("servers");
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Writes a setting where its value in force is. */
export function written(name: string, value: unknown): Promise<CommandFailure | undefined> {
  return writtenTo(placeOf(section().inspect(name), hasWorkspace()), name, value);
}

function hasWorkspace(): boolean {
  return vscode.workspace.workspaceFolders !== undefined;
}

async function writtenTo(
  place: ReturnType<typeof placeOf>,
  name: string,
  value: unknown,
): Promise<CommandFailure | undefined> {
  const target =
    place === "workspace" ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  try {
    await section().update(name, value, target);
    return undefined;
  } catch (error) {
    // A settings.json with errors, unsaved or read-only: VS Code refuses, and its reason is for the log.
    const cause = error instanceof Error ? error.message : String(error);
    return settingNotWritten(`thingsboardX509.${name}`, cause);
  }
}
