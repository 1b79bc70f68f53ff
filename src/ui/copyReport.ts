import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ReportFacts } from "../core/connection/report";
import type { App } from "./app";
import { booleanOption, optionsArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { pickOne } from "./pick";
import { propertiesPathFrom } from "./whichDevice";
import { plainText } from "./words/diagnosisCase";
import type { Versions } from "./words/ticket";

/** What copying gives to its caller. */
export interface CopiedReport {
  /** Markdown. */
  readonly report: string;
}

/**
 * Puts the report of a device's last test on the clipboard, for a support ticket: without keys, passwords and tokens, paths
 * from the workspace, and host names and the values that the device sent only where the options or the person say so.
 */
export async function copyReport(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<CopiedReport>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const last = app.sessions.lastReport(path.value);
  if (last === undefined) {
    return failed(await noReport(app, path.value));
  }
  const shown = await shownParts(last, optionsArgument(options));
  if (shown === undefined) {
    return undefined;
  }
  const { redactReport } = await import("../flows/redactReport");
  const { ticketText } = await import("./words/ticket");
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const report = ticketText(await redactReport(last, { folders, ...shown }, app.world), versions());
  await vscode.env.clipboard.writeText(report);
  void tell(report, shown.hostNames);
  return done({ report });
}

/** What a report may show of the network and of the device. */
interface Shown {
  readonly hostNames: boolean;
  readonly values: boolean;
}

/** As the options say, else as the person does; whoever said something of the hosts is not asked for the values. */
async function shownParts(
  { arrival }: ReportFacts,
  options: ReturnType<typeof optionsArgument>,
): Promise<Shown | undefined> {
  const given = booleanOption(options["hostNames"]);
  const hostNames = given ?? (await askForHostNames());
  if (hostNames === undefined) {
    return undefined;
  }
  const isAsked = given === undefined && arrival !== undefined;
  const values = booleanOption(options["values"]) ?? (isAsked ? await askForValues() : false);
  return values === undefined ? undefined : { hostNames, values };
}

function askForValues(): Promise<boolean | undefined> {
  return askWhether(l10n.t("And the values that the device sent?"), {
    without: { label: l10n.t("Without values"), detail: l10n.t("Keys and times stay") },
    with: { label: l10n.t("With values"), detail: l10n.t("What the server has of what the device sent") },
  });
}

function askForHostNames(): Promise<boolean | undefined> {
  return askWhether(l10n.t("No key, password, token or user name is in it. And the host names?"), {
    without: {
      label: l10n.t("Without host names"),
      detail: l10n.t("Hosts and addresses become host-1, host-2 …"),
    },
    with: { label: l10n.t("With host names"), detail: l10n.t("For whoever knows the network anyway") },
  });
}

interface Choice {
  readonly label: string;
  readonly detail: string;
}

/** Asks whether the report may show something; what shows less is the first choice. */
async function askWhether(
  placeHolder: string,
  choices: { readonly without: Choice; readonly with: Choice },
): Promise<boolean | undefined> {
  const rows = [
    { ...choices.without, label: choices.without.label, icon: "eye-closed", isShown: false },
    { ...choices.with, label: choices.with.label, icon: "eye", isShown: true },
  ];
  const picked = await pickOne(rows, { title: l10n.t("Copy Report"), placeHolder });
  return picked?.isShown;
}

/** What runs here, which the cause may lie in. */
function versions(): Versions {
  const extension = vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509");
  const { version } = optionsArgument(extension?.packageJSON);
  const { uiKind, remoteName } = vscode.env;
  const place = [
    uiKind === vscode.UIKind.Web ? "web" : "desktop",
    ...(remoteName === undefined ? [] : [`remote: ${remoteName}`]),
  ];
  const { node, openssl, electron } = process.versions as Readonly<Record<string, string | undefined>>;
  return [
    ["ThingsBoard X.509", typeof version === "string" ? version : "unknown"],
    ["VS Code", `${vscode.version} (${place.join(", ")})`],
    [l10n.t("Platform"), `${process.platform} ${process.arch}`],
    ["Node.js", node ?? "unknown"],
    [
      "TLS",
      electron === undefined
        ? `OpenSSL ${openssl ?? "unknown"}`
        : l10n.t("BoringSSL of Electron {electron}", { electron }),
    ],
  ];
}

async function tell(report: string, hostNames: boolean): Promise<void> {
  const open = l10n.t("Open");
  const chosen = await vscode.window.showInformationMessage(
    hostNames
      ? l10n.t("The report is on the clipboard, with host names. No key, password or token is in it.")
      : l10n.t("The report is on the clipboard. No key, password, token or host name is in it."),
    open,
  );
  if (chosen === open) {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: report });
    await vscode.window.showTextDocument(document);
  }
}

async function noReport({ devices }: App, propertiesPath: string): Promise<CommandFailure> {
  const name = plainText(await devices.nameOf(propertiesPath));
  return {
    code: "report-missing",
    message: l10n.t(
      "There is no report of {name} yet: its connection has not been tested since VS Code started. Test it, then copy the report.",
      { name },
    ),
    details: { path: propertiesPath },
    actions: [
      { title: l10n.t("Test Connection"), command: "thingsboardX509.testConnection", args: [propertiesPath] },
    ],
  };
}
