import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ClientLanguage } from "../core/clientCode/clientCode";
import type { ClientCode } from "../flows/clientCode";
import type { ServerChoice } from "../flows/testConnection";
import { localTestServerName, type App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, type Outcome } from "./command";
import { pickOne } from "./pick";
import { textOption } from "./serverArguments";
import { serverChosen } from "./servers";
import { testServerFolder } from "./testServerControl";
import { propertiesPathFrom } from "./whichDevice";
import type { CopiedWords } from "./words/clientCode";
import { failureWords } from "./words/failures";
import { unlinked } from "./words/unlinked";

/** What copying gives to its caller. */
export interface CopiedCode {
  readonly language: ClientLanguage;
  readonly code: string;
}

/** Puts a program on the clipboard that sends telemetry as the device; asks for the language where none is given. */
export async function copyClientCode(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<CopiedCode>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const wanted = optionsArgument(options);
  const server = serverChosen(app, textOption(wanted["server"]), path.value);
  if (!server.ok) {
    return failed(server.failure);
  }
  const language = await languageFrom(app, wanted["language"]);
  if (language?.kind !== "done") {
    return language;
  }
  const { clientCodeFor } = await import("../flows/clientCode");
  const { serverUrlWords } = await import("./words/clientCode");
  const choice = await withKnownTrust(app, server.value);
  const request = { propertiesPath: path.value, server: choice, language: language.value };
  const made = await clientCodeFor(request, app.world);
  if (!made.ok) {
    const { failure } = made;
    return failed(
      failure.code === "server-url-invalid"
        ? serverUrlWords(failure, choice.name)
        : failureWords(failure, path.value),
    );
  }
  await vscode.env.clipboard.writeText(made.value.code);
  void tell(app, language.value, choice.name, made.value);
  return done({ language: language.value, code: made.value.code });
}

/** The Local Test Server has its certificate in a file of its own, also while it does not run. */
async function withKnownTrust(app: App, server: ServerChoice): Promise<ServerChoice> {
  if (server.name !== localTestServerName || server.caFile !== undefined) {
    return server;
  }
  const { testServerCaFile } = await import("../flows/testServerIdentity");
  return { ...server, caFile: await testServerCaFile(testServerFolder(app.storageFolder), app.world) };
}

const memoryKey = "copyClientCode.language";

async function languageFrom({ memory }: App, given: unknown): Promise<Outcome<ClientLanguage>> {
  const { languageOf, languageRows, languageUnknown } = await import("./words/clientCode");
  if (given !== undefined) {
    const language = languageOf(given);
    return language === undefined ? failed(languageUnknown) : done(language);
  }
  const picked = await pickOne(languageRows(languageOf(memory.get(memoryKey))), {
    title: l10n.t("Copy Client Code"),
    placeHolder: l10n.t("What the client is written in"),
    matchOnDetail: true,
  });
  if (picked === undefined) {
    return undefined;
  }
  await memory.update(memoryKey, picked.language);
  return done(picked.language);
}

/** One notification, from which the code can be opened; nobody waits for its answer. */
async function tell(
  app: App,
  language: ClientLanguage,
  serverName: string,
  { code, missingTrust }: ClientCode,
): Promise<void> {
  const { copiedWords, editorLanguageOf } = await import("./words/clientCode");
  const words = copiedWords(language, serverName, {
    trustFile: missingTrust,
    isStoppedTestServer: serverName === localTestServerName && app.testServer.running() === undefined,
  });
  const chosen = await show(words);
  if (chosen === open) {
    const content = { language: editorLanguageOf(language), content: code };
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(content));
  } else if (chosen !== undefined && words.action !== undefined) {
    await vscode.commands.executeCommand(words.action.command, ...words.action.args);
  }
}

const open = l10n.t("Open");

function show({ kind, message, action }: CopiedWords): Thenable<string | undefined> {
  const titles = action === undefined ? [open] : [action.title, open];
  return kind === "warning"
    ? vscode.window.showWarningMessage(unlinked(message), ...titles)
    : vscode.window.showInformationMessage(unlinked(message), ...titles);
}
