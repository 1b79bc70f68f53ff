import * as l10n from "@vscode/l10n";
import { folderOf, nameOf } from "../../flows/paths";
import type { RenewRefused } from "../../flows/renewIdentity";
import type { RestoreFailure } from "../../flows/restoreBackup";
import type { Action, CommandFailure } from "../command";
import { generateCommands, renewCommands } from "./sides";

type BackupFailure = Extract<RestoreFailure, { readonly code: "backup-missing" | "backup-incomplete" }>;

/** Every expected "no" about an older certificate. */
export type RenewalRefusal = RenewRefused | BackupFailure;

/** Tells a failure about renewing or restoring from any other. */
export function isRenewFailure(failure: { readonly code: string }): failure is RenewalRefusal {
  return failure.code.startsWith("renew-") || failure.code.startsWith("backup-");
}

/** Tells why a certificate was not renewed, or no backup restored; buttons go to the given properties file. */
export function renewWords(failure: RenewalRefusal, propertiesPath?: string): CommandFailure {
  const { code, path } = failure;
  const words = { code, message: sentences[code](nameOf(path), folderOf(path)), details: { path } };
  if (code === "backup-missing" || code === "backup-incomplete") {
    return words;
  }
  const args = propertiesPath === undefined ? [] : [propertiesPath];
  return { ...words, actions: actionsOf(failure, args) };
}

const sentences: Readonly<Record<RenewalRefusal["code"], (name: string, folder: string) => string>> = {
  "renew-nothing-there": (name, folder) =>
    l10n.t("There is nothing to renew: there is no {name} in {folder}. Generate the certificate first.", {
      name,
      folder,
    }),
  "renew-cert-unreadable": (name) =>
    l10n.t(
      "{name} holds no certificate that can be read, so it cannot be renewed. Put the file back, or generate the certificate anew.",
      { name },
    ),
  "renew-key-unusable": (name) =>
    l10n.t(
      "The key cannot stay: {name} is not there, cannot be read or is the key of another certificate. Renew with a new key, or put the file back.",
      { name },
    ),
  "renew-would-change": (name) =>
    l10n.t(
      "Nothing was renewed, as it would change more than the dates: alias and passwords of the properties file do not open {name}. Put them back, or generate the certificate anew.",
      { name },
    ),
  "renew-needs-ca": (name) =>
    l10n.t(
      "A CA signed {name}, and none is chosen to sign it anew. Name that CA in thingsboardX509.certificate.deviceCa.",
      { name },
    ),
  "backup-missing": (name, folder) =>
    l10n.t(
      "There is no {name} in {folder}. Backups of this device are made when its certificate is replaced.",
      { name, folder },
    ),
  "backup-incomplete": (name, folder) =>
    l10n.t(
      "{name} in {folder} has no certificate or no key that can be read, so nothing was restored. Choose another backup.",
      { name, folder },
    ),
};

function actionsOf({ code, side }: RenewRefused, args: readonly unknown[]): readonly Action[] {
  const generate: Action = { ...generateCommands[side], args };
  const renew: Action = {
    title: l10n.t("Renew with a New Key"),
    command: renewCommands[side],
    args: [...args, ...(args.length === 0 ? [] : [{ keepKey: false }])],
  };
  const settings: Action = {
    title: l10n.t("Open Setting"),
    command: "workbench.action.openSettings",
    args: ["thingsboardX509.certificate.deviceCa"],
  };
  switch (code) {
    case "renew-key-unusable":
      return [renew];
    case "renew-needs-ca":
      return [settings];
    default:
      return [generate];
  }
}
