import * as vscode from "vscode";
import type { Device } from "../../core/devices/device";
import { blockingProblems } from "../../core/identity/identityOf";
import type { Profile } from "../../core/profile/profile";
import type { App } from "../app";
import { bugText } from "../bug";
import { settingsFor } from "../settings";
import { languageId } from "./documents";
import { identityLine } from "./identityLine";
import { lensesOf } from "./lenses";
import type { ProfileOf } from "./profiles";

/** Shows lenses above the first line of a properties file and above its common name, and keeps them true with its device. */
export function registerCodeLens(app: App, profileOf: ProfileOf): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  let devices: readonly Device[] = [];
  const look = (): void => {
    app.devices.all().then(
      (found) => {
        devices = found;
        changes.fire();
      },
      (error: unknown) => {
        app.log.error("lenses:", bugText(error));
      },
    );
  };
  look();
  return vscode.Disposable.from(
    changes,
    app.devices.onDidChange(look),
    app.sessions.onDidChange(() => {
      changes.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("thingsboardX509.certificate")) {
        changes.fire();
      }
    }),
    vscode.languages.registerCodeLensProvider(
      { language: languageId, scheme: "file" },
      {
        onDidChangeCodeLenses: changes.event,
        provideCodeLenses: (document) => {
          const profile = profileOf(document);
          return [...actionLenses(document, profile, devices, app), ...identityLenses(document, profile)];
        },
      },
    ),
  );
}

/** The certificates are those on disk; what stands in the way is what the editor shows, saved or not. */
function actionLenses(
  document: vscode.TextDocument,
  profile: Profile,
  devices: readonly Device[],
  { sessions, world }: Pick<App, "sessions" | "world">,
): vscode.CodeLens[] {
  const propertiesPath = document.uri.fsPath;
  const onDisk = devices.find((candidate) => candidate.propertiesPath === propertiesPath);
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
  // `$(` would begin an icon.
  const title = identityLine(profile)?.replaceAll("$(", "\\$(");
  const named = document.positionAt(profile.values.get("DOMAIN_SUFFIX")?.span.start ?? 0);
  const line = Math.min(Math.max(named.line, 1), document.lineCount - 1);
  return title === undefined
    ? []
    : [new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command: "" })];
}

/** Above the first line. */
const top = new vscode.Range(0, 0, 0, 0);
