import { parseRestAddress } from "../core/credential/restAddress";
import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import type { CommandFailure } from "./command";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";

/** What was forgotten of a sign-in. */
export type Forgotten = "signed-out" | "nothing" | CommandFailure;

/**
 * Signs out of a REST address that no server of the settings has any longer with the same CA file: called once the
 * settings are written, with the server as it was before.
 */
export async function forgetAccount(
  app: Pick<App, "accounts" | "testServer">,
  before: ServerChoice,
): Promise<Forgotten> {
  const isStillThere = settingsFor().servers.some(({ name }) => {
    const server = serverChosen(app, name, undefined);
    return server.ok && isSameAccount(server.value, before);
  });
  if (isStillThere) {
    return "nothing";
  }
  const wiped = await app.accounts.signOut(before);
  if (!wiped.ok) {
    // An address that never was one has no account.
    return wiped.failure.code === "rest-address-invalid" ? "nothing" : wiped.failure;
  }
  return wiped.value ? "signed-out" : "nothing";
}

function isSameAccount(one: ServerChoice, other: ServerChoice): boolean {
  return addressOf(one) === addressOf(other) && one.restCaFile === other.restCaFile;
}

function addressOf({ restUrl = "" }: ServerChoice): string {
  const address = parseRestAddress(restUrl);
  return address.ok ? address.value.url : restUrl;
}
