import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { App } from "./app";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { propertiesPathFrom } from "./whichDevice";
import { diagnosisWords } from "./words/diagnoses";

/** A cure that was run, and what its command gave. */
interface AppliedCure {
  readonly title: string;
  /** Full id. */
  readonly command: string;
  readonly result: unknown;
}

/** Does what most likely cures what the last test of a device found: the first button of its notification. */
export async function applyCure(app: App, properties: unknown): Promise<Outcome<AppliedCure>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const report = app.sessions.lastReport(path.value);
  const [cure] = report?.diagnosis === undefined ? [] : diagnosisWords(report.diagnosis, report).actions;
  if (cure === undefined) {
    return failed(nothingToCure(path.value));
  }
  const { title, command, args } = cure;
  return done({ title, command, result: await vscode.commands.executeCommand(command, ...args) });
}

function nothingToCure(propertiesPath: string): CommandFailure {
  return {
    code: "nothing-to-cure",
    message: l10n.t(
      "There is nothing to cure: the last test of this device did not fail, or there was none. Test Connection tests it.",
    ),
    actions: [
      { title: l10n.t("Test Connection"), command: "thingsboardX509.testConnection", args: [propertiesPath] },
    ],
  };
}
