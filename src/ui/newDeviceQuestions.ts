import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { join } from "../flows/paths";
import type { App } from "./app";
import { inputValidation } from "./inputValidation";
import { browseForFolder } from "./folderDialog";
import { inputFinding } from "./newDeviceInput";
import { pickOne } from "./pick";

type Values = Readonly<Record<string, string>>;

const title = l10n.t("New Device");

/** Asks for the folder of a new device: one of the workspace, or any other. Undefined: none was chosen. */
export async function askForFolder(): Promise<string | undefined> {
  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === "file") ?? [];
  if (folders.length === 0) {
    return browse();
  }
  const items = folders.map(({ name, uri }) => ({
    label: name,
    icon: "folder",
    description: uri.fsPath,
    folder: uri.fsPath,
  }));
  const other = {
    label: l10n.t("Choose another folder…"),
    icon: "folder-opened",
    description: "",
    folder: undefined,
  };
  const picked = await pickOne([...items, other], {
    title,
    placeHolder: l10n.t("Folder of the device: its certificates are kept beside its properties file"),
  });
  return picked && (picked.folder ?? browse());
}

function browse(): Promise<string | undefined> {
  return browseForFolder({ title: l10n.t("Folder of the new device"), openLabel: l10n.t("Use This Folder") });
}

/** Asks for the name and the passwords of a new device. Undefined: the person cancelled. */
export async function askForValues(app: Pick<App, "world">, folder: string): Promise<Values | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: l10n.t("Name of the device: the common name (CN) of its certificate"),
    placeHolder: "thermometer-1",
    ignoreFocusOut: true,
    validateInput: (value) => validation("DOMAIN_SUFFIX", value.trim()),
  });
  const passwords = name === undefined ? undefined : await askForPasswords(app, folder);
  return name === undefined || passwords === undefined
    ? undefined
    : { DOMAIN_SUFFIX: name.trim(), ...passwords };
}

/** No values: they are made at random. */
async function askForPasswords(app: Pick<App, "world">, folder: string): Promise<Values | undefined> {
  const random = {
    label: l10n.t("Generate safe random passwords (recommended)"),
    icon: "shield",
    detail: l10n.t("24 letters and digits each, kept in the properties file, which only you may read"),
  };
  const own = {
    label: l10n.t("Type my own"),
    icon: "edit",
    detail: l10n.t("At least 6 characters for each keystore"),
  };
  const picked = await pickOne([random, own], {
    title,
    placeHolder: l10n.t("Passwords of keystores and keys"),
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return undefined;
  }
  return picked === random ? {} : askForOwnPasswords(app, folder);
}

/** A second device of a folder takes over its server, whose passwords are set already. */
async function askForOwnPasswords(app: Pick<App, "world">, folder: string): Promise<Values | undefined> {
  const client = await askForPassword("CLIENT", l10n.t("Password of the device's keystore and key"));
  if (client === undefined) {
    return undefined;
  }
  const first = await app.world.files.stamp(join(folder, "keygen.properties"));
  if (first.ok) {
    return client;
  }
  const server = await askForPassword("SERVER", l10n.t("Password of the server's keystore and key"));
  return server && { ...client, ...server };
}

/** The same for keystore and key: a PKCS#12 keystore has one for both. */
async function askForPassword(side: "CLIENT" | "SERVER", prompt: string): Promise<Values | undefined> {
  const value = await vscode.window.showInputBox({
    title,
    prompt,
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) => validation(`${side}_KEY_PASSWORD`, typed),
  });
  return value === undefined
    ? undefined
    : { [`${side}_KEYSTORE_PASSWORD`]: value, [`${side}_KEY_PASSWORD`]: value };
}

function validation(key: string, value: string): vscode.InputBoxValidationMessage | undefined {
  return inputValidation(inputFinding(key, value));
}
