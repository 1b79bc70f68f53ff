import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { isPropertiesName, pathArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { pickOne } from "./pick";

/**
 * Gives the properties file that a command is about: its argument (`Uri`, path or tree node), else the one in the
 * active editor, else the only device of the workspace, else the one that the person picks. Undefined: none was picked.
 */
export async function propertiesPathFrom(
  app: Pick<App, "devices">,
  argument: unknown,
): Promise<Outcome<string>> {
  const given = pathArgument(argument);
  switch (given.kind) {
    case "path":
      return done(given.path);
    case "invalid":
      return failed(notAPath);
    case "not-on-disk":
      return failed(notOnDisk(given.name));
    case "none":
      return fromEditor() ?? pickDevice(app);
  }
}

/** What the active editor says, if it shows a properties file. */
function fromEditor(): Outcome<string> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) {
    return undefined;
  }
  const name = nameOf(document.uri.path);
  if (document.languageId !== "keygen-properties" && !isPropertiesName(name)) {
    return undefined;
  }
  return document.uri.scheme === "file" ? done(document.uri.fsPath) : failed(notOnDisk(name));
}

async function pickDevice({ devices }: Pick<App, "devices">): Promise<Outcome<string>> {
  const known = await devices.known();
  const [first, second] = known;
  if (first === undefined) {
    return failed(noDevice);
  }
  if (second === undefined) {
    return done(first.propertiesPath);
  }
  const names = devices.names();
  const items = known.map(({ name, propertiesPath }) => ({
    label: names.get(propertiesPath) ?? name,
    description: vscode.workspace.asRelativePath(propertiesPath),
    propertiesPath,
  }));
  const picked = await pickOne(items, {
    title: l10n.t("Which device?"),
    placeHolder: l10n.t("Name of a device, or path of its properties file"),
    matchOnDescription: true,
  });
  return picked && done(picked.propertiesPath);
}

const notAPath: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "The first argument has to be a properties file: a Uri, an absolute path, or a node of Devices.",
  ),
};

const noDevice: CommandFailure = {
  code: "no-device",
  message: l10n.t(
    "There is no device in this workspace yet: none of its folders has a keygen.properties file.",
  ),
  actions: [{ title: l10n.t("New Device…"), command: "thingsboardX509.newDevice", args: [] }],
};

function notOnDisk(name: string): CommandFailure {
  return {
    code: "properties-not-on-disk",
    message: l10n.t("{name} is not on disk, and its certificates go beside it. Save it to a folder first.", {
      name,
    }),
  };
}
