import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { forgetAccount } from "./forgetAccount";
import type { ServerSetting } from "./normalisedSettings";
import { pickOne } from "./pick";
import { editedServer, settingFinding, textOption, type ServerChanges } from "./serverArguments";
import { rawServers, settingMeant, written } from "./serverSettings";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";
import { changedWords } from "./words/servers";

/**
 * Changes a server of the settings; without changes it asks which one, and for its value. An empty text takes one out.
 * Another REST address or CA file signs out: what was kept belongs to the old one.
 */
export async function editServer(
  app: Pick<App, "accounts" | "testServer">,
  [argument, options]: readonly unknown[],
): Promise<Outcome<ServerSetting>> {
  const meant = await settingMeant(argument);
  if (meant?.kind !== "done") {
    return meant;
  }
  const before = meant.value;
  const { servers, activeServer } = settingsFor();
  const changes = changesIn(options) ?? (await askForChange(before, servers));
  if (changes === undefined) {
    return undefined;
  }
  const edited = editedServer(before, changes, servers);
  if (!edited.ok) {
    return failed(edited.failure);
  }
  const chosen = serverChosen(app, before.name, undefined);
  const failure = await saved(before.name, edited.value, activeServer);
  if (failure !== undefined) {
    return failed(failure);
  }
  const forgotten = chosen.ok ? await forgetAccount(app, chosen.value) : "nothing";
  if (typeof forgotten !== "string") {
    return failed(forgotten);
  }
  const { message, actions } = changedWords(edited.value.name, forgotten === "signed-out");
  void showWithActions("information", message, actions);
  return done(edited.value);
}

/** Puts the server where it was; the one that is used stays so under another name. */
async function saved(
  name: string,
  server: ServerSetting,
  activeServer: string,
): Promise<CommandFailure | undefined> {
  const entries = rawServers().map((entry) =>
    textOption(optionsArgument(entry)["name"]) === name ? server : entry,
  );
  const isUsed = server.name !== name && activeServer === name;
  return (
    (await written("servers", entries)) ?? (isUsed ? await written("activeServer", server.name) : undefined)
  );
}

const fields = ["name", "mqttUrl", "restUrl", "caFile", "restCaFile"] as const;

/** What the options change; undefined where they change nothing. */
function changesIn(options: unknown): ServerChanges | undefined {
  const given = optionsArgument(options);
  const changes = fields.flatMap((field) => {
    const value = given[field];
    return typeof value === "string" ? [[field, value.trim()] as const] : [];
  });
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

const questions: Readonly<Record<(typeof fields)[number], string>> = {
  name: l10n.t("Name of the server"),
  mqttUrl: l10n.t("Where it listens for MQTT over TLS, such as mqtts://tb.example.com:8883"),
  restUrl: l10n.t("Where its REST API is, such as https://tb.example.com; empty for none"),
  caFile: l10n.t("PEM file that its MQTT certificate is verified against; empty for the usual"),
  restCaFile: l10n.t(
    "PEM file that the certificate of its REST API is verified against, too; empty for none",
  ),
};

const labels: Readonly<Record<(typeof fields)[number], string>> = {
  name: l10n.t("Name"),
  mqttUrl: l10n.t("MQTT address"),
  restUrl: l10n.t("REST address"),
  caFile: l10n.t("CA file"),
  restCaFile: l10n.t("CA file of the REST API"),
};

async function askForChange(
  server: ServerSetting,
  servers: readonly ServerSetting[],
): Promise<ServerChanges | undefined> {
  const title = l10n.t("Edit {server}", { server: server.name });
  const rows = fields.map((field) => ({
    label: labels[field],
    description: server[field] ?? l10n.t("none"),
    field,
  }));
  const picked = await pickOne(rows, {
    title,
    placeHolder: l10n.t("What is to be changed?"),
  });
  if (picked === undefined) {
    return undefined;
  }
  const { field } = picked;
  const others = servers.filter(({ name }) => name !== server.name);
  const value = await vscode.window.showInputBox({
    title,
    prompt: questions[field],
    value: server[field] ?? "",
    ignoreFocusOut: true,
    validateInput: (text) => settingFinding(field, text.trim(), others),
  });
  return value === undefined ? undefined : { [field]: value.trim() };
}
