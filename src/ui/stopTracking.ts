import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { folderOf, join } from "../flows/paths";
import type { TrackedPrivateFiles } from "../flows/privateFiles";
import type { App } from "./app";
import { booleanOption, optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Action, type Outcome } from "./command";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { copiedWords, nothingTracked, stopTrackingWords, untrackCommand } from "./words/gitignore";

/** Private keys that git tracks, and what has it forget them. */
export interface TrackedFiles {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** To be run in the folder of the properties file, in a POSIX shell; absent where there is nothing to do. */
  readonly gitCommand?: string;
}

/**
 * Tells how git stops tracking the private keys of a device, and what else is needed, since history keeps them. It
 * changes nothing in the repository; with the option `copy` the command that does is put on the clipboard.
 */
export async function stopTracking(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<TrackedFiles>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const { trackedPrivateFiles } = await import("../flows/privateFiles");
  const tracked = await trackedPrivateFiles(path.value, app.world);
  if (!tracked.ok) {
    return failed(failureWords(tracked.failure, path.value));
  }
  const { client, server } = tracked.value;
  const paths = [...new Set([...client, ...server])];
  if (paths.length === 0) {
    void showWithActions("information", nothingTracked, []);
    return done({ files: [] });
  }
  const folder = folderOf(path.value);
  const gitCommand = untrackCommand(paths);
  if (booleanOption(optionsArgument(options)["copy"]) === true) {
    await vscode.env.clipboard.writeText(gitCommand);
    void showWithActions("information", copiedWords(folder), [openTerminal(folder)]);
  } else {
    const actions = actionsFor(path.value, tracked.value);
    void showWithActions("warning", stopTrackingWords(paths, folder), actions);
  }
  return done({ files: paths.map((one) => join(folder, one)), gitCommand });
}

function openTerminal(folder: string): Action {
  return {
    title: l10n.t("Open Terminal"),
    command: "openInIntegratedTerminal",
    args: [vscode.Uri.file(folder)],
  };
}

function actionsFor(path: string, { client, server }: TrackedPrivateFiles): readonly Action[] {
  const renew = (title: string, command: string): Action => ({ title, command, args: [path] });
  return [
    {
      title: l10n.t("Copy git Command"),
      command: "thingsboardX509.stopTracking",
      args: [path, { copy: true }],
    },
    { title: l10n.t("Add to .gitignore"), command: "thingsboardX509.addToGitignore", args: [path] },
    ...(client.length > 0 ? [renew(l10n.t("Renew Client Cert…"), "thingsboardX509.renewClientCert")] : []),
    ...(server.length > 0 ? [renew(l10n.t("Renew Server Cert…"), "thingsboardX509.renewServerCert")] : []),
  ];
}
