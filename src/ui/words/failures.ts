import * as l10n from "@vscode/l10n";
import type { ProfileProblem } from "../../core/profile/profile";
import { safeText } from "../../core/stream/safeText";
import type { GenerateFailure } from "../../flows/generateIdentity";
import type { ProfileInvalid, ProfileUnreadable } from "../../flows/loadProfile";
import type { NewDeviceFailure } from "../../flows/newDevice";
import { folderOf, nameOf } from "../../flows/paths";
import type { PublicCertFailure } from "../../flows/readPublicCert";
import type { FileFailure } from "../../flows/world";
import type { NewDeviceCaFailure } from "../../flows/newDeviceCa";
import type { RenewFailure } from "../../flows/renewIdentity";
import type { RestoreFailure } from "../../flows/restoreBackup";
import type { Action, CommandFailure } from "../command";
import { caWords, isCaFailure } from "./caFailures";
import { countText } from "./numbers";
import { shortened } from "./shortened";
import { problemWords, unreadableWords } from "./problems";
import { isRenewFailure, renewWords } from "./renewFailures";
import { generateCommands } from "./sides";

/** Every expected "no" of the device commands; cancelling is none. */
export type WordedFailure =
  | FileFailure
  | Exclude<GenerateFailure | RenewFailure | NewDeviceCaFailure, { readonly code: "cancelled" }>
  | RestoreFailure
  | NewDeviceFailure
  | PublicCertFailure;

/**
 * Tells why something was not done: what happened, to what, and the next step. `details` holds paths, places and codes.
 * The properties file that the action was about makes buttons go there instead of asking.
 */
export function failureWords(failure: WordedFailure, propertiesPath?: string): CommandFailure {
  const words = wordsOf(failure, propertiesPath);
  return { ...words, message: safeText(words.message) };
}

function wordsOf(failure: WordedFailure, propertiesPath: string | undefined): CommandFailure {
  if (isCaFailure(failure)) {
    return caWords(failure);
  }
  if (isRenewFailure(failure)) {
    return renewWords(failure, propertiesPath);
  }
  switch (failure.code) {
    case "properties-invalid":
      return invalidWords(failure);
    case "properties-unreadable":
      return unreadableFileWords(failure);
    case "values-invalid":
      return valuesWords(failure);
    case "copy-failed":
      return copyWords(failure);
    case "client-cert-missing":
    case "client-cert-unreadable":
    case "server-cert-unreadable":
      return certificateWords(failure, propertiesPath);
    default:
      return fileWords(failure, propertiesPath);
  }
}

/** A finding of a properties file, as a caller gets it; line and column from 1. */
interface ProblemDetails {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

function invalidWords({ code, path, problems, text }: ProfileInvalid): CommandFailure {
  const found = problems.map((problem) => detailsOf(problem, text));
  const [first] = found;
  const others =
    problems.length > 1
      ? l10n.t(" ({problemsCount} errors in all)", { problemsCount: countText(problems.length) })
      : "";
  const offset = problems[0]?.span.start ?? 0;
  return {
    code,
    message: l10n.t("{file}, line {line}: {message}{others}", {
      file: nameOf(path),
      line: first?.line ?? 1,
      message: first?.message ?? "",
      others,
    }),
    details: { path, problems: found },
    actions: [open(path, offset)],
  };
}

function valuesWords(
  failure: Extract<NewDeviceFailure, { readonly code: "values-invalid" }>,
): CommandFailure {
  const problems = failure.problems.map((problem) => detailsOf(problem, failure.text));
  const sentences = [...new Set(problems.map(({ message }) => message))].slice(0, 3).join(" ");
  return {
    code: failure.code,
    message: l10n.t("No device was made, as its properties file would have errors. {sentences}", {
      sentences,
    }),
    details: { problems },
  };
}

function detailsOf(problem: ProfileProblem, text: string): ProblemDetails {
  const before = text.slice(0, problem.span.start).split(/\r\n?|\n/);
  return {
    code: problem.code,
    message: problemWords(problem),
    line: before.length,
    column: (before.at(-1) ?? "").length + 1,
  };
}

function unreadableFileWords({ code, path, reason, line, column }: ProfileUnreadable): CommandFailure {
  return {
    code,
    message: l10n.t("{file}, line {line}, column {column}: {unreadable}", {
      file: nameOf(path),
      line,
      column,
      unreadable: unreadableWords(reason),
    }),
    details: { path, reason, line, column },
    actions: [open(path)],
  };
}

type CertificateFailure = Extract<
  WordedFailure,
  { readonly code: "client-cert-missing" | "client-cert-unreadable" | "server-cert-unreadable" }
>;

function certificateWords({ code, path }: CertificateFailure, propertiesPath?: string): CommandFailure {
  const name = nameOf(path);
  const generate: Action = {
    ...generateCommands[code === "server-cert-unreadable" ? "server" : "client"],
    args: propertiesPath === undefined ? [] : [propertiesPath],
  };
  const sentences: Readonly<Record<CertificateFailure["code"], string>> = {
    "client-cert-missing": l10n.t(
      "The device has no certificate yet: there is no {name} in {folder}. Generate the client certificate first.",
      { name, folder: folderOf(path) },
    ),
    "client-cert-unreadable": l10n.t(
      "{name} holds no certificate that can be read. Generate the client certificate again, or put the file back.",
      { name },
    ),
    "server-cert-unreadable": l10n.t(
      "{name} holds no certificate that can be read, so the device's keystore would trust no server. Put the server's certificate there, or remove the file.",
      { name },
    ),
  };
  const actions = code === "client-cert-missing" ? [generate] : [open(path), generate];
  return { code, message: sentences[code], details: { path }, actions };
}

function copyWords(failure: Extract<WordedFailure, { readonly code: "copy-failed" }>): CommandFailure {
  const { code, path } = failure;
  const cause = failure.failure;
  const why =
    cause.code === "file-not-found" ? l10n.t("There is no such folder: make it first.") : sentenceOf(cause);
  return {
    code,
    message: l10n.t("The bundle is written, but {file} could not be copied to {folder}. {why}", {
      file: nameOf(path),
      folder: folderOf(path),
      why,
    }),
    details: { path, failure: { code: cause.code, path: cause.path, ...causeOf(cause) } },
  };
}

function fileWords(failure: FileFailure, propertiesPath?: string): CommandFailure {
  const { code, path } = failure;
  const isMissingFile = code === "file-not-found" && path === propertiesPath;
  const newDevice: Action = { title: l10n.t("New Device…"), command: "thingsboardX509.newDevice", args: [] };
  return {
    code,
    message: sentenceOf(failure),
    details: { path, ...causeOf(failure) },
    ...(isMissingFile ? { actions: [newDevice] } : {}),
  };
}

function causeOf({ cause }: FileFailure): { readonly cause?: string } {
  return cause === undefined ? {} : { cause };
}

function sentenceOf(failure: FileFailure): string {
  const { path, cause } = failure;
  const place = { name: nameOf(path), folder: folderOf(path), path };
  return fileSentences[failure.code]({
    ...place,
    cause: cause === undefined ? "" : l10n.t(" ({code})", { code: cause }),
  });
}

interface FilePlace {
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  /** The system's code in brackets, or nothing. */
  readonly cause: string;
}

const fileSentences: Readonly<Record<FileFailure["code"], (place: FilePlace) => string>> = {
  "file-not-found": ({ name, folder }) =>
    l10n.t("There is no {name} in {folder}. It may have been moved or removed.", { name, folder }),
  "file-exists": ({ name, folder }) =>
    l10n.t("{name} is already in {folder}, and nothing was overwritten.", { name, folder }),
  "file-permission-denied": ({ name, folder }) =>
    l10n.t("No permission for {name} in {folder}. Check who owns the file and the folder, and their modes.", {
      name,
      folder,
    }),
  "file-read-only": ({ name, folder }) =>
    l10n.t(
      "{folder} is on a read-only file system, so {name} cannot be written. Use a folder that can be written to.",
      { folder, name },
    ),
  "file-not-regular": ({ path }) =>
    l10n.t(
      "{path} is in the way: it is a folder, a link or a special file. Move it away or use another name.",
      { path },
    ),
  "file-too-large": ({ name, folder }) =>
    l10n.t("{name} in {folder} is too large to be what its name says.", { name, folder }),
  "file-name-too-long": ({ name, folder }) =>
    l10n.t(
      "The name {name} is too long for a file in {folder}, with what is added to it. Choose a shorter one.",
      { name: shortened(name, 40), folder },
    ),
  "file-busy": ({ name, folder }) =>
    /^\..+\.staging$/.test(name)
      ? l10n.t(
          "The files of {name} in {folder} are being written at this moment, here or by another program. Try again when that is done.",
          { name: name.slice(1, -".staging".length), folder },
        )
      : l10n.t("Another program is at work on {name} in {folder}. Try again when it has finished.", {
          name,
          folder,
        }),
  "disk-full": ({ name, folder }) =>
    l10n.t(
      "The disk is full: {name} was not written to {folder}, and what was there is as it was. Make room and try again.",
      { name, folder },
    ),
  "file-io": ({ name, folder, cause }) =>
    l10n.t(
      "The system could not read or write {name} in {folder}{cause}. Try again; if it stays so, check the disk or network drive.",
      { name, folder, cause },
    ),
};

function open(path: string, offset?: number): Action {
  return {
    title: l10n.t("Open {file}", { file: nameOf(path) }),
    command: "thingsboardX509.openAt",
    args: offset === undefined ? [path] : [path, offset],
  };
}
