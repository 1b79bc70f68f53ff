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
    `You are signed in to ${plainText(server)} as ${plainText(user.name)}.`,
    ...(isAdministrator ? [] : [`${roleOf(user.authority)}: the server will refuse to provision devices.`]),
    ...(kept === "keyring" ? [] : [notKept]),
  ];
  const isPlain = isAdministrator && kept === "keyring";
  return { kind: isPlain ? "information" : "warning", message: sentences.join(" ") };
}

const notKept =
  "The keyring of this machine keeps nothing, so this holds until the window closes: you will be asked again then.";

function roleOf(authority: string): string {
  switch (authority) {
    case "SYS_ADMIN":
      return "That is a system administrator and no tenant administrator";
    case "CUSTOMER_USER":
      return "That is a customer's user and no tenant administrator";
    default:
      return `That is no tenant administrator (${plainText(authority)})`;
  }
}

/** What is said to who signed out. */
export function signedOutWords(server: string, wasSignedIn: boolean): string {
  return wasSignedIn
    ? `You are signed out of ${plainText(server)}: what was kept of the sign-in is wiped.`
    : `Nobody was signed in to ${plainText(server)}.`;
}

/** Nobody is signed in to any server. */
export const nobodySignedIn: CommandFailure = {
  code: "not-signed-in",
  message: "Nobody is signed in to any server.",
  actions: [{ title: "Sign In…", command: "thingsboardX509.signIn", args: [] }],
};

/** What was given is nothing to sign in with. */
export const badLogin: CommandFailure = {
  code: "argument-invalid",
  message:
    "Sign In takes either username and password or apiKey, as texts that are not empty; an API key has no spaces.",
};

/** The Local Test Server is to be signed in to, and does not run. */
export const testServerToStart: CommandFailure = {
  code: "test-server-not-running",
  message: `The ${localTestServerName} is not running, so there is nothing to sign in to.`,
  actions: [
    {
      title: "Start and Sign In",
      command: "thingsboardX509.signIn",
      args: [localTestServerName, { start: true }],
    },
  ],
};

/** A password would go over the network for all to read. */
export function notEncrypted(server: string, host: string): CommandFailure {
  return {
    code: "rest-not-encrypted",
    message: `Nothing was sent: the REST address of ${plainText(server)} is not encrypted, and whoever is between here and ${plainText(host)} could read what you sign in with. Use https://, or sign in by hand and agree.`,
    details: { server },
    actions: [{ title: "Sign In…", command: "thingsboardX509.signIn", args: [server] }],
  };
}

/** Asks whether a password may go over the network for all to read. */
export function unencryptedQuestion(
  server: string,
  host: string,
): { readonly message: string; readonly detail: string; readonly button: string } {
  return {
    message: `The connection to ${plainText(server)} is not encrypted.`,
    detail: `Its REST address starts with http://. Whoever is between here and ${plainText(host)} can read your password and sign in as you. An https:// address keeps it secret.`,
    button: "Sign In Unencrypted",
  };
}
