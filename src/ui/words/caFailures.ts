import * as l10n from "@vscode/l10n";
import type { CaFailure } from "../../flows/deviceCa";
import type { NewDeviceCaFailure } from "../../flows/newDeviceCa";
import { folderOf, nameOf } from "../../flows/paths";
import type { SecretsFailure } from "../../flows/world";
import type { Action, CommandFailure } from "../command";

type ValuesInvalid = Extract<NewDeviceCaFailure, { readonly code: "ca-values-invalid" }>;

/** Every expected "no" about a device CA. */
export type CaRefusal = CaFailure | SecretsFailure | ValuesInvalid;

/** Tells a failure about a device CA from any other. */
export function isCaFailure(failure: { readonly code: string }): failure is CaRefusal {
  return failure.code.startsWith("ca-") || failure.code === "secrets-unavailable";
}

/** Tells why a device CA was not made, or does not sign; no passphrase is in it. */
export function caWords(failure: CaRefusal): CommandFailure {
  switch (failure.code) {
    case "ca-values-invalid":
      return { code: failure.code, message: valueSentences[failure.reason], details: { name: failure.name } };
    case "secrets-unavailable":
      return {
        code: failure.code,
        message: l10n.t(
          "The keyring of this machine keeps nothing, so no device CA was made: its passphrase would be lost. Unlock or install a keyring, such as GNOME Keyring.",
        ),
      };
    default:
      return {
        code: failure.code,
        message: caSentences[failure.code](nameOf(failure.path), folderOf(failure.path)),
        details: { path: failure.path },
        actions: actions[failure.code],
      };
  }
}

const valueSentences: Readonly<Record<ValuesInvalid["reason"], string>> = {
  name: l10n.t(
    "No device CA was made: its name becomes a common name and a file name, so it has 1 to 64 characters, no separator and no ending .pem. Give it another.",
  ),
  passphrase: l10n.t(
    "No device CA was made: its passphrase has fewer than 8 characters. Give it a longer one.",
  ),
};

const caSentences: Readonly<Record<CaFailure["code"], (name: string, folder: string) => string>> = {
  "ca-missing": (name, folder) =>
    l10n.t(
      "There is no {name} in {folder}. Make a device CA of that name, or name another in thingsboardX509.certificate.deviceCa.",
      { name, folder },
    ),
  "ca-unreadable": (name, folder) =>
    l10n.t(
      "{name} in {folder} is no certificate of a CA that can sign for us: it has to be a CA's, with an EC or RSA key. Name another in thingsboardX509.certificate.deviceCa.",
      { name, folder },
    ),
  "ca-expired": (name) =>
    l10n.t(
      "{name} has expired, so it signs nothing any more. Make a new device CA and name it in thingsboardX509.certificate.deviceCa.",
      { name },
    ),
  "ca-key-missing": (name, folder) =>
    l10n.t(
      "There is no {name} in {folder}, and nothing can be signed without the device CA's key. Put the file there, from where the CA was made.",
      { name, folder },
    ),
  "ca-key-unreadable": (name, folder) =>
    l10n.t("{name} in {folder} holds no private key that can be read. Put the file back from a copy.", {
      name,
      folder,
    }),
  "ca-key-mismatch": (name, folder) =>
    l10n.t(
      "{name} in {folder} is the key of another certificate than the one beside it. Put the two files of one device CA there.",
      { name, folder },
    ),
  "ca-passphrase-missing": (name) =>
    l10n.t(
      "The keyring of this machine has no passphrase for {name}: the device CA was made elsewhere. Copy it there with Copy Device CA Passphrase, and enter it here.",
      { name },
    ),
  "ca-passphrase-wrong": (name) =>
    l10n.t(
      "The passphrase does not open {name}. Copy it where the device CA was made, with Copy Device CA Passphrase, and enter it here.",
      { name },
    ),
};

const newCa: Action = { title: l10n.t("New Device CA…"), command: "thingsboardX509.newDeviceCa", args: [] };
const settings: Action = {
  title: l10n.t("Open Setting"),
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.certificate.deviceCa"],
};

const actions: Readonly<Record<CaFailure["code"], readonly Action[]>> = {
  "ca-missing": [newCa, settings],
  "ca-unreadable": [settings],
  "ca-expired": [newCa, settings],
  "ca-key-missing": [settings],
  "ca-key-unreadable": [settings],
  "ca-key-mismatch": [settings],
  "ca-passphrase-missing": [settings],
  "ca-passphrase-wrong": [settings],
};
