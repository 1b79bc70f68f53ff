import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";
import type { ScriptFolder, ScriptFolderFailure } from "../../flows/inspectScriptFolder";
import { nameOf } from "../../flows/paths";
import type { Action, CommandFailure } from "../command";
import { countedFiles } from "./counts";
import { failureWords } from "./failures";
import type { Message } from "./generated";
import { shortened } from "./shortened";
import { namesText } from "./numbers";

/** Where an imported folder lies: the view shows its device, hides it by its settings, or cannot see it yet. */
export type ScriptFolderPlace = "shown" | "hidden" | "outside" | "no-workspace";

/** The longest name that a sentence holds whole, in characters. */
const longestName = 80;

/** Tells what was found in a folder of ThingsBoard's scripts, and what comes next. */
export function scriptFolderWords(found: ScriptFolder, place: ScriptFolderPlace): Message {
  const { device, commonName, files } = found;
  const called = commonName === "" || commonName === device.name ? "" : ` (CN ${commonName})`;
  const owner = shortened(`${device.name}${called}`, longestName);
  const count = countedFiles(files.length);
  const beginning =
    files.length === 0
      ? l10n.t("The device {owner} has no files yet.", { owner })
      : l10n.t("{count} of the device {owner} found: {shortNames}.", {
          count,
          owner,
          shortNames: shortNames(files),
        });
  const parts = [beginning, missingWords(found), l10n.t("Nothing was changed."), placeWords[place]];
  return {
    text: safeText(parts.filter((part) => part !== "").join(" ")),
    actions: nextSteps(found, place),
  };
}

function missingWords({ device, files, missing }: ScriptFolder): string {
  if (device.filePrefix === undefined) {
    return l10n.t("{file} does not say how the files of the client are named.", {
      file: nameOf(device.propertiesPath),
    });
  }
  if (files.length === 0) {
    return "";
  }
  return missing.length === 0
    ? l10n.t("None is missing.")
    : l10n.t("Missing: {shortNames}.", { shortNames: shortNames(missing) });
}

const placeWords: Readonly<Record<ScriptFolderPlace, string>> = {
  shown: "",
  hidden: l10n.t(
    "The Devices view does not show it: it leaves out backup, node_modules and what files.exclude hides.",
  ),
  outside: l10n.t("The folder is outside the workspace, so the Devices view does not show it yet."),
  "no-workspace": l10n.t("Open the folder to see the device in the Devices view."),
};

function nextSteps({ device }: ScriptFolder, place: ScriptFolderPlace): readonly Action[] {
  const { propertiesPath, client } = device;
  if (place === "outside" || place === "no-workspace") {
    const title = place === "outside" ? l10n.t("Add Folder to Workspace") : l10n.t("Open Folder");
    const args = [propertiesPath, { addToWorkspace: true }];
    return [{ title, command: "thingsboardX509.importScriptFolder", args }];
  }
  const [title, id] =
    client.certificate === undefined
      ? ([l10n.t("Generate Client Cert"), "generateClientCert"] as const)
      : ([l10n.t("Test Connection"), "testConnection"] as const);
  return [{ title, command: `thingsboardX509.${id}`, args: [propertiesPath] }];
}

/** Names files as people do, the first of a prefix whole and of the others the ending: `pump.jks, .p12, .pub.pem`. */
function shortNames(paths: readonly string[]): string {
  const prefixes = [...new Set(paths.map((path) => prefixOf(nameOf(path))))];
  return prefixes
    .map((prefix) => {
      const endings = paths.map(nameOf).filter((name) => prefixOf(name) === prefix);
      return shortened(prefix, longestName) + endings.map((name) => name.slice(prefix.length)).join(", ");
    })
    .join("; ");
}

function prefixOf(name: string): string {
  return name.replace(/(?:\.pk8|\.nopass|\.pub|\.chain)?\.[^.]*$/, "");
}

/** Tells why a folder gives no device. A choice between several files is the person's; called by code it is a failure. */
export function scriptFolderFailureWords(failure: ScriptFolderFailure): CommandFailure {
  const words = wordsOf(failure);
  return { ...words, message: safeText(words.message) };
}

function wordsOf(failure: ScriptFolderFailure): CommandFailure {
  switch (failure.code) {
    case "folder-not-found":
      return {
        code: failure.code,
        message: l10n.t("There is no folder {path}. It may have been moved or removed: choose another one.", {
          path: failure.path,
        }),
        details: { path: failure.path },
        actions: [chooseAgain],
      };
    case "folder-unreadable":
      return unreadableWords(failure);
    case "properties-missing":
      return missingPropertiesWords(failure);
    case "properties-several":
      return {
        code: failure.code,
        message: l10n.t("{path} has several devices: {listed}. Choose one of these files.", {
          path: failure.path,
          listed: listed(failure.properties),
        }),
        details: { path: failure.path, properties: failure.properties },
      };
    default:
      return failureWords(failure, failure.path);
  }
}

type FailureOf<Code extends ScriptFolderFailure["code"]> = Extract<
  ScriptFolderFailure,
  { readonly code: Code }
>;

function unreadableWords({ code, path, failure }: FailureOf<"folder-unreadable">): CommandFailure {
  const isFile = failure.code === "file-not-regular";
  return {
    code,
    message: isFile
      ? l10n.t(
          "{path} is no folder. Choose the folder that ThingsBoard's scripts were run in, or the keygen.properties in it.",
          { path },
        )
      : l10n.t("{path} cannot be read. Check who owns the folder, and its mode.", { path }),
    details: {
      path,
      failure: failure.code,
      ...(failure.cause === undefined ? {} : { cause: failure.cause }),
    },
    actions: [chooseAgain],
  };
}

/** The cure depends on what is there: a file of another name, files without theirs, or nothing of the scripts. */
function missingPropertiesWords(failure: FailureOf<"properties-missing">): CommandFailure {
  const { code, path, generated, otherProperties } = failure;
  const [other] = otherProperties;
  const start = l10n.t("There is no keygen.properties in {path}.", { path });
  const newDevice: Action = {
    title: l10n.t("New Device…"),
    command: "thingsboardX509.newDevice",
    args: [{ folder: path }],
  };
  const details = { path, generated, otherProperties };
  if (other !== undefined) {
    const renamed = other.replace(/\.properties$/, ".keygen.properties");
    const rename = l10n.t(
      "If the scripts were run with -p {other}, name that file {renamed}: then it is a device.",
      { other, renamed },
    );
    return { code, message: `${start} ${rename}`, details, actions: [chooseAgain] };
  }
  if (generated.length > 0) {
    const where = l10n.t(
      "Files of ThingsBoard's scripts are there: {shortNames}. Put the properties file that they were made with beside them, as it holds their passwords, or make a new device.",
      { shortNames: shortNames(generated) },
    );
    return { code, message: `${start} ${where}`, details, actions: [chooseAgain, newDevice] };
  }
  const nothing = l10n.t(
    "Nothing in it is from ThingsBoard's scripts: choose the folder that server.keygen.sh and client.keygen.sh were run in.",
  );
  return { code, message: `${start} ${nothing}`, details, actions: [chooseAgain, newDevice] };
}

const chooseAgain: Action = {
  title: l10n.t("Choose Another Folder…"),
  command: "thingsboardX509.importScriptFolder",
  args: [],
};

const mostNames = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => shortened(name, longestName));
  return namesText(shown, names.length - shown.length);
}
