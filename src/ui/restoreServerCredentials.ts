import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { forgetOldCredentials, oldCredentialsOf } from "./oldCredentials";
import { withProgress } from "./progress";
import { textOption } from "./serverArguments";
import { serverLinkOf } from "./serverLinks";
import { signedInServer } from "./signedInServer";
import { propertiesPathFrom } from "./whichDevice";
import { plainText } from "./words/diagnosisCase";
import { provisionFailureWords } from "./words/provisioning";
import { provisionAction } from "./words/serverActions";

/** What putting old credentials back gives to its caller. */
export interface RestoredCredentials {
  readonly deviceId: string;
  readonly changed: boolean;
}

/** Gives a device on a server the credentials back that Provision Device replaced. */
export async function restoreServerCredentials(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<RestoredCredentials>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const signedIn = await signedInServer(app, textOption(optionsArgument(options)["server"]), path.value);
  if (signedIn?.kind !== "done") {
    return signedIn;
  }
  const { server, board } = signedIn.value;
  const link = serverLinkOf(app, server, path.value);
  const old = link && (await oldCredentialsOf(app.world, server, link.deviceId));
  if (link === undefined || old === undefined) {
    return failed(nothingKept(server.name));
  }
  const { restoreCredentials } = await import("../flows/restoreCredentials");
  const restored = await withProgress(`Putting the old credentials back on ${server.name}`, (signal) =>
    restoreCredentials(link.deviceId, old, board, signal),
  );
  if (!restored.ok) {
    const { failure } = restored;
    const subject = { server, propertiesPath: path.value };
    return failure.code === "cancelled" ? undefined : failed(provisionFailureWords(failure, subject));
  }
  app.comparisons.refresh(path.value);
  await forgetOldCredentials(app.world, server, link.deviceId);
  void showWithActions(
    "information",
    `${plainText(link.deviceName)} on ${plainText(server.name)} has its old credentials again.`,
    [provisionAction(path.value, server)],
  );
  return done({ deviceId: link.deviceId, changed: restored.value.changed });
}

function nothingKept(serverName: string): CommandFailure {
  return {
    code: "no-old-credentials",
    message: `No old credentials of this device on ${plainText(serverName)} are kept here: they are kept when Provision Device replaces them, until they are put back.`,
  };
}
