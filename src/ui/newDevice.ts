import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { fail, ok, type Result } from "../core/result";
import { nameOf } from "../flows/paths";
import type { NewDeviceRequest } from "../flows/newDevice";
import type { App } from "./app";
import { optionsArgument, pathArgument, type PathArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { askForFolder, askForValues } from "./newDeviceQuestions";
import { failureWords } from "./words/failures";
import { newDeviceText } from "./words/firstRun";

/**
 * Writes the properties file of a new device and opens it. With `values` nothing is asked about them; without, the
 * device's name and passwords are asked for. Undefined: the person cancelled, and nothing was written.
 */
export async function newDevice(
  app: App,
  argument: unknown,
): Promise<Outcome<{ readonly properties: string }>> {
  const given = givenBy(argument);
  if (!given.ok) {
    return failed(given.failure);
  }
  const { folder: givenFolder, values: givenValues, template } = given.value;
  const folder = givenFolder ?? (await askForFolder());
  if (folder === undefined) {
    return undefined;
  }
  const values = givenValues ?? (await askForValues(app, folder));
  if (values === undefined) {
    return undefined;
  }
  return write(app, {
    folder,
    values,
    filesByName: givenValues === undefined,
    ...(template === undefined ? {} : { templatePath: template }),
  });
}

async function write(app: App, request: NewDeviceRequest): Promise<Outcome<{ readonly properties: string }>> {
  const flow = await import("../flows/newDevice");
  const written = await flow.newDevice(request, app.world);
  if (!written.ok) {
    return failed(failureWords(written.failure));
  }
  const properties = written.value;
  const args = [properties];
  await app.devices.refresh(properties);
  await vscode.window.showTextDocument(vscode.Uri.file(properties));
  const isSeen = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(properties)) !== undefined;
  void showWithActions("information", newDeviceText(nameOf(properties), isSeen), [
    { title: l10n.t("Connect to Local Test Server"), command: "thingsboardX509.connectToTestServer", args },
    { title: l10n.t("Generate Client Cert"), command: "thingsboardX509.generateClientCert", args },
  ]);
  return done({ properties });
}

interface Given {
  readonly folder: string | undefined;
  readonly values: Readonly<Record<string, string>> | undefined;
  readonly template: string | undefined;
}

/** Reads the argument: the options, or the folder that a menu of the Explorer was opened on. */
function givenBy(argument: unknown): Result<Given, CommandFailure> {
  const { folder, values, template } = optionsArgument(argument);
  const asPath = pathArgument(argument);
  const folderGiven = asPath.kind === "path" || asPath.kind === "not-on-disk" ? asPath : pathArgument(folder);
  const templateGiven = pathArgument(template);
  const valuesGiven = textsOf(values);
  const wrong = [
    ...(isNoPath(folderGiven)
      ? [l10n.t("folder has to be a folder on disk: an absolute path or a Uri")]
      : []),
    ...(isNoPath(templateGiven)
      ? [l10n.t("template has to be a properties file on disk: an absolute path or a Uri")]
      : []),
    ...(values === undefined || valuesGiven ? [] : [l10n.t("values has to hold texts by their key")]),
  ];
  return wrong.length > 0
    ? fail({
        code: "argument-invalid",
        message: l10n.t("No device was made: {wrong}.", { wrong: wrong.join("; ") }),
      })
    : ok({
        folder: pathIn(folderGiven),
        template: pathIn(templateGiven),
        values: valuesGiven,
      });
}

function pathIn(given: PathArgument): string | undefined {
  return given.kind === "path" ? given.path : undefined;
}

function isNoPath({ kind }: PathArgument): boolean {
  return kind === "invalid" || kind === "not-on-disk";
}

function textsOf(values: unknown): Readonly<Record<string, string>> | undefined {
  const isOfTexts =
    typeof values === "object" &&
    values !== null &&
    !Array.isArray(values) &&
    Object.values(values).every((value) => typeof value === "string");
  return isOfTexts ? (values as Readonly<Record<string, string>>) : undefined;
}
