import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Side } from "../core/identity/identity";
import { fail, ok, type Result } from "../core/result";
import { caCertificatePathOf } from "../flows/caPlace";
import type { CaChoice } from "../flows/deviceCa";
import { folderOf } from "../flows/paths";
import { pathArgument } from "./callArguments";
import type { CommandFailure } from "./command";
import { settingsFor } from "./settings";

type Options = Readonly<Partial<Record<string, unknown>>>;

/**
 * Gives the device CA that signs for a properties file: the option `ca` (a name, a path, or false for none), else what
 * the settings say. Undefined: the certificate is signed by its own key.
 */
export function caChoiceFor(
  propertiesPath: string,
  side: Side,
  { ca, passphrase }: Options,
): Result<CaChoice | undefined, CommandFailure> {
  if (!isCaOption(ca) || (passphrase !== undefined && typeof passphrase !== "string")) {
    return fail(notACa);
  }
  const { deviceCa, deviceCaSigns } = settingsFor(vscode.Uri.file(propertiesPath));
  const isSigned = side === "client" || deviceCaSigns === "devices-and-server";
  const named = ca === undefined && isSigned ? deviceCa : pathOrName(ca);
  if (named === undefined) {
    return ok(undefined);
  }
  const certificatePath = caCertificatePathOf(named, workspaceFolderOf(propertiesPath));
  return ok(passphrase === undefined ? { certificatePath } : { certificatePath, passphrase });
}

function isCaOption(ca: unknown): boolean {
  return ca === undefined || ca === false || pathOrName(ca) !== undefined;
}

/** The workspace folder of a file, or the file's own folder where it is in none. */
function workspaceFolderOf(path: string): string {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath ?? folderOf(path);
}

/** Reads an argument that means a device CA: its name, or the path or `Uri` of its certificate. */
export function pathOrName(value: unknown): string | undefined {
  const given = pathArgument(value);
  if (given.kind === "path") {
    return given.path;
  }
  return typeof value === "string" && value !== "" && !value.includes("\0") ? value : undefined;
}

/**
 * Tries with what the keyring has; where it has nothing, or another passphrase, asks the person until it is the right one.
 * A passphrase that the caller gave is not asked for again. Undefined: the person cancelled.
 */
export async function withPassphrase<T, F extends { readonly code: string }>(
  choice: CaChoice | undefined,
  attempt: (choice: CaChoice | undefined) => Promise<Result<T, F>>,
): Promise<Result<T, F> | undefined> {
  let result = await attempt(choice);
  while (choice !== undefined && choice.passphrase === undefined && isAboutPassphrase(result)) {
    const passphrase = await vscode.window.showInputBox({
      title: l10n.t("Device CA"),
      prompt:
        !result.ok && result.failure.code === "ca-passphrase-wrong"
          ? l10n.t("That passphrase does not open the device CA's key. Its passphrase:")
          : l10n.t("Passphrase of the device CA's key; the keyring of this machine keeps it"),
      password: true,
      ignoreFocusOut: true,
    });
    if (passphrase === undefined) {
      return undefined;
    }
    result = await attempt({ ...choice, passphrase });
  }
  return result;
}

function isAboutPassphrase(result: Result<unknown, { readonly code: string }>): boolean {
  return (
    !result.ok &&
    (result.failure.code === "ca-passphrase-missing" || result.failure.code === "ca-passphrase-wrong")
  );
}

const notACa: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "The option ca has to be the name of a device CA, the path of its certificate or false, and passphrase a text.",
  ),
};
