import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { optionsArgument, pathArgument } from "./callArguments";
import { viewType } from "./certificateView/editor";
import { askPassword } from "./certificateView/passwords";
import type { ExplainSummary, Look } from "./certificateView/room";
import { done, failed, type CommandFailure, type CommandRow, type Outcome } from "./command";
import { settingsFor } from "./settings";

/** The command that explains files. */
export function explainRows(app: App): readonly CommandRow[] {
  return [{ id: "explainCertificate", needsTrust: false, run: (...args) => explain(app, args) }];
}

/** Explains a keystore or certificate: opens its page and gives what is in it and what others will dislike. */
async function explain(app: App, [file, options]: readonly unknown[]): Promise<Outcome<ExplainSummary>> {
  const path = await pathFrom(file);
  if (path?.kind !== "done") {
    return path;
  }
  const { passwords } = app;
  const { password } = optionsArgument(options);
  if (typeof password === "string") {
    passwords.add(path.value, password);
  }
  const room = await import("./certificateView/room");
  const lookNow = (): Promise<Look> =>
    room.lookAt(app, path.value, {
      signal: new AbortController().signal,
      passwords: passwords.of(path.value),
      expiryWarningDays: settingsFor(vscode.Uri.file(path.value)).expiryWarningDays,
    });
  let look = await lookNow();
  for (let wasWrong = false; room.isLocked(look) && password === undefined; wasWrong = true) {
    const typed = await askPassword(nameOf(path.value), wasWrong);
    if (typed === undefined) {
      return undefined;
    }
    passwords.add(path.value, typed);
    look = await lookNow();
  }
  if (!look.outcome.ok) {
    return failed(room.refusalOf(look) ?? notAFile);
  }
  await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(path.value), viewType);
  return done(room.summaryOf(look.outcome.value, app.world.clock()));
}

/** The argument (`Uri`, path or a file's node), else the file of the active tab, else the one that the person picks. */
async function pathFrom(argument: unknown): Promise<Outcome<string>> {
  const { file } = optionsArgument(argument);
  const given = pathArgument(optionsArgument(file)["path"] ?? argument);
  switch (given.kind) {
    case "path":
      return done(given.path);
    case "none":
      return fromTab() ?? (await picked());
    case "invalid":
    case "not-on-disk":
      return failed(notAFile);
  }
}

const explainable = /\.(?:jks|p12|pfx|cer|crt|der|pem)$/i;

function fromTab(): Outcome<string> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isFile && input.uri.scheme === "file" && explainable.test(input.uri.path)
    ? done(input.uri.fsPath)
    : undefined;
}

async function picked(): Promise<Outcome<string>> {
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t("Which keystore or certificate?"),
    openLabel: l10n.t("Explain"),
    filters: {
      [l10n.t("Keystores and certificates")]: ["jks", "p12", "pfx", "cer", "crt", "der", "pem"],
      [l10n.t("All files")]: ["*"],
    },
  });
  const uri = chosen?.[0];
  return uri && done(uri.fsPath);
}

const notAFile: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "The first argument has to be a keystore or certificate on disk: a Uri, an absolute path, or a node of Devices.",
  ),
};
