import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Side } from "../core/identity/identity";
import type { KeystoreFormats } from "../core/keystore/bundleOf";
import { fail, ok, type Result } from "../core/result";
import type { GenerateFailure, GenerateRequest } from "../flows/generateIdentity";
import type { Generated } from "../flows/issueBundle";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { booleanOption, optionsArgument, pathArgument } from "./callArguments";
import { caChoiceFor, withPassphrase } from "./caChoice";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { offerGitignore } from "./gitignore";
import { saveEditorOf } from "./openFile";
import { withProgress } from "./progress";
import { settingsFor } from "./settings";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { generatedWords } from "./words/generated";
import { sideWords } from "./words/sides";
import { generateCommands } from "./words/sides";

/** What a generate command gives to its caller. */
export interface GeneratedBundle {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint256: string;
  readonly credentialsId: string;
  /** ISO 8601. */
  readonly notAfter: string;
}

/**
 * Generates one side's bundle of a properties file. Unsaved changes of the file are saved first; an existing bundle is
 * replaced when the options or the person say so, and is kept in `backup/`.
 */
export async function generate(
  app: App,
  side: Side,
  [properties, options]: readonly unknown[],
): Promise<Outcome<GeneratedBundle>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const asked = askedBy(path.value, side, optionsArgument(options));
  if (!asked.ok) {
    return failed(asked.failure);
  }
  const saved = await saveEditorOf(path.value);
  if (saved === "not-saved") {
    return failed(notSaved(path.value));
  }
  const result = await generateWithConsent(app, asked.value);
  await app.devices.refresh(path.value);
  return result === undefined ? undefined : told(app, asked.value, result, saved === "saved");
}

/**
 * Generates one side's bundle where there is none yet, as a step of something that tells its outcome itself: only what
 * stands in the way is said, and what git would take.
 */
export async function generateFirst(
  app: App,
  side: Side,
  propertiesPath: string,
): Promise<Outcome<readonly string[]>> {
  const asked = askedBy(propertiesPath, side, {});
  if (!asked.ok) {
    return failed(asked.failure);
  }
  if ((await saveEditorOf(propertiesPath)) === "not-saved") {
    return failed(notSaved(propertiesPath));
  }
  const result = await generateWithProgress(app, { ...asked.value, overwrite: false });
  await app.devices.refresh(propertiesPath);
  if (!result.ok) {
    return refused(asked.value, result.failure);
  }
  offerGitignore(app, propertiesPath, result.value.files);
  return done(result.value.files);
}

/** What is to be generated: what the options say, and the settings for the rest. */
function askedBy(
  propertiesPath: string,
  side: Side,
  given: ReturnType<typeof optionsArgument>,
): Result<Asked, CommandFailure> {
  const ca = caChoiceFor(propertiesPath, side, given);
  const target = pathArgument(side === "server" ? given["copyTo"] : undefined);
  if (!ca.ok || target.kind === "invalid" || target.kind === "not-on-disk") {
    return fail(ca.ok ? copyToIsNoFolder : ca.failure);
  }
  return ok({
    propertiesPath,
    side,
    overwrite: booleanOption(given["overwrite"]),
    validityDays: validityDays(side, propertiesPath),
    formats: formatsFor(propertiesPath),
    ...(ca.value === undefined ? {} : { ca: ca.value }),
    ...(target.kind === "path" ? { copyTo: target.path } : {}),
  });
}

type Asked = Omit<GenerateRequest, "overwrite"> & { readonly overwrite: boolean | undefined };

/** Tries without overwriting; where something is in the way and nothing was said about it, asks. */
async function generateWithConsent(
  app: App,
  request: Asked,
): Promise<Result<Generated, GenerateFailure> | undefined> {
  const first = await generateWithProgress(app, { ...request, overwrite: request.overwrite ?? false });
  const mustAsk = !first.ok && first.failure.code === "file-exists" && request.overwrite === undefined;
  if (!mustAsk) {
    return first;
  }
  const deviceName = await app.devices.nameOf(request.propertiesPath);
  const replace = l10n.t("Replace");
  const answer = await vscode.window.showWarningMessage(
    request.side === "client"
      ? l10n.t("Replace the certificate of {deviceName}?", { deviceName })
      : l10n.t("Replace the server certificate of {deviceName}?", { deviceName }),
    {
      modal: true,
      detail:
        request.side === "client"
          ? l10n.t(
              "The old files are kept in backup/. The device and ThingsBoard know the old certificate until you give them the new one.",
            )
          : l10n.t(
              "The old files are kept in backup/. The server and its devices know the old certificate until you give them the new one.",
            ),
    },
    replace,
  );
  return answer === replace ? generateWithProgress(app, { ...request, overwrite: true }) : undefined;
}

async function generateWithProgress(
  app: App,
  request: GenerateRequest,
): Promise<Result<Generated, GenerateFailure>> {
  const { generateIdentity } = await import("../flows/generateIdentity");
  const title = l10n.t("Generating the {side} certificate for {file}", {
    side: sideWords[request.side],
    file: nameOf(request.propertiesPath),
  });
  const result = await withPassphrase(request.ca, (ca) =>
    withProgress(title, (signal) =>
      generateIdentity(ca === undefined ? request : { ...request, ca }, app.world, signal),
    ),
  );
  return result ?? fail({ code: "cancelled" });
}

/** Shows what came of it, without waiting for an answer, and gives it to the caller. */
async function told(
  app: App,
  request: Asked,
  result: Result<Generated, GenerateFailure>,
  isSavedFirst: boolean,
): Promise<Outcome<GeneratedBundle>> {
  const { side, propertiesPath } = request;
  if (!result.ok) {
    return refused(request, result.failure);
  }
  const device = await app.devices.at(propertiesPath);
  const keystore = device?.client.files.find((file) => file.endsWith(".jks"));
  const { text, actions } = generatedWords({
    side,
    propertiesPath,
    deviceName: await app.devices.nameOf(propertiesPath),
    generated: result.value,
    isSavedFirst,
    ...(keystore === undefined ? {} : { clientKeystore: nameOf(keystore) }),
  });
  void showWithActions("information", text, actions);
  const { files, fingerprint256, credentialsId, notAfter } = result.value;
  offerGitignore(app, propertiesPath, files);
  return done({ files, fingerprint256, credentialsId, notAfter: notAfter.toISOString() });
}

function refused(request: Asked, failure: GenerateFailure): Outcome<never> {
  return failure.code === "cancelled"
    ? undefined
    : failed(withReplace(failureWords(failure, request.propertiesPath), request));
}

/** Who was told not to overwrite may still be helped: the button asks for what is in the way to be replaced. */
function withReplace(failure: CommandFailure, { side, propertiesPath }: Asked): CommandFailure {
  const { command } = generateCommands[side];
  return failure.code === "file-exists"
    ? { ...failure, actions: [{ title: l10n.t("Replace…"), command, args: [propertiesPath] }] }
    : failure;
}

/** Gives the days that a generated certificate of a side is valid, as the settings have it for its file. */
export function validityDays(side: Side, propertiesPath: string): number {
  const settings = settingsFor(vscode.Uri.file(propertiesPath));
  return side === "client" ? settings.clientValidityDays : settings.serverValidityDays;
}

/** Gives the formats of the keystores, as the settings have them for a properties file. */
export function formatsFor(propertiesPath: string): KeystoreFormats {
  const { keystoreFormat, pkcs12Encryption } = settingsFor(vscode.Uri.file(propertiesPath));
  return { keystore: keystoreFormat, pkcs12: pkcs12Encryption };
}

const copyToIsNoFolder: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The option copyTo has to be a folder on disk: an absolute path or a Uri."),
};

/** Tells that unsaved changes stand in the way. */
export function notSaved(path: string): CommandFailure {
  return {
    code: "properties-not-saved",
    message: l10n.t(
      "{file} has changes that could not be saved, so nothing was generated. Save the file and try again.",
      { file: nameOf(path) },
    ),
    details: { path },
  };
}
