import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { nameOf } from "../flows/paths";
import type { Recording } from "../flows/recordSession";
import type { App } from "./app";
import { optionsArgument, pathArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { givenTarget } from "./saveTarget";
import { textOption } from "./serverArguments";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { countText } from "./words/numbers";
import { sessionNotRecorded } from "./words/streamFailures";
import { unlinked } from "./words/unlinked";

/** What was saved. */
export interface SavedSession {
  readonly path: string;
  /** Messages in the file, one in each line. */
  readonly messages: number;
  /** Messages of the session that are not in it: the recording had reached its limit, or the disk was full. */
  readonly missing: number;
}

/** Saves what the last session of a device received and sent as NDJSON; asks for the file where none is given. */
export async function saveSession(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<SavedSession>> {
  const device = await recordedDevice(app, properties);
  if (device?.kind !== "done") {
    return device;
  }
  const recording = app.recordings.of(device.value);
  if (recording === undefined) {
    return failed(sessionNotRecorded);
  }
  const target = await targetOf(app, device.value, options);
  return target?.kind === "done" ? saved(recording, target.value) : target;
}

/** Without an argument: the only device that has a recording. */
function recordedDevice(app: App, properties: unknown): Promise<Outcome<string>> {
  const [only, another] = app.recordings.paths();
  return properties === undefined && only !== undefined && another === undefined
    ? Promise.resolve(done(only))
    : propertiesPathFrom(app, properties);
}

async function targetOf(app: App, propertiesPath: string, options: unknown): Promise<Outcome<string>> {
  const wanted = optionsArgument(options);
  const given = textOption(wanted["path"]);
  if (given === undefined) {
    const name = nameOf(await app.devices.nameOf(propertiesPath));
    const uri = await vscode.window.showSaveDialog({
      title: l10n.t("Save Session"),
      defaultUri: vscode.Uri.joinPath(vscode.Uri.file(propertiesPath), "..", `${name}.session.ndjson`),
      filters: { NDJSON: ["ndjson", "jsonl"] },
    });
    return uri && done(uri.fsPath);
  }
  return givenTarget(app, pathArgument(given), wanted, notAbsolute);
}

const notAbsolute: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The path of the file to save has to be absolute."),
};

async function saved(recording: Recording, path: string): Promise<Outcome<SavedSession>> {
  const result = await recording.save(path);
  if (!result.ok) {
    return failed(failureWords(result.failure));
  }
  const { kept: messages, cut: missing, failure } = result.value;
  void tell(
    [savedText(messages), ...(missing === 0 ? [] : [missingText(missing, failure?.code)])].join(" "),
    path,
  );
  return done({ path, messages, missing });
}

function savedText(messages: number): string {
  return messages === 1
    ? l10n.t("1 message was saved.")
    : l10n.t("{count} messages were saved.", { count: countText(messages) });
}

/** Tells how many messages are not in the file, and why: its limit, or the `code` of what stopped the recording. */
function missingText(missing: number, code: string | undefined): string {
  const count = countText(missing);
  if (code !== undefined) {
    return missing === 1
      ? l10n.t("1 message is not among them, as the recording could not go on ({code}).", { code })
      : l10n.t("{count} messages are not among them, as the recording could not go on ({code}).", {
          count,
          code,
        });
  }
  return missing === 1
    ? l10n.t(
        "1 message is not among them, as the recording reached its limit, the setting thingsboardX509.output.recordMegabytes.",
      )
    : l10n.t(
        "{count} messages are not among them, as the recording reached its limit, the setting thingsboardX509.output.recordMegabytes.",
        { count },
      );
}

async function tell(message: string, path: string): Promise<void> {
  const open = l10n.t("Open");
  if ((await vscode.window.showInformationMessage(unlinked(message), open)) === open) {
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path));
  }
}
