import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "./app";
import { done, failed, showWithActions, type Action, type Outcome } from "./command";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";

/** Puts a device's public certificate on the clipboard as ThingsBoard takes it, and tells where to paste it. */
export async function copyPublicCert(app: App, properties: unknown): Promise<Outcome<undefined>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const { readPublicCert } = await import("../flows/readPublicCert");
  const found = await readPublicCert(path.value, app.world);
  if (!found.ok) {
    return failed(failureWords(found.failure, path.value));
  }
  await vscode.env.clipboard.writeText(found.value.pem);
  const register: Action = {
    title: l10n.t("Register with Local Test Server"),
    command: "thingsboardX509.registerWithTestServer",
    args: [path.value],
  };
  void showWithActions(
    "information",
    l10n.t(
      "The public certificate is on the clipboard. In ThingsBoard, paste it at Device → Manage credentials → X.509.",
    ),
    app.testServer.running() === undefined ? [] : [register],
  );
  return done(undefined);
}
