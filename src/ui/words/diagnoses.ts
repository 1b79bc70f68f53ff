import * as l10n from "@vscode/l10n";
import {
  actionsOf,
  type DiagnosisAction,
  type DiagnosisCode,
  type DiagnosisFacts,
} from "../../core/connection/diagnoses";
import type { ClientLanguage } from "../../core/clientCode/clientCode";
import { addressAtPort, usualTlsPort, parseMqttUrl } from "../../core/connection/options";
import type { ReportFacts } from "../../core/connection/report";
import { nameOf } from "../../flows/paths";
import { localTestServerName } from "../app";
import type { Action } from "../command";
import { diagnosisCaseOf, plainText, type DiagnosisEntry } from "./diagnosisCase";
import { deviceDiagnoses } from "./deviceDiagnoses";
import { localDiagnoses } from "./localDiagnoses";
import { mqttDiagnoses } from "./mqttDiagnoses";
import { provisionAction } from "./serverActions";
import { tlsDiagnoses } from "./tlsDiagnoses";

/** What every code says; a code without an entry does not compile. */
export const diagnosisEntries: Readonly<Record<DiagnosisCode, DiagnosisEntry>> = {
  ...localDiagnoses,
  ...tlsDiagnoses,
  ...mqttDiagnoses,
  ...deviceDiagnoses,
};

/** A diagnosis in the person's words. */
export interface DiagnosisWords {
  readonly title: string;
  /** What happened, to what, with the facts of this case. */
  readonly detail: string;
  /** The next step. */
  readonly cure: string;
  /** The likeliest cure first; at least one. */
  readonly actions: readonly Action[];
}

/** Which device and server a diagnosis is about. */
export type DiagnosisSubject = Pick<ReportFacts, "server" | "properties">;

/** Words a diagnosis: title, sentence, next step and buttons. */
export function diagnosisWords(diagnosis: DiagnosisFacts, subject: DiagnosisSubject): DiagnosisWords {
  const { title, detail, cure, cureOf } = diagnosisEntries[diagnosis.code];
  const found = diagnosisCaseOf(diagnosis, subject);
  const special = cureOf?.(found) ?? "";
  return {
    title,
    detail: detail(found),
    cure: special === "" ? cure : special,
    actions: actionsFor(diagnosis, subject),
  };
}

/** The buttons that apply to this server; `test-again` before those that cure nothing where no other does. */
function actionsFor({ code, facts }: DiagnosisFacts, subject: DiagnosisSubject): readonly Action[] {
  const isLocal = subject.server.name === localTestServerName;
  const kinds = actionsOf(code).filter((kind) => !(isLocal ? foreignOnly : localOnly).has(kind));
  const made = (some: readonly DiagnosisAction[]): readonly Action[] =>
    some.flatMap((kind) => buttons[kind](facts, subject));
  const cures = made(kinds.filter((kind) => !curesNothing.has(kind)));
  return [
    ...(cures.length > 0 ? cures : made(["test-again"])),
    ...made(kinds.filter((kind) => curesNothing.has(kind))),
  ];
}

/** What shows the fault to somebody else. */
const curesNothing: ReadonlySet<DiagnosisAction> = new Set([
  "copy-openssl-command",
  "copy-mosquitto-command",
  "copy-report",
]);

/** What makes sense with the Local Test Server alone. */
const localOnly: ReadonlySet<DiagnosisAction> = new Set(["register-with-test-server", "start-test-server"]);

/** What does not make sense there: it is in no setting and has an identity of its own. */
const foreignOnly: ReadonlySet<DiagnosisAction> = new Set([
  // Registering does the same there, without signing in.
  "provision-device",
  "open-servers-setting",
  "set-port",
  "fix-server-name",
  "renew-server-cert",
  "generate-server-cert",
  "fetch-server-certificate",
]);

type Facts = DiagnosisFacts["facts"];
type Button = (facts: Facts, subject: DiagnosisSubject) => readonly Action[];

/** What each cure is as a button; none where a fact that it needs is missing. */
const buttons: Readonly<Record<DiagnosisAction, Button>> = {
  // An offset belongs to the file that `path` names, which may be another one.
  "open-properties": ({ path, offset }, { properties }) => [
    openButton(properties, path === properties ? offset : undefined),
  ],
  "open-file": ({ path, line }) => (path === undefined ? [] : [openLineButton(path, line)]),
  "renew-client-cert": where(
    "clientRenewable",
    deviceButton(l10n.t("Renew Client Cert…"), "renewClientCert"),
  ),
  "renew-server-cert": where(
    "ownServerCertificate",
    deviceButton(l10n.t("Renew Server Cert…"), "renewServerCert"),
  ),
  "fix-server-name": where("ownServerCertificate", fixButton),
  "set-port": portButton,
  "generate-client-cert": deviceButton(l10n.t("Generate Client Cert"), "generateClientCert"),
  "generate-server-cert": deviceButton(l10n.t("Generate Server Cert"), "generateServerCert"),
  "copy-public-cert": deviceButton(l10n.t("Copy Public Cert"), "copyPublicCert"),
  "register-with-test-server": deviceButton(
    l10n.t("Register with Local Test Server"),
    "registerWithTestServer",
  ),
  "provision-device": (_facts, { properties, server }) => [provisionAction(properties, server)],
  "start-test-server": () => [
    { title: l10n.t("Start Local Test Server"), command: "thingsboardX509.startTestServer", args: [] },
  ],
  "fetch-server-certificate": (_facts, { properties, server }) => [
    {
      title: l10n.t("Fetch Server Certificate…"),
      command: "thingsboardX509.fetchServerCertificate",
      args: [properties, { server: server.name }],
    },
  ],
  "open-servers-setting": settingButton(l10n.t("Open Server Settings"), "servers"),
  "open-timeout-setting": settingButton(l10n.t("Change Timeout"), "connection.timeout"),
  "open-protocol-setting": settingButton(l10n.t("Change MQTT Version"), "connection.protocolVersion"),
  "open-subscriptions-setting": settingButton(l10n.t("Change Subscriptions"), "connection.subscriptions"),
  "test-again": (_facts, { properties, server }) => [
    {
      title: l10n.t("Test Again"),
      command: "thingsboardX509.testConnection",
      args: [properties, { server: server.name }],
    },
  ],
  "copy-openssl-command": codeButton(l10n.t("Copy openssl Command"), "openssl"),
  "copy-mosquitto-command": codeButton(l10n.t("Copy mosquitto_pub Command"), "mosquitto_pub"),
  "copy-report": deviceButton(l10n.t("Copy Report…"), "copyReport"),
};

/** A button that is there where a fact says `true`. */
function where(fact: string, button: Button): Button {
  return (facts, subject) => (facts[fact] === "true" ? button(facts, subject) : []);
}

function fixButton({ host }: Facts, { properties }: DiagnosisSubject): readonly Action[] {
  const title = l10n.t("Add {host} to the Certificate…", { host: plainText(host ?? "") });
  return host === undefined
    ? []
    : [{ title, command: "thingsboardX509.fixServerName", args: [properties, { host }] }];
}

/** The port that answers with TLS, or the usual one where the address is none that could be asked. */
function portButton({ tlsPort }: Facts, { server }: DiagnosisSubject): readonly Action[] {
  const isAddress = parseMqttUrl(server.mqttUrl).ok;
  const port = isAddress ? portOf(tlsPort) : usualTlsPort;
  const address = port === undefined ? undefined : addressAtPort(server.mqttUrl, port);
  return port === undefined || address === undefined
    ? []
    : [
        {
          title: isAddress
            ? l10n.t("Use Port {port}", { port })
            : l10n.t("Use {address}", { address: plainText(address) }),
          command: "thingsboardX509.setServerPort",
          args: [server.name, { port }],
        },
      ];
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function codeButton(title: string, language: ClientLanguage): Button {
  return (_facts, { properties, server }) => [
    {
      title,
      command: "thingsboardX509.copyClientCode",
      args: [properties, { language, server: server.name }],
    },
  ];
}

function deviceButton(title: string, id: string): Button {
  return (_facts, { properties }) => [{ title, command: `thingsboardX509.${id}`, args: [properties] }];
}

function settingButton(title: string, name: string): Button {
  return () => [{ title, command: "workbench.action.openSettings", args: [`thingsboardX509.${name}`] }];
}

/** Opens a file at the place of the trouble, where that is known. */
function openButton(path: string, offset: string | undefined): Action {
  return {
    title: l10n.t("Open {file}", { file: plainText(nameOf(path)) }),
    command: "thingsboardX509.openAt",
    args: offset === undefined ? [path] : [path, Number(offset)],
  };
}

/** The same for a file whose trouble is known by its line. */
function openLineButton(path: string, line: string | undefined): Action {
  const button = openButton(path, undefined);
  return line === undefined ? button : { ...button, args: [path, { line: Number(line) }] };
}
