import type { UrlFailure } from "../../core/connection/options";
import type { RestAddressFailure } from "../../core/credential/restAddress";
import { plainText } from "./diagnosisCase";
import type { Action, CommandFailure } from "../command";

/** Why an address is none that a device can connect to, with the next step. */
export const urlWords: Readonly<Record<UrlFailure["reason"], string>> = {
  "not-tls": "Two-way TLS needs an mqtts:// address, such as mqtts://tb.example.com:8883.",
  scheme: "The address starts with mqtts://, such as mqtts://tb.example.com:8883.",
  "user-info": "No name or password belongs into the address: the certificate is what the device shows.",
  host: "The address needs a host, such as mqtts://tb.example.com:8883.",
  port: "The port is a number from 1 to 65535, such as mqtts://tb.example.com:8883.",
};

/** Why an address is none of a REST API, with the next step. */
export const restAddressWords: Readonly<Record<RestAddressFailure["reason"], string>> = {
  scheme: "It starts with https://, such as https://tb.example.com.",
  host: "It needs a host, such as https://tb.example.com.",
  "user-info": "No name or password belongs into it: Sign In… asks for them.",
  query: "It ends before any ? or #, such as https://tb.example.com.",
};

/** Why a name is none for a new server; undefined where it is one. */
export function serverNameWords(name: string, taken: readonly string[]): string | undefined {
  if (name.trim() === "") {
    return "A server needs a name.";
  }
  return taken.includes(name.trim())
    ? `There is a server called ${plainText(name.trim())} already.`
    : undefined;
}

const openSetting: Action = {
  title: "Open Server Settings",
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.servers"],
};

/** No server has the name that was given or set. */
export function serverUnknown(name: string): CommandFailure {
  return {
    code: "server-unknown",
    message: `There is no server called ${plainText(name)}. Add it, or use another one.`,
    details: { server: name },
    actions: [{ title: "Add Server…", command: "thingsboardX509.addServer", args: [] }, openSetting],
  };
}

/** The settings file does not take a change; VS Code has told why by then. */
export function settingNotWritten(name: string, cause: string): CommandFailure {
  return {
    code: "setting-not-written",
    message: `The setting ${name} could not be written. Check that settings.json has no errors and is saved, then try again.`,
    details: { setting: name, cause },
    actions: [{ ...openSetting, title: "Open Settings", args: [name] }],
  };
}

/** What was given makes no server. */
export function serverInvalid(reason: string): CommandFailure {
  return { code: "server-invalid", message: `The server was not saved. ${reason}` };
}

/** The address of a server has no host that another port could be of. */
export function addressUnreadable(name: string, reason: string): CommandFailure {
  return {
    code: "server-invalid",
    message: `The address of ${plainText(name)} was not changed. ${reason}`,
    details: { server: name },
    actions: [openSetting],
  };
}

/** The server's entry has no REST address. */
export function serverWithoutRest(name: string): CommandFailure {
  return {
    code: "server-without-rest",
    message: `The server ${plainText(name)} has no REST address in the settings: devices are read and provisioned over it. Add its restUrl.`,
    details: { server: name },
    actions: [openSetting],
  };
}

/** Nobody is signed in to the server. */
export function serverNotSignedIn(name: string): CommandFailure {
  return {
    code: "not-signed-in",
    message: `Nobody is signed in to ${plainText(name)}. Sign in first.`,
    details: { server: name },
    actions: [{ title: "Sign In…", command: "thingsboardX509.signIn", args: [name] }],
  };
}

/** A server was taken out of the settings. */
export function removedWords(server: string, wasSignedIn: boolean): string {
  const signedOut = wasSignedIn ? ", and what was kept of the sign-in is wiped" : "";
  return `The server ${plainText(server)} was removed from the settings${signedOut}.`;
}

/** A server was changed in the settings. */
export function changedWords(
  server: string,
  wasSignedIn: boolean,
): { readonly message: string; readonly actions: readonly Action[] } {
  const changed = `The server ${plainText(server)} was changed.`;
  return wasSignedIn
    ? {
        message: `${changed} The sign-in belonged to what it was before, and is wiped: sign in again.`,
        actions: [{ title: "Sign In…", command: "thingsboardX509.signIn", args: [server] }],
      }
    : { message: changed, actions: [] };
}
