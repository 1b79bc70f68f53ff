import * as l10n from "@vscode/l10n";
import * as path from "node:path";
import * as vscode from "vscode";
import { usualTlsPort } from "../core/connection/options";
import { localTestServerName, type App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { forgetAccount } from "./forgetAccount";
import type { ServerSetting } from "./normalisedSettings";
import {
  isPortText,
  movedServer,
  nameFinding,
  newServer,
  placeOf,
  restUrlFinding,
  serverArgument,
  textOption,
  urlFinding,
  withAddress,
} from "./serverArguments";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";
import { plainText } from "./words/diagnosisCase";
import { removedWords, serverUnknown, settingNotWritten, urlWords } from "./words/servers";

/** Adds a server to the settings; asks for what is not given. */
export async function addServer(options: unknown): Promise<Outcome<ServerSetting>> {
  const { servers } = settingsFor();
  const given = await completed(serverOptions(options), servers);
  if (given === undefined) {
    return undefined;
  }
  const server = newServer(given, servers);
  if (!server.ok) {
    return failed(server.failure);
  }
  const failure = await written("servers", [...rawServers(), server.value]);
  if (failure !== undefined) {
    return failed(failure);
  }
  const { name } = server.value;
  void showWithActions("information", l10n.t("The server {name} was added.", { name: plainText(name) }), [
    { title: l10n.t("Use for Test Connection"), command: "thingsboardX509.useServer", args: [name] },
    ...(server.value.restUrl === undefined
      ? []
      : [{ title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [name] }]),
  ]);
  return done(server.value);
}

/** Removes a server from the settings and signs out there; the Local Test Server is used where it was the active one. */
export async function removeServer(
  app: Pick<App, "accounts" | "testServer">,
  argument: unknown,
): Promise<Outcome<{ readonly name: string }>> {
  const { servers, activeServer } = settingsFor();
  const name = serverArgument(argument) ?? (await pickServer(servers.map((server) => server.name)));
  if (name === undefined) {
    return undefined;
  }
  const removed = servers.find((server) => server.name === name);
  if (removed === undefined) {
    return failed(serverUnknown(name));
  }
  const before = serverChosen(app, name, undefined);
  const rest = rawServers().filter((entry) => textOption(optionsArgument(entry)["name"]) !== name);
  const failure =
    (await written("servers", rest)) ??
    (activeServer === name ? await written("activeServer", undefined) : undefined);
  if (failure !== undefined) {
    return failed(failure);
  }
  const forgotten = before.ok ? await forgetAccount(app, before.value) : "nothing";
  if (typeof forgotten !== "string") {
    return failed(forgotten);
  }
  void showWithActions("information", removedWords(name, forgotten === "signed-out"), [
    { title: l10n.t("Undo"), command: "thingsboardX509.addServer", args: [removed] },
  ]);
  return done({ name });
}

/** Gives a server another port, and TLS where its address has none, in the settings that it lies in; asks for what is not given. */
export async function setServerPort(
  argument: unknown,
  options: unknown,
): Promise<Outcome<Pick<ServerSetting, "name" | "mqttUrl">>> {
  const { servers } = settingsFor();
  const name = serverArgument(argument) ?? (await pickServer(servers.map((server) => server.name)));
  if (name === undefined) {
    return undefined;
  }
  const server = servers.find((one) => one.name === name);
  if (server === undefined) {
    return failed(serverUnknown(name));
  }
  const given = optionsArgument(options)["port"];
  const port = given ?? (await askForPort(name));
  if (port === undefined) {
    return undefined;
  }
  const moved = movedServer(server, port);
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

function serverOptions(options: unknown): Partial<ServerSetting> {
  const { name, mqttUrl, restUrl, caFile, restCaFile } = optionsArgument(options);
  const texts = { name, mqttUrl, restUrl, caFile, restCaFile };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) => {
      const text = textOption(value);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

/** Asks for name, address and trust where they are missing; with name and address given nothing is asked. */
async function completed(
  given: Partial<ServerSetting>,
  servers: readonly ServerSetting[],
): Promise<Partial<ServerSetting> | undefined> {
  if (given.name !== undefined && given.mqttUrl !== undefined) {
    return given;
  }
  const name =
    given.name ?? (await ask(l10n.t("Name of the server"), "", (text) => nameFinding(text, servers)));
  if (name === undefined) {
    return undefined;
  }
  const mqttUrl =
    given.mqttUrl ??
    (await ask(
      l10n.t("Where it listens for MQTT over TLS, such as mqtts://tb.example.com:8883"),
      "mqtts://",
      urlFinding,
    ));
  if (mqttUrl === undefined) {
    return undefined;
  }
  return withAddresses({ ...given, name, mqttUrl });
}

/** Asks for what a server may do without: what it is verified against, and its REST API. */
async function withAddresses(given: Partial<ServerSetting>): Promise<Partial<ServerSetting> | undefined> {
  const trust = given.caFile === undefined ? await askForTrust() : {};
  const restUrl = trust && (given.restUrl ?? (await askForRestUrl()));
  return restUrl === undefined ? undefined : { ...given, ...trust, ...(restUrl === "" ? {} : { restUrl }) };
}

/** Empty: it has none, or none that is to be used. */
function askForRestUrl(): Promise<string | undefined> {
  const prompt = l10n.t(
    "Where its REST API is, such as https://tb.example.com, to sign in there; empty for none",
  );
  return ask(prompt, "", (text) => restUrlFinding(text.trim()));
}

async function ask(
  prompt: string,
  value: string,
  validateInput: (text: string) => string | undefined,
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: l10n.t("Add Server"),
    prompt,
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
    validateInput,
  });
  return text?.trim();
}

/** Asks what the server's certificate is verified against. Undefined: the person cancelled. */
async function askForTrust(): Promise<Pick<ServerSetting, "caFile"> | undefined> {
  const usual = {
    label: `$(verified) ${l10n.t("The usual")}`,
    detail: l10n.t(
      "The server certificate beside the properties file where that is there, else the authorities of this machine",
    ),
  };
  const chosen = {
    label: `$(file) ${l10n.t("Choose a PEM file…")}`,
    detail: l10n.t("The CA or the certificate of this server"),
  };
  const picked = await vscode.window.showQuickPick([usual, chosen], {
    title: l10n.t("Add Server"),
    placeHolder: l10n.t("What is the server's certificate verified against?"),
    ignoreFocusOut: true,
  });
  if (picked !== chosen) {
    return picked && {};
  }
  const files = await vscode.window.showOpenDialog({
    title: l10n.t("CA or certificate of the server"),
    openLabel: l10n.t("Trust This"),
    filters: { [l10n.t("PEM files")]: ["pem", "crt", "cer"], [l10n.t("All files")]: ["*"] },
  });
  const file = files?.[0];
  return file && { caFile: settingPathOf(file) };
}

/** Relative to the only workspace folder where it is in there, so that the setting can be shared. */
function settingPathOf(file: vscode.Uri): string {
  const [only, other] = vscode.workspace.workspaceFolders ?? [];
  const isWithin = vscode.workspace.getWorkspaceFolder(file) !== undefined;
  return isWithin && only !== undefined && other === undefined
    ? path.relative(only.uri.fsPath, file.fsPath)
    : file.fsPath;
}

/** Asks for one of these servers. */
export async function pickServer(names: readonly string[]): Promise<string | undefined> {
  return vscode.window.showQuickPick(names, { title: l10n.t("Which server?") });
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
