import * as l10n from "@vscode/l10n";
import type { Side } from "../core/identity/identity";
import { fail, type Result } from "../core/result";
import type { Generated } from "../flows/issueBundle";
import { nameOf } from "../flows/paths";
import type { RenewRequest } from "../flows/renewIdentity";
import type { App } from "./app";
import { booleanOption, optionsArgument } from "./callArguments";
import { caChoiceFor, withPassphrase } from "./caChoice";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { formatsFor, notSaved, validityDays, type GeneratedBundle } from "./generate";
import { saveEditorOf } from "./openFile";
import { pickOne } from "./pick";
import { withProgress } from "./progress";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { sideWords } from "./words/sides";

/**
 * Renews one side's certificate of a properties file: subject, alias and passwords stay, and the key where the options or
 * the person say so. The old bundle is kept in `backup/`.
 */
export async function renew(
  app: App,
  side: Side,
  [properties, options]: readonly unknown[],
): Promise<Outcome<GeneratedBundle>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const given = optionsArgument(options);
  const ca = caChoiceFor(path.value, side, given);
  if (!ca.ok) {
    return failed(ca.failure);
  }
  const keepKey = booleanOption(given["keepKey"]) ?? (await askForKey());
  if (keepKey === undefined) {
    return undefined;
  }
  const wanted = { propertiesPath: path.value, side, keepKey, given };
  const title = l10n.t("Renewing the {side} certificate for {file}", {
    side: sideWords[side],
    file: nameOf(path.value),
  });
  const renewed = await renewOne(app, wanted, (work) => withProgress(title, work));
  if (!renewed.ok) {
    return renewed.failure === "cancelled" ? undefined : failed(renewed.failure);
  }
  const { files, fingerprint256, credentialsId, notAfter, backupFolder } = renewed.value;
  tell(path.value, side, { until: notAfter, backupFolder, keepKey });
  return done({ files, fingerprint256, credentialsId, notAfter: notAfter.toISOString() });
}

/** Which certificate is to be renewed, and how. */
export interface Wanted {
  readonly propertiesPath: string;
  readonly side: Side;
  readonly keepKey: boolean;
  /** The options `ca` and `passphrase`. */
  readonly given: Readonly<Partial<Record<string, unknown>>>;
}

/** Renews one certificate: unsaved changes are saved first, and the device is looked at again. `during` runs the work. */
export async function renewOne(
  app: App,
  { propertiesPath, side, keepKey, given }: Wanted,
  during: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>,
): Promise<Result<Generated, CommandFailure | "cancelled">> {
  const ca = caChoiceFor(propertiesPath, side, given);
  if (!ca.ok) {
    return ca;
  }
  if ((await saveEditorOf(propertiesPath)) === "not-saved") {
    return fail(notSaved(propertiesPath));
  }
  const request: RenewRequest = {
    propertiesPath,
    side,
    keepKey,
    validityDays: validityDays(side, propertiesPath),
    formats: formatsFor(propertiesPath),
  };
  const { renewIdentity } = await import("../flows/renewIdentity");
  const result = await withPassphrase(ca.value, (choice) =>
    during((signal) =>
      renewIdentity(choice === undefined ? request : { ...request, ca: choice }, app.world, signal),
    ),
  );
  await app.devices.refresh(propertiesPath);
  if (result?.ok === true) {
    return result;
  }
  return fail(
    result === undefined || result.failure.code === "cancelled"
      ? "cancelled"
      : failureWords(result.failure, propertiesPath),
  );
}

interface Renewed {
  readonly until: Date;
  readonly backupFolder: string | undefined;
  readonly keepKey: boolean;
}

function tell(path: string, side: Side, { until, backupFolder, keepKey }: Renewed): void {
  const kept =
    backupFolder === undefined
      ? ""
      : ` ${l10n.t("The old one is kept in backup/{file}.", { file: nameOf(backupFolder) })}`;
  const copy = { title: l10n.t("Copy Public Cert"), command: "thingsboardX509.copyPublicCert", args: [path] };
  void showWithActions(
    "information",
    renewedText(side, { until, keepKey }, kept),
    side === "client" ? [copy] : [],
  );
}

/** `kept` is a sentence behind a space, or empty. */
function renewedText(
  side: Side,
  { until, keepKey }: Pick<Renewed, "until" | "keepKey">,
  kept: string,
): string {
  const facts = { side: sideWords[side], until: until.toISOString().slice(0, 10), kept };
  const renewed = keepKey
    ? l10n.t("The {side} certificate is renewed with the same key, valid until {until}.{kept}", facts)
    : l10n.t("The {side} certificate is renewed with a new key, valid until {until}.{kept}", facts);
  const known =
    side === "client"
      ? l10n.t("ThingsBoard still has the old certificate: give it the new one.")
      : l10n.t("Whoever trusts the server still has the old certificate: give them the new one.");
  return `${renewed} ${known}`;
}

/** Asks whether the key stays; undefined where the person left. */
export async function askForKey(title = l10n.t("Renew")): Promise<boolean | undefined> {
  const items = [
    {
      label: l10n.t("New key (recommended)"),
      icon: "key",
      detail: l10n.t("A copy of the old key is then useless"),
      keepKey: false,
    },
    {
      label: l10n.t("Keep the key"),
      icon: "lock",
      detail: l10n.t("For a device whose key cannot be replaced; only the certificate is new"),
      keepKey: true,
    },
  ];
  const picked = await pickOne(items, {
    title,
    placeHolder: l10n.t("Subject, alias and passwords stay. And the key?"),
  });
  return picked?.keepKey;
}
