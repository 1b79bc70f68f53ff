import * as l10n from "@vscode/l10n";
import { shellWord } from "../../core/clientCode/quote";
import { safeText } from "../../core/stream/safeText";
import { folderOf, nameOf } from "../../flows/paths";
import type { GitignoreFailure, GitignoreUnusable, Ignored } from "../../flows/privateFiles";
import type { CommandFailure } from "../command";
import { failureWords } from "./failures";
import { countText } from "./numbers";
import { sentence } from "./sentence";

/** The buttons of the offer to have private files ignored. */
export const offerButtons = {
  add: l10n.t("Add to .gitignore"),
  later: l10n.t("Not Now"),
  never: l10n.t("Don't Ask Again"),
} as const;

/** Offers to have private files ignored, which git would take with the next `git add`. */
export function offerWords(names: readonly string[]): string {
  const [first = "", ...others] = names;
  const facts = {
    names:
      others.length === 0
        ? first
        : l10n.t("{first} and {othersCount} more", { first, othersCount: countText(others.length) }),
  };
  return sentence(
    others.length === 0
      ? l10n.t(
          "{names} is in a git repository and holds a private key. Add rules to .gitignore, so that git never takes such files?",
        )
      : l10n.t(
          "{names} are in a git repository and hold the device's private key. Add rules to .gitignore, so that git never takes such files?",
        ),
    facts,
  );
}

/** Offers the same for all devices of a folder at once. */
export function offerForFolderWords(folder: string): string {
  return l10n.t(
    "The private keys of the devices in {folder} are in a git repository. Add rules to .gitignore in that folder, so that git never takes them?",
    { folder: safeText(nameOf(folder)) },
  );
}

/** Says that the folder of the rules has to be one that holds the properties file. */
export const notAbove: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The option folder has to be the folder of the properties file, or one above it."),
};

/** Tells what was added. */
export function addedWords({ file, added }: Ignored): string {
  const folder = nameOf(folderOf(file));
  return added.length === 0
    ? sentence(l10n.t("Nothing had to be added: private files in {folder} are ignored already."), { folder })
    : sentence(
        l10n.t(
          "Git ignores private files in {folder} and below it from now on: {rules} in .gitignore. Files that are tracked already stay so.",
        ),
        {
          folder,
          rules:
            added.length === 1
              ? l10n.t("1 line")
              : l10n.t("{addedCount} lines", { addedCount: countText(added.length) }),
        },
      );
}

/** Tells why rules were not added: what happened, to what, and the next step. */
export function gitignoreFailureWords(failure: GitignoreFailure, propertiesPath: string): CommandFailure {
  return failure.code === "gitignore-unusable"
    ? unusableWords(failure)
    : failureWords(failure, propertiesPath);
}

function unusableWords({ code, path, reason }: GitignoreUnusable): CommandFailure {
  const sentences: Readonly<Record<GitignoreUnusable["reason"], string>> = {
    link: l10n.t(
      ".gitignore in {folder} is a link, which git does not follow, so nothing was added. Put a file of its own there.",
    ),
    encoding: l10n.t(
      ".gitignore in {folder} is not in an encoding that git reads (UTF-16, perhaps), so nothing was added. Save it as UTF-8 and try again.",
    ),
  };
  return {
    code,
    message: sentence(sentences[reason], { folder: folderOf(path) }),
    details: { path, reason },
    actions: [{ title: l10n.t("Open .gitignore"), command: "thingsboardX509.openAt", args: [path] }],
  };
}

/** Gives the command that has git forget files and leaves them on disk; paths are from the folder that it is run in. */
export function untrackCommand(paths: readonly string[]): string {
  const git = paths.some((path) => path.includes("[")) ? "git --literal-pathspecs" : "git";
  return `${git} rm --cached -- ${paths.map(shellWord).join(" ")}`;
}

/** Tells how git stops tracking private files, and why that alone does not help. */
export function stopTrackingWords(paths: readonly string[], folder: string): string {
  const [first = "", ...others] = paths;
  const forgotten =
    others.length === 0
      ? l10n.t("“git rm --cached” in {folder} makes git forget {first} and leave it on disk; commit that.")
      : l10n.t(
          "“git rm --cached” in {folder} makes git forget {first} and {othersCount} more and leave them on disk; commit that.",
        );
  const kept = l10n.t("History and every clone keep the key, so renew the certificate with a new key, too.");
  return sentence(`${forgotten} ${kept}`, { first, folder, othersCount: String(others.length) });
}

/** Tells where the command that was copied is run. */
export function copiedWords(folder: string): string {
  return sentence(l10n.t("The command is on the clipboard. Run it in {folder}, and commit."), { folder });
}

/** Says that there is nothing to stop. */
export const nothingTracked = l10n.t("Git tracks no private key of this device.");
