import type { App } from "./app";
import { done, failed, showWithActions, type Outcome } from "./command";
import { serverMeant } from "./whichServer";
import { signedOutWords } from "./words/accounts";
import { signInTo } from "./words/nextSteps";

/** Signs out of a server: what proves who we are is wiped. */
export async function signOut(
  app: App,
  [argument]: readonly unknown[],
): Promise<Outcome<{ readonly signedOut: boolean }>> {
  const server = await serverMeant(app, argument);
  if (server?.kind !== "done") {
    return server;
  }
  const wiped = await app.accounts.signOut(server.value);
  if (!wiped.ok) {
    return failed(wiped.failure);
  }
  void showWithActions("information", signedOutWords(server.value.name, wiped.value), [
    signInTo(server.value.name),
  ]);
  return done({ signedOut: wiped.value });
}
