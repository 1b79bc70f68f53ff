import {
  diagnosisTable,
  type DiagnosisAction,
  type DiagnosisCode,
  type DiagnosisFacts,
} from "../../core/connection/diagnoses";
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
  const { title, detail, cure } = diagnosisEntries[diagnosis.code];
  return {
    title,
    detail: detail(diagnosisCaseOf(diagnosis, subject)),
    cure,
    actions: actionsFor(diagnosis, subject),
  };
}

/** The buttons that apply to this server; `test-again` where none does. */
function actionsFor({ code, facts }: DiagnosisFacts, subject: DiagnosisSubject): readonly Action[] {
  const isLocal = subject.server.name === localTestServerName;
  const kinds = diagnosisTable[code].actions.filter((kind) => !(isLocal ? foreignOnly : localOnly).has(kind));
  const made = kinds.flatMap((kind) => buttons[kind](facts, subject));
  return made.length > 0 ? made : buttons["test-again"](facts, subject);
}

/** What makes sense with the Local Test Server alone. */
const localOnly: ReadonlySet<DiagnosisAction> = new Set(["register-with-test-server", "start-test-server"]);

/** What does not make sense there: it is in no setting and has an identity of its own. */
const foreignOnly: ReadonlySet<DiagnosisAction> = new Set([
  // Registering does the same there, without signing in.
  "provision-device",
  "open-servers-setting",
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
  "open-file": ({ path, offset }) => (path === undefined ? [] : [openButton(path, offset)]),
  "generate-client-cert": deviceButton("Generate Client Cert", "generateClientCert"),
  "generate-server-cert": deviceButton("Generate Server Cert", "generateServerCert"),
  "copy-public-cert": deviceButton("Copy Public Cert", "copyPublicCert"),
  "register-with-test-server": deviceButton("Register with Local Test Server", "registerWithTestServer"),
  "provision-device": (_facts, { properties, server }) => [provisionAction(properties, server)],
  "start-test-server": () => [
    { title: "Start Local Test Server", command: "thingsboardX509.startTestServer", args: [] },
  ],
  "fetch-server-certificate": (_facts, { properties, server }) => [
    {
      title: "Fetch Server Certificate…",
      command: "thingsboardX509.fetchServerCertificate",
      args: [properties, { server: server.name }],
    },
  ],
  "open-servers-setting": settingButton("Open Server Settings", "servers"),
  "open-timeout-setting": settingButton("Change Timeout", "connection.timeout"),
  "open-protocol-setting": settingButton("Change MQTT Version", "connection.protocolVersion"),
  "open-subscriptions-setting": settingButton("Change Subscriptions", "connection.subscriptions"),
  "test-again": (_facts, { properties, server }) => [
    {
      title: "Test Again",
      command: "thingsboardX509.testConnection",
      args: [properties, { server: server.name }],
    },
  ],
};

function deviceButton(title: string, id: string): Button {
  return (_facts, { properties }) => [{ title, command: `thingsboardX509.${id}`, args: [properties] }];
}

function settingButton(title: string, name: string): Button {
  return () => [{ title, command: "workbench.action.openSettings", args: [`thingsboardX509.${name}`] }];
}

/** Opens a file at the place of the trouble, where that is known. */
function openButton(path: string, offset: string | undefined): Action {
  return {
    title: `Open ${plainText(nameOf(path))}`,
    command: "thingsboardX509.openAt",
    args: offset === undefined ? [path] : [path, Number(offset)],
  };
}
