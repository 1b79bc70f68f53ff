import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { keyAlgorithmOf } from "../core/certificate/keyText";
import type { KeyAlgorithm } from "../core/identity/identity";
import { caCertificatePathOf, caKeyPathOf } from "../flows/caPlace";
import { caSecretName, readCa } from "../flows/deviceCa";
import { exportCa, type ExportedCa } from "../flows/exportCa";
import { caValidityDays, newDeviceCa, type NewDeviceCaRequest } from "../flows/newDeviceCa";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { booleanOption, optionsArgument, pathArgument } from "./callArguments";
import { pathOrName } from "./caChoice";
import { done, failed, showWithActions, type Action, type CommandFailure, type Outcome } from "./command";
import { askForCaName } from "./caQuestions";
import { pickOne } from "./pick";
import { withProgress } from "./progress";
import { settingsFor } from "./settings";
import { failureWords } from "./words/failures";
import { workspaceCas } from "./workspaceCas";

type Options = ReturnType<typeof optionsArgument>;

/** What New Device CA gives to its caller. */
interface NewCa {
  readonly certificate: string;
  readonly key: string;
  readonly fingerprint256: string;
  /** ISO 8601. */
  readonly notAfter: string;
}

/** Makes a device CA of the options; what is missing is asked for. Undefined: the person cancelled. */
export async function makeDeviceCa(app: App, options: unknown): Promise<Outcome<NewCa>> {
  const given = givenBy(optionsArgument(options));
  if (given === undefined) {
    return failed(badOptions);
  }
  const folder = given.folder ?? (await askForFolder());
  if (folder === undefined) {
    return vscode.workspace.workspaceFolders === undefined ? failed(noFolder) : undefined;
  }
  const name = given.name ?? (await askForCaName());
  return name === undefined ? undefined : make(app, given, { name, folder });
}

async function make(
  app: App,
  given: Given,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<Outcome<NewCa>> {
  const { algorithm, validityDays, passphrase } = given;
  const request: NewDeviceCaRequest = {
    workspaceFolder: folder,
    name,
    algorithm,
    validityDays,
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  const made = await withProgress(l10n.t("Making the device CA {name}", { name }), (signal) =>
    newDeviceCa(request, app.world, signal),
  );
  if (!made.ok) {
    return made.failure.code === "cancelled" ? undefined : failed(failureWords(made.failure));
  }
  const isUsed = await useCa(name, folder, given.use ?? (given.name === undefined && !hasCa(folder)));
  const { certificatePath, keyPath, fingerprint256, notAfter } = made.value;
  void showWithActions("information", madeText(name, isUsed), [
    action(l10n.t("Copy Passphrase"), "copyCaPassphrase", certificatePath),
    action(l10n.t("Export CA for ThingsBoard"), "exportCaForThingsBoard", certificatePath),
  ]);
  return done({
    certificate: certificatePath,
    key: keyPath,
    fingerprint256,
    notAfter: notAfter.toISOString(),
  });
}

interface Given {
  readonly folder: string | undefined;
  readonly name: string | undefined;
  readonly algorithm: KeyAlgorithm;
  readonly validityDays: number;
  readonly passphrase: string | undefined;
  readonly use: boolean | undefined;
}

const defaults: Options = { algorithm: "EC P-256", validityDays: caValidityDays };

/** Reads the options; undefined where one of them is of another kind. */
function givenBy(options: Options): Given | undefined {
  const { name, passphrase, algorithm, validityDays } = { ...defaults, ...options };
  const key = typeof algorithm === "string" ? keyAlgorithmOf(algorithm) : undefined;
  const place = pathArgument(options["folder"]);
  const isPlace = place.kind === "path" || place.kind === "none";
  if (key === undefined || !isPlace || !isDays(validityDays) || !isText(name) || !isText(passphrase)) {
    return undefined;
  }
  const folder = place.kind === "path" ? place.path : undefined;
  const use = booleanOption(options["use"]);
  return { folder, name: name?.trim(), passphrase, algorithm: key, validityDays, use };
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function isDays(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 36_500;
}

async function askForFolder(): Promise<string | undefined> {
  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === "file") ?? [];
  if (folders.length < 2) {
    return folders[0]?.uri.fsPath;
  }
  const picked = await vscode.window.showWorkspaceFolderPick({
    placeHolder: l10n.t("Folder of the new device CA"),
  });
  return picked?.uri.fsPath;
}

/** Whether another device CA is chosen already: that choice is left alone unless asked otherwise. */
function hasCa(folder: string): boolean {
  return settingsFor(vscode.Uri.file(folder)).deviceCa !== undefined;
}

/** Names the CA in the settings of its workspace folder. */
async function useCa(name: string, folder: string, isWanted: boolean): Promise<boolean> {
  const uri = vscode.Uri.file(folder);
  if (!isWanted || vscode.workspace.getWorkspaceFolder(uri) === undefined) {
    return false;
  }
  const isOnlyFolder = vscode.workspace.workspaceFolders?.length === 1;
  const target = isOnlyFolder
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.WorkspaceFolder;
  await vscode.workspace
    .getConfiguration("thingsboardX509", uri)
    .update("certificate.deviceCa", name, target);
  return true;
}

function madeText(name: string, isUsed: boolean): string {
  const next = isUsed
    ? l10n.t("It signs the client certificates that are generated here from now on.")
    : l10n.t("Name it in thingsboardX509.certificate.deviceCa to have it sign.");
  return l10n.t(
    "The device CA {name} is there. {next} The keyring of this machine has its passphrase: keep a copy elsewhere.",
    { name, next },
  );
}

/** Puts a device CA's certificate on the clipboard, or the regular expression, and gives both. */
export async function exportCaForThingsBoard(
  app: App,
  argument: unknown,
  options: unknown,
): Promise<
  Outcome<Omit<ExportedCa, "notAfter"> & { readonly certificate: string; readonly notAfter: string }>
> {
  const path = await caPathFrom(argument);
  if (path?.kind !== "done") {
    return path;
  }
  const exported = await exportCa(path.value, app.world);
  if (!exported.ok) {
    return failed(failureWords(exported.failure));
  }
  const { pem, certificateRegExPattern, notAfter } = exported.value;
  const isPattern = optionsArgument(options)["copy"] === "pattern";
  await vscode.env.clipboard.writeText(isPattern ? certificateRegExPattern : pem);
  const other: Action = isPattern
    ? action(l10n.t("Copy Certificate"), "exportCaForThingsBoard", path.value, { copy: "certificate" })
    : action(l10n.t("Copy Regular Expression"), "exportCaForThingsBoard", path.value, { copy: "pattern" });
  void showWithActions(
    "information",
    isPattern
      ? l10n.t(
          "The regular expression {certificateRegExPattern} is on the clipboard: paste it under Device profiles → Device provisioning → X509 Certificates Chain.",
          { certificateRegExPattern },
        )
      : l10n.t(
          "The certificate of {file} is on the clipboard. In ThingsBoard, paste it under Device profiles → Device provisioning → X509 Certificates Chain, with the regular expression {certificateRegExPattern}.",
          { file: nameOf(path.value), certificateRegExPattern },
        ),
    [other],
  );
  return done({ ...exported.value, certificate: path.value, notAfter: notAfter.toISOString() });
}

/** Puts the passphrase of a device CA on the clipboard, for another machine or for where secrets are kept. */
export async function copyCaPassphrase(app: App, argument: unknown): Promise<Outcome<undefined>> {
  const path = await caPathFrom(argument);
  if (path?.kind !== "done") {
    return path;
  }
  const ca = await readCa(path.value, app.world);
  if (!ca.ok) {
    return failed(failureWords(ca.failure));
  }
  const passphrase = await app.world.secrets.get(caSecretName(ca.value.facts));
  if (passphrase === undefined) {
    return failed(failureWords({ code: "ca-passphrase-missing", path: caKeyPathOf(path.value) }));
  }
  await vscode.env.clipboard.writeText(passphrase);
  void showWithActions(
    "information",
    l10n.t(
      "The passphrase of {file} is on the clipboard. Whoever has it and the key file signs in the CA's name: keep it where you keep secrets.",
      { file: nameOf(path.value) },
    ),
    [],
  );
  return done(undefined);
}

/** Gives the device CA that is meant: the argument, else the one of the settings, else the only one, else the person's pick. */
export async function caPathFrom(argument: unknown): Promise<Outcome<string>> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const named = pathOrName(argument) ?? settingsFor(folder).deviceCa;
  if (named !== undefined && folder !== undefined) {
    return done(caCertificatePathOf(named, folder.fsPath));
  }
  const found = await workspaceCas();
  const [first, second] = found;
  if (first === undefined || second === undefined) {
    return first === undefined ? failed(noCa) : done(first.path);
  }
  const items = found.map(({ name, path, place }) => ({ label: name, description: place, path }));
  const picked = await pickOne(items, { title: l10n.t("Which device CA?") });
  return picked && done(picked.path);
}

function action(title: string, id: string, ...args: readonly unknown[]): Action {
  return { title, command: `thingsboardX509.${id}`, args };
}

const badOptions: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "No device CA was made: folder has to be a folder on disk, name and passphrase texts, algorithm one of EC P-256, EC P-384, EC P-521, RSA 2048, RSA 3072 and RSA 4096, and validityDays 1 to 36500.",
  ),
};

const noFolder: CommandFailure = {
  code: "no-workspace-folder",
  message: l10n.t("A device CA is kept in a folder of the workspace, and none is open. Open a folder first."),
  actions: [{ title: l10n.t("Open Folder"), command: "vscode.openFolder", args: [] }],
};

const noCa: CommandFailure = {
  code: "no-device-ca",
  message: l10n.t("There is no device CA in this workspace yet. Make one first."),
  actions: [action(l10n.t("New Device CA…"), "newDeviceCa")],
};
