import * as l10n from "@vscode/l10n";
import type { Action } from "../command";

/** Offers to look at the devices of a server that somebody has just signed in to. */
export function searchDevicesOn(server: string): Action {
  return { title: l10n.t("Search Devices…"), command: "thingsboardX509.searchServerDevices", args: [server] };
}

/** Offers to sign in to a server. */
export function signInTo(server: string): Action {
  return { title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [server] };
}

/** Offers to test a device, or the one that the person picks, on a server. */
export function testOn(server: string, propertiesPath?: string): Action {
  return {
    title: l10n.t("Test Connection"),
    command: "thingsboardX509.testConnection",
    args: [propertiesPath, { server }],
  };
}
