import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { AlternativeName } from "../core/identity/identity";
import { comparableName, nameOfHost, namesOf } from "../core/identity/names";
import type { Change } from "../core/profile/changes";
import { fail } from "../core/result";
import type { AddServerNameRequest, ServerNamed } from "../flows/addServerName";
import type { CaChoice } from "../flows/deviceCa";
import { loadIdentity } from "../flows/loadProfile";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { caChoiceFor, withPassphrase } from "./caChoice";
import { done, failed, showWithActions, type Outcome } from "./command";
import { formatsFor, notSaved, validityDays, type GeneratedBundle } from "./generate";
import { saveEditorOf } from "./openFile";
import { writableDocument, writeChange } from "./profileWriter";
import { withProgress } from "./progress";
import { textOption } from "./serverArguments";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { hostUnusable, serverNamedWords, serverNameQuestion } from "./words/serverName";
import { unlinked } from "./words/unlinked";

/** What the command gives to its caller. */
export interface NamedServer extends GeneratedBundle {
  /** Whether the server's key is the one that it had. */
  readonly keptKey: boolean;
}

/**
 * Has the server's certificate name one more host: adds it to `SUBJECT_ALTERNATIVE_NAMES` and issues the certificate anew,
 * with the same key where that can be. The old bundle is kept in `backup/`; the person is asked unless `overwrite` is true.
 */
export async function fixServerName(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<NamedServer>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const given = optionsArgument(options);
  const asked = await nameFrom(app, path.value, given["host"]);
  if (asked?.kind !== "done") {
    return asked;
  }
  const name = asked.value;
  const ca = caChoiceFor(path.value, "server", given);
  if (!ca.ok) {
    return failed(ca.failure);
  }
  if (given["overwrite"] !== true && !(await isAgreed(app, path.value, name))) {
    return undefined;
  }
  const written = await writeName(app, path.value, name);
  if (written?.kind !== "done") {
    return written;
  }
  return issued(app, requestFor(path.value, name, ca.value));
}

function requestFor(
  propertiesPath: string,
  name: AlternativeName,
  ca: CaChoice | undefined,
): AddServerNameRequest {
  return {
    propertiesPath,
    name,
    validityDays: validityDays("server", propertiesPath),
    formats: formatsFor(propertiesPath),
    ...(ca === undefined ? {} : { ca }),
  };
}

async function nameFrom(app: App, path: string, given: unknown): Promise<Outcome<AlternativeName>> {
  const host = textOption(given) ?? (await askForHost(app, path));
  // A zone names an interface of this machine; no certificate has it (RFC 4007 §11).
  const name = host === undefined ? undefined : nameOfHost(host.replace(/%[^]*$/, ""));
  if (name !== undefined) {
    return done(name);
  }
  return host === undefined ? undefined : failed(hostUnusable(host));
}

/** Into the properties file, where it is not yet, with what is unsaved there: the certificate is made of what is on disk. */
async function writeName(app: App, path: string, name: AlternativeName): Promise<Outcome<undefined>> {
  const opened = await writableDocument(app, path);
  if (opened?.kind !== "done") {
    return opened;
  }
  const key = "SUBJECT_ALTERNATIVE_NAMES";
  const value = app.profileOf(opened.value).values.get(key)?.value ?? "";
  const isNamed = namesOf(value).some((one) => comparableName(one) === comparableName(name));
  const text = `${/^\s*$|,\s*$/.test(value) ? "" : ","}${name.kind}:${name.value}`;
  const change: Change = { kind: "append", key, text };
  const written = isNamed ? done([]) : await writeChange(app, path, change);
  if (written?.kind !== "done") {
    return written;
  }
  return (await saveEditorOf(path)) === "not-saved" ? failed(notSaved(path)) : done(undefined);
}

async function issued(app: App, request: AddServerNameRequest): Promise<Outcome<NamedServer>> {
  const { propertiesPath } = request;
  const { addServerName } = await import("../flows/addServerName");
  const result = await withPassphrase(request.ca, (choice) =>
    withProgress(
      l10n.t("Issuing the server certificate for {file}", { file: nameOf(propertiesPath) }),
      (signal) =>
        addServerName(choice === undefined ? request : { ...request, ca: choice }, app.world, signal),
    ),
  );
  await app.devices.refresh(propertiesPath);
  const named = result ?? fail({ code: "cancelled" } as const);
  if (!named.ok) {
    return named.failure.code === "cancelled"
      ? undefined
      : failed(failureWords(named.failure, propertiesPath));
  }
  tell(request, named.value);
  const { files, fingerprint256, credentialsId, notAfter, keptKey } = named.value;
  return done({ files, fingerprint256, credentialsId, notAfter: notAfter.toISOString(), keptKey });
}

/** The host that the last test dialled in vain, to be confirmed or replaced. */
function askForHost({ sessions }: App, path: string): Thenable<string | undefined> {
  const { diagnosis } = sessions.lastReport(path) ?? {};
  return vscode.window.showInputBox({
    title: l10n.t("Add Host to Server Certificate"),
    prompt: l10n.t("Host name or IP address by which devices reach the server"),
    value: diagnosis?.code === "server-cert-host-mismatch" ? (diagnosis.facts["host"] ?? "") : "",
    validateInput: (text) =>
      nameOfHost(text.trim()) === undefined ? unlinked(hostUnusable(text.trim()).message) : undefined,
  });
}

async function isAgreed({ world }: App, path: string, name: AlternativeName): Promise<boolean> {
  const identity = await loadIdentity(path, "server", world);
  const { message, detail, agree } = serverNameQuestion(path, name.value, {
    prefix: identity.ok ? identity.value.filePrefix : "server",
  });
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, agree)) === agree;
}

function tell({ propertiesPath, name }: AddServerNameRequest, named: ServerNamed): void {
  const [first] = named.files;
  void showWithActions("information", serverNamedWords(name.value, named), [
    ...(first === undefined
      ? []
      : [{ title: l10n.t("Show Files"), command: "revealFileInOS", args: [vscode.Uri.file(first)] }]),
    { title: l10n.t("Test Connection"), command: "thingsboardX509.testConnection", args: [propertiesPath] },
  ]);
}
