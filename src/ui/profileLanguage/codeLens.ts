import * as vscode from "vscode";
import type { Device } from "../../core/devices/device";
import { blockingProblems } from "../../core/identity/identityOf";
import type { Profile } from "../../core/profile/profile";
import type { App } from "../app";
import { settingsFor } from "../settings";
import { withoutIcons } from "../words/withoutIcons";
import { identityLine } from "./identityLine";
import { lensesOf } from "./lenses";

/** Shows lenses above the first line of a properties file and above its common name; tells when they may be others. */
export function lensFeatures(app: App, changed: () => void): vscode.CodeLensProvider & vscode.Disposable {
  const { profileOf, devices } = app;
  const subscriptions = vscode.Disposable.from(
    devices.onDidChange(changed),
    app.sessions.onDidChange(changed),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("thingsboardX509.certificate")) {
        changed();
      }
    }),
  );
  return Object.assign(subscriptions, {
    provideCodeLenses: async (document: vscode.TextDocument) => {
      const device = await devices.at(document.uri.fsPath);
      const profile = profileOf(document);
      return [...actionLenses(document, profile, device, app), ...identityLenses(document, profile)];
    },
  });
}

/** The certificates are those on disk; what stands in the way is what the editor shows, saved or not. */
function actionLenses(
  document: vscode.TextDocument,
  profile: Profile,
  onDisk: Device | undefined,
  { sessions, world }: Pick<App, "sessions" | "world">,
): vscode.CodeLens[] {
  const propertiesPath = document.uri.fsPath;
  const device = onDisk && { ...onDisk, blockingProblems: blockingProblems(profile, "client").length };
  const lenses = lensesOf({
    propertiesPath,
    ...(device === undefined ? {} : { device }),
    liveness: sessions.livenessOf(propertiesPath),
    now: world.clock(),
    expiryWarningDays: settingsFor(document.uri).expiryWarningDays,
  });
  return lenses.map(
    ({ title, command, args }) => new vscode.CodeLens(top, { title, command, arguments: [...args] }),
  );
}

/**
 * A title that does nothing when it is clicked, above the common name, or above the second line where that is the
 * first: behind the actions there is no room for it.
 */
function identityLenses(document: vscode.TextDocument, profile: Profile): vscode.CodeLens[] {
  const identity = identityLine(profile);
  const named = document.positionAt(profile.values.get("DOMAIN_SUFFIX")?.span.start ?? 0);
  const line = Math.min(Math.max(named.line, 1), document.lineCount - 1);
  return identity === undefined
    ? []
    : [
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: withoutIcons(identity),
          command: "",
        }),
      ];
}

/** Above the first line. */
const top = new vscode.Range(0, 0, 0, 0);
