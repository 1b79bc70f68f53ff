import * as l10n from "@vscode/l10n";
import * as path from "node:path";
import * as vscode from "vscode";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Outcome } from "./command";
import type { ServerSetting } from "./normalisedSettings";
import { nameFinding, newServer, restUrlFinding, textOption, urlFinding } from "./serverArguments";
import { rawServers, written } from "./serverSettings";
import { settingsFor } from "./settings";
import { plainText } from "./words/diagnosisCase";

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
    detail: l10n.t("The server certificate beside the properties file, else this machine's authorities"),
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
