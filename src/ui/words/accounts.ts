import * as l10n from "@vscode/l10n";
import type { Remembered } from "../../flows/accountKeeper";
import { localTestServerName } from "../app";
import type { CommandFailure } from "../command";
import { plainText } from "./diagnosisCase";

/** What is said to who signed in: a warning where they may not do what one signs in for, or will not be remembered. */
export function signedInWords(
  server: string,
  { user, kept }: Remembered,
): { readonly kind: "information" | "warning"; readonly message: string } {
  const isAdministrator = user.authority === "TENANT_ADMIN";
  const sentences = [
    l10n.t("You are signed in to {server} as {name}.", {
      server: plainText(server),
      name: plainText(user.name),
    }),
    ...(isAdministrator
      ? []
      : [l10n.t("{role}: the server will refuse to provision devices.", { role: roleOf(user.authority) })]),
    ...(kept === "keyring" ? [] : [notKept]),
  ];
  const isPlain = isAdministrator && kept === "keyring";
  return { kind: isPlain ? "information" : "warning", message: sentences.join(" ") };
}

const notKept = l10n.t(
  "The keyring of this machine keeps nothing, so this holds until the window closes: you will be asked again then.",
);

function roleOf(authority: string): string {
  switch (authority) {
    case "SYS_ADMIN":
      return l10n.t("That is a system administrator and no tenant administrator");
    case "CUSTOMER_USER":
      return l10n.t("That is a customer's user and no tenant administrator");
    default:
      return l10n.t("That is no tenant administrator ({authority})", { authority: plainText(authority) });
  }
}

/** What is said to who signed out. */
export function signedOutWords(server: string, wasSignedIn: boolean): string {
  return wasSignedIn
    ? l10n.t("You are signed out of {server}: what was kept of the sign-in is wiped.", {
        server: plainText(server),
      })
    : l10n.t("Nobody was signed in to {server}.", { server: plainText(server) });
}

/** Nobody is signed in to any server. */
export const nobodySignedIn: CommandFailure = {
  code: "not-signed-in",
  message: l10n.t("Nobody is signed in to any server."),
  actions: [{ title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [] }],
};

/** What was given is nothing to sign in with. */
export const badLogin: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "Sign In takes either username and password or apiKey, as texts that are not empty; an API key has no spaces.",
  ),
};

/** The Local Test Server is to be signed in to, and does not run. */
export const testServerToStart = {
  code: "test-server-not-running",
  message: l10n.t("The {localTestServerName} is not running, so there is nothing to sign in to.", {
    localTestServerName,
  }),
  actions: [
    {
      title: l10n.t("Start and Sign In"),
      command: "thingsboardX509.signIn",
      args: [localTestServerName, { start: true }],
    },
  ],
} as const satisfies CommandFailure;

/** A password would go over the network for all to read. */
export function notEncrypted(server: string, host: string): CommandFailure {
  return {
    code: "rest-not-encrypted",
    message: l10n.t(
      "Nothing was sent: the REST address of {server} is not encrypted, and whoever is between here and {host} could read what you sign in with. Use https://, or sign in by hand and agree.",
      { server: plainText(server), host: plainText(host) },
    ),
    details: { server },
    actions: [{ title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [server] }],
  };
}

/** Asks whether a password may go over the network for all to read. */
export function unencryptedQuestion(
  server: string,
  host: string,
): { readonly message: string; readonly detail: string; readonly button: string } {
  return {
    message: l10n.t("The connection to {server} is not encrypted.", { server: plainText(server) }),
    detail: l10n.t(
      "Its REST address starts with http://. Whoever is between here and {host} can read your password and sign in as you. An https:// address keeps it secret.",
      { host: plainText(host) },
    ),
    button: l10n.t("Sign In Unencrypted"),
  };
}
