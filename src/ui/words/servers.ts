import * as l10n from "@vscode/l10n";
import type { UrlFailure } from "../../core/connection/options";
import type { RestAddressFailure } from "../../core/credential/restAddress";
import { plainText } from "./diagnosisCase";
import type { Action, CommandFailure } from "../command";

/** Why an address is none that a device can connect to, with the next step. */
export const urlWords: Readonly<Record<UrlFailure["reason"], string>> = {
  "not-tls": l10n.t("Two-way TLS needs an mqtts:// address, such as mqtts://tb.example.com:8883."),
  scheme: l10n.t("The address starts with mqtts://, such as mqtts://tb.example.com:8883."),
  "user-info": l10n.t(
    "No name or password belongs in the address: the certificate is what the device shows.",
  ),
  host: l10n.t("The address needs a host, such as mqtts://tb.example.com:8883."),
  port: l10n.t("The port is a number from 1 to 65535, such as mqtts://tb.example.com:8883."),
};

/** Why an address is none of a REST API, with the next step. */
export const restAddressWords: Readonly<Record<RestAddressFailure["reason"], string>> = {
  scheme: l10n.t("It starts with https://, such as https://tb.example.com."),
  host: l10n.t("It needs a host, such as https://tb.example.com."),
  "user-info": l10n.t("No name or password belongs in it: Sign In… asks for them."),
  query: l10n.t("It ends before any ? or #, such as https://tb.example.com."),
};

/** Why a name is none for a new server; undefined where it is one. */
export function serverNameWords(name: string, taken: readonly string[]): string | undefined {
  if (name.trim() === "") {
    return l10n.t("A server needs a name.");
  }
  return taken.includes(name.trim())
    ? l10n.t("There is a server called {name} already.", { name: plainText(name.trim()) })
    : undefined;
}

const openSetting: Action = {
  title: l10n.t("Open Server Settings"),
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.servers"],
};

/** No server has the name that was given or set. */
export function serverUnknown(name: string): CommandFailure {
  return {
    code: "server-unknown",
    message: l10n.t("There is no server called {name}. Add it, or use another one.", {
      name: plainText(name),
    }),
    details: { server: name },
    actions: [{ title: l10n.t("Add Server…"), command: "thingsboardX509.addServer", args: [] }, openSetting],
  };
}

/** The settings file does not take a change; VS Code has told why by then. */
export function settingNotWritten(name: string, cause: string): CommandFailure {
  return {
    code: "setting-not-written",
    message: l10n.t(
      "The setting {name} could not be written. Check that settings.json has no errors and is saved, then try again.",
      { name },
    ),
    details: { setting: name, cause },
    actions: [{ ...openSetting, title: l10n.t("Open Settings"), args: [name] }],
  };
}

/** What was given makes no server. */
export function serverInvalid(reason: string): CommandFailure {
  return { code: "server-invalid", message: l10n.t("The server was not saved. {reason}", { reason }) };
}

/** The address of a server has no host that another port could be of. */
export function addressUnreadable(name: string, reason: string): CommandFailure {
  return {
    code: "server-invalid",
    message: l10n.t("The address of {name} was not changed. {reason}", { name: plainText(name), reason }),
    details: { server: name },
    actions: [openSetting],
  };
}

/** The server's entry has no REST address. */
export function serverWithoutRest(name: string): CommandFailure {
  return {
    code: "server-without-rest",
    message: l10n.t(
      "The server {name} has no REST address in the settings: devices are read and provisioned over it. Add its restUrl.",
      { name: plainText(name) },
    ),
    details: { server: name },
    actions: [openSetting],
  };
}

/** Nobody is signed in to the server. */
export function serverNotSignedIn(name: string): CommandFailure {
  return {
    code: "not-signed-in",
    message: l10n.t("Nobody is signed in to {name}. Sign in first.", { name: plainText(name) }),
    details: { server: name },
    actions: [{ title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [name] }],
    goesOn: true,
  };
}

/** A server was taken out of the settings. */
export function removedWords(server: string, wasSignedIn: boolean): string {
  return wasSignedIn
    ? l10n.t(
        "The server {server} was removed from the settings, and what was kept of the sign-in is wiped.",
        {
          server: plainText(server),
        },
      )
    : l10n.t("The server {server} was removed from the settings.", { server: plainText(server) });
}

/** A server was changed in the settings. */
export function changedWords(
  server: string,
  wasSignedIn: boolean,
): { readonly message: string; readonly actions: readonly Action[] } {
  const changed = l10n.t("The server {server} was changed.", { server: plainText(server) });
  return wasSignedIn
    ? {
        message: l10n.t(
          "{changed} The sign-in belonged to what it was before, and is wiped: sign in again.",
          { changed },
        ),
        actions: [{ title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [server] }],
      }
    : { message: changed, actions: [] };
}
