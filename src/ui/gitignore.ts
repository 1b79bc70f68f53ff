import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { folderOf, join } from "../flows/paths";
import type { Ignored } from "../flows/privateFiles";
import type { App } from "./app";
import { bugText } from "./bug";
import { optionsArgument, pathArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { saveEditorOf } from "./openFile";
import { propertiesPathFrom } from "./whichDevice";
import {
  addedWords,
  gitignoreFailureWords,
  notAbove,
  offerButtons,
  offerForFolderWords,
  offerWords,
} from "./words/gitignore";
import { unlinked } from "./words/unlinked";

const neverKey = "gitignore.neverOffer";

/**
 * Offers to have git ignore private files that were written beside a properties file, where git would take them. It does
 * not wait for the answer, and says nothing where there is no git, no repository, or no wish to be asked.
 */
export function offerGitignore(app: App, propertiesPath: string, files: readonly string[]): void {
  offer(app, { propertiesPath, files, words: offerWords }).catch((error: unknown) => {
    app.log.error("offer of .gitignore:", bugText(error));
  });
}

/** Offers the same once for all devices whose folders lie beside that of one whose files were written. */
export function offerGitignoreForAll(app: App, propertiesPath: string): void {
  const folder = folderOf(folderOf(propertiesPath));
  const offered = async (): Promise<void> => {
    const names = await app.world.files.list(folderOf(propertiesPath));
    const files = names.ok ? names.value : [];
    await offer(app, { propertiesPath, files, folder, words: () => offerForFolderWords(folder) });
  };
  offered().catch((error: unknown) => {
    app.log.error("offer of .gitignore:", bugText(error));
  });
}

interface Offer {
  readonly propertiesPath: string;
  /** That were written. */
  readonly files: readonly string[];
  /** Where the rules go; unless given, beside the properties file. */
  readonly folder?: string;
  readonly words: (names: readonly string[]) => string;
}

async function offer(app: App, { propertiesPath, files, folder, words }: Offer): Promise<void> {
  if (app.workspaceMemory.get(neverKey) === true) {
    return;
  }
  const { unignoredAmong } = await import("../flows/privateFiles");
  const names = await unignoredAmong(propertiesPath, files, app.world);
  if (names.length === 0) {
    return;
  }
  const { add, later, never } = offerButtons;
  const answer = await vscode.window.showInformationMessage(unlinked(words(names)), add, later, never);
  if (answer === add) {
    await vscode.commands.executeCommand("thingsboardX509.addToGitignore", propertiesPath, { folder });
  }
  if (answer === never) {
    await app.workspaceMemory.update(neverKey, true);
  }
}

/** Has git ignore the private files of a device, and of all others in the option `folder` where it is given. */
export async function ignorePrivateFiles(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<Ignored>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const { addToGitignore, gitignoreIn } = await import("../flows/privateFiles");
  const folder = folderGiven(path.value, optionsArgument(options)["folder"]);
  if (folder === undefined) {
    return failed(notAbove);
  }
  const file = gitignoreIn(folder);
  if ((await saveEditorOf(file)) === "not-saved") {
    return failed(notSaved(file));
  }
  const ignored = await addToGitignore(path.value, app.world, folder);
  if (!ignored.ok) {
    return failed(gitignoreFailureWords(ignored.failure, path.value));
  }
  const open = { title: l10n.t("Open .gitignore"), command: "thingsboardX509.openAt", args: [file] };
  void showWithActions(
    "information",
    addedWords(ignored.value),
    ignored.value.added.length > 0 ? [open] : [],
  );
  return done(ignored.value);
}

/** Undefined where it does not hold the properties file. */
function folderGiven(propertiesPath: string, option: unknown): string | undefined {
  const place = pathArgument(option);
  if (place.kind === "none") {
    return folderOf(propertiesPath);
  }
  return place.kind === "path" && propertiesPath.startsWith(join(place.path, "")) ? place.path : undefined;
}

function notSaved(path: string): CommandFailure {
  return {
    code: "gitignore-not-saved",
    message: l10n.t(
      "The .gitignore has changes that could not be saved, so nothing was added. Save the file and try again.",
    ),
    details: { path },
  };
}
