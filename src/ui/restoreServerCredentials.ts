import * as l10n from "@vscode/l10n";
import type { App } from "./app";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { deviceOnServer, notAnswered } from "./deviceOnServer";
import { forgetOldCredentials, oldCredentialsOf } from "./oldCredentials";
import { withProgress } from "./progress";
import { serverLinkOf } from "./serverLinks";
import { plainText } from "./words/diagnosisCase";
import { provisionAction } from "./words/serverActions";

/** What putting old credentials back gives to its caller. */
export interface RestoredCredentials {
  readonly deviceId: string;
  readonly changed: boolean;
}

/** Gives a device on a server the credentials back that Provision Device replaced. */
export async function restoreServerCredentials(
  app: App,
  args: readonly unknown[],
): Promise<Outcome<RestoredCredentials>> {
  const device = await deviceOnServer(app, args);
  if (device?.kind !== "done") {
    return device;
  }
  const { server, board, propertiesPath } = device.value;
  const link = serverLinkOf(app, server, propertiesPath);
  const old = link && (await oldCredentialsOf(app.world, server, link.deviceId));
  if (link === undefined || old === undefined) {
    return failed(nothingKept(server.name));
  }
  const { restoreCredentials } = await import("../flows/restoreCredentials");
  const restored = await withProgress(
    l10n.t("Putting the old credentials back on {server}", { server: server.name }),
    (signal) => restoreCredentials(link.deviceId, old, board, signal),
  );
  if (!restored.ok) {
    return notAnswered(restored.failure, device.value);
  }
  app.comparisons.refresh(propertiesPath);
  await forgetOldCredentials(app.world, server, link.deviceId);
  void showWithActions(
    "information",
    l10n.t("{deviceName} on {server} has its old credentials again.", {
      deviceName: plainText(link.deviceName),
      server: plainText(server.name),
    }),
    [provisionAction(propertiesPath, server)],
  );
  return done({ deviceId: link.deviceId, changed: restored.value.changed });
}

function nothingKept(serverName: string): CommandFailure {
  return {
    code: "no-old-credentials",
    message: l10n.t(
      "No old credentials of this device on {serverName} are kept here: they are kept when Provision Device replaces them, until they are put back.",
      { serverName: plainText(serverName) },
    ),
  };
}
