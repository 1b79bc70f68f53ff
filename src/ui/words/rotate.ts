import * as l10n from "@vscode/l10n";
import { shownCredentials } from "../../core/credential/comparison";
import type { InForce, Rotation } from "../../core/credential/rotation";
import { nameOf } from "../../flows/paths";
import type { PlanRotationFailure, RotationPlan } from "../../flows/planRotation";
import type {
  NotBegunFailure,
  RotationOutcome,
  RotationStep,
  StepFailure,
} from "../../flows/rotateClientCert";
import type { FoundBundle, Whereabouts } from "../../flows/rotationBundles";
import type { UndoFailure } from "../../flows/undoRotation";
import type { Action, CommandFailure } from "../command";
import { credentialsText } from "./comparisons";
import { plainText } from "./diagnosisCase";
import { failureWords, type WordedFailure } from "./failures";
import { provisionFailureWords, type ProvisionSubject, type ReplaceQuestion } from "./provisioning";
import { reportWords } from "./report";
import { provisionAction } from "./serverActions";

/** Every expected "no" of a rotation; cancelling is none. */
export type RotationRefusal = Exclude<
  PlanRotationFailure | NotBegunFailure | StepFailure | UndoFailure["why"],
  { readonly code: "cancelled" }
>;

/** What is shown while a step is under way. */
export const stepTitles: Readonly<Record<RotationStep | "undo", string>> = {
  issue: l10n.t("Issuing the new certificate"),
  provision: l10n.t("Giving it to the server"),
  test: l10n.t("Testing the connection"),
  undo: l10n.t("Putting everything back"),
};

/** What stands after each step, where everything is as before again. */
const restoredTexts: Readonly<Record<RotationStep, (facts: Readonly<Record<string, string>>) => string>> = {
  issue: (facts) =>
    l10n.t(
      "The certificate was not rotated, as the new one could not be issued. Its files and {server} are as before. {message}",
      facts,
    ),
  provision: (facts) =>
    l10n.t(
      "The certificate was not rotated, as {server} could not be given the new one. Its files and {server} are as before. {message}",
      facts,
    ),
  test: (facts) =>
    l10n.t(
      "The certificate was not rotated, as the connection test with the new one failed. Its files and {server} are as before. {message}",
      facts,
    ),
};

/** What stands after each step, where it could not be undone. */
const stuckTexts: Readonly<Record<RotationStep, (message: string) => string>> = {
  issue: (message) =>
    l10n.t("The rotation failed, as the new certificate could not be issued: {message}", { message }),
  provision: (message) =>
    l10n.t("The rotation failed, as the server could not be given the new certificate: {message}", {
      message,
    }),
  test: (message) =>
    l10n.t("The rotation failed, as the connection test with the new certificate failed: {message}", {
      message,
    }),
};

type Own = Extract<
  RotationRefusal,
  { readonly code: `rotation-${string}` | "device-not-provisioned" | "secrets-unavailable" }
>;

function isOwn(failure: RotationRefusal): failure is Own {
  return Object.hasOwn(ownRows, failure.code);
}

function isOfFiles(
  failure: Exclude<RotationRefusal, Own>,
): failure is WordedFailure & Exclude<RotationRefusal, Own> {
  return !/^(?:rest|http|device|credentials)-/.test(failure.code);
}

/** Tells why nothing was rotated, or not undone. */
export function rotationFailureWords(failure: RotationRefusal, subject: ProvisionSubject): CommandFailure {
  if (isOwn(failure)) {
    return ownWords(failure, subject);
  }
  return isOfFiles(failure)
    ? failureWords(failure, subject.propertiesPath)
    : provisionFailureWords(failure, subject);
}

function ownWords(failure: Own, subject: ProvisionSubject): CommandFailure {
  // The row of a code takes the failures of that code alone, which the table's type says and this line cannot.
  const row = ownRows[failure.code] as (
    failure: Own,
    subject: ProvisionSubject,
  ) => Omit<CommandFailure, "code">;
  return { code: failure.code, ...row(failure, subject) };
}

type RowOf<Code extends Own["code"]> = (
  failure: Own & { readonly code: Code },
  subject: ProvisionSubject,
) => Omit<CommandFailure, "code">;

const ownRows: { readonly [Code in Own["code"]]: RowOf<Code> } = {
  "device-not-provisioned": ({ deviceName }, { server, propertiesPath }) => ({
    message: l10n.t(
      "{server} has no device {deviceName}, so there is no certificate to rotate. Provision it first.",
      { server: plainText(server.name), deviceName: plainText(deviceName) },
    ),
    details: { deviceName },
    actions: [provisionAction(propertiesPath, server)],
  }),
  "secrets-unavailable": () => ({
    message: l10n.t(
      "The keyring of this machine keeps nothing, so nothing was rotated: what the device has on the server now could not be put back. Unlock or install a keyring, such as GNOME Keyring.",
    ),
  }),
  "rotation-unfinished": ({ rotation }, { propertiesPath }) => ({
    message: l10n.t("{unfinished} Then it can be rotated again.", {
      unfinished: unfinishedText(rotation.deviceName),
    }),
    actions: resumeActions(propertiesPath),
  }),
  "rotation-test-failed": ({ report }) => {
    const { diagnosis } = reportWords(report);
    return diagnosis === undefined
      ? { message: l10n.t("The connection did not work with it.") }
      : {
          message: `${diagnosis.title}. ${diagnosis.detail}`,
          details: { diagnosis: diagnosis.code },
          actions: diagnosis.actions,
        };
  },
  "rotation-overtaken": ({ has }, { server }) => ({
    message: l10n.t(
      "Somebody else gave the device on {server} {credentials} meanwhile, and that was not replaced.",
      { server: plainText(server.name), credentials: credentialsText(has) },
    ),
    details: has,
  }),
  "rotation-old-lost": (_failure, { server }) => ({
    message: l10n.t(
      "The keyring of this machine no longer has what the device had on {server} before, so that cannot be put back. Finish the rotation instead.",
      { server: plainText(server.name) },
    ),
  }),
  "rotation-needs-server": (_failure, { server }) => ({
    message: l10n.t("Rolling back needs {server}. Sign in there, and try again.", {
      server: plainText(server.name),
    }),
    actions: [{ title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [server.name] }],
  }),
  "rotation-bundle-missing": ({ path, credentialsId }, { propertiesPath }) => ({
    message: l10n.t(
      "The files of the certificate with the id {shortId} are neither beside {file} nor in backup/. Put them back there.",
      { shortId: shortId(credentialsId), file: nameOf(propertiesPath) },
    ),
    details: { path, credentialsId },
  }),
};

/** Tells of a rotation that nobody saw the end of. */
export function unfinishedText(deviceName: string): string {
  return l10n.t(
    "The rotation of the certificate of {deviceName} was interrupted. Its old and its new key are kept: finish it, or roll it back.",
    { deviceName: plainText(deviceName) },
  );
}

/** The buttons that resume a rotation. */
function resumeActions(propertiesPath: string): readonly Action[] {
  const command = "thingsboardX509.resumeRotation";
  return [
    { title: l10n.t("Finish"), command, args: [propertiesPath, { finish: true }] },
    { title: l10n.t("Roll Back"), command, args: [propertiesPath, { finish: false }] },
  ];
}

type Restored = Extract<RotationOutcome, { readonly kind: "restored" }>;
type Stuck = Extract<RotationOutcome, { readonly kind: "stuck" }>;

/** Tells at which step a rotation failed, and that everything is as before; undefined where it was cancelled. */
export function restoredWords(
  { step, why }: Restored,
  subject: ProvisionSubject,
): CommandFailure | undefined {
  if (why.code === "cancelled") {
    return undefined;
  }
  const words = rotationFailureWords(why, subject);
  return {
    ...words,
    message: restoredTexts[step]({ server: plainText(subject.server.name), message: words.message }),
  };
}

/** Tells at which step a rotation failed, why that could not be undone, and which certificate is where. */
export function stuckWords(
  { step, why, undoing, rotation }: Stuck,
  where: Whereabouts,
  subject: ProvisionSubject,
): CommandFailure {
  const failed =
    why.code === "cancelled"
      ? l10n.t("The rotation was cancelled")
      : stuckTexts[step](rotationFailureWords(why, subject).message);
  const undone = undoFailureWords(undoing, { rotation, where }, subject);
  return { ...undone, message: `${failed.replace(/\.$/, "")}. ${undone.message}` };
}

/** Tells why a rotation could not be undone, and which certificate is where. */
export function undoFailureWords(
  { why, inForce }: UndoFailure,
  { rotation, where }: { readonly rotation: Rotation; readonly where: Whereabouts },
  subject: ProvisionSubject,
): CommandFailure {
  const cannot = why.code === "cancelled" ? undefined : rotationFailureWords(why, subject);
  const { oldId, newId } = rotation;
  const { old: oldBundle, new: newBundle } = where;
  return {
    code: cannot?.code ?? "cancelled",
    message: [
      cannot === undefined
        ? l10n.t("It could not be put back.")
        : l10n.t("It could not be put back: {message}", { message: cannot.message }),
      oldPlaceText(shortId(oldId), oldBundle, subject.propertiesPath),
      ...(newId === undefined ? [] : [newPlaceText(shortId(newId), newBundle, subject.propertiesPath)]),
      inForceTexts[inForce](plainText(subject.server.name)),
      l10n.t("No key is lost: finish it or roll it back."),
    ].join(" "),
    details: { inForce, oldId, ...(newId === undefined ? {} : { newId }) },
    actions: [...resumeActions(subject.propertiesPath), ...(cannot?.actions ?? [])],
  };
}

const inForceTexts: Readonly<Record<InForce | "unknown", (server: string) => string>> = {
  old: (server) => l10n.t("{server} has the old one.", { server }),
  new: (server) => l10n.t("{server} has the new one.", { server }),
  other: (server) => l10n.t("{server} has other credentials.", { server }),
  gone: (server) => l10n.t("{server} no longer has the device.", { server }),
  unknown: (server) => l10n.t("{server} could not be asked which of them it has.", { server }),
};

function oldPlaceText(id: string, bundle: FoundBundle | undefined, propertiesPath: string): string {
  if (bundle === undefined) {
    return l10n.t("The old certificate, id {id}, was not found.", { id });
  }
  return bundle.backup === undefined
    ? l10n.t("The old certificate, id {id}, lies beside {file}.", { id, file: nameOf(propertiesPath) })
    : l10n.t("The old certificate, id {id}, lies in backup/{backup}.", {
        id,
        backup: plainText(bundle.backup),
      });
}

function newPlaceText(id: string, bundle: FoundBundle | undefined, propertiesPath: string): string {
  if (bundle === undefined) {
    return l10n.t("The new certificate, id {id}, was not found.", { id });
  }
  return bundle.backup === undefined
    ? l10n.t("The new certificate, id {id}, lies beside {file}.", { id, file: nameOf(propertiesPath) })
    : l10n.t("The new certificate, id {id}, lies in backup/{backup}.", {
        id,
        backup: plainText(bundle.backup),
      });
}

/** As the diagnoses show an id. */
function shortId(credentialsId: string): string {
  return `${credentialsId.slice(0, 8)}…${credentialsId.slice(-8)}`;
}

/** The question before a certificate is rotated. */
export function rotateQuestion(
  { device, certificate, old, isInSync }: RotationPlan,
  { server }: Pick<ProvisionSubject, "server">,
): ReplaceQuestion {
  const name = plainText(device.name);
  const where = plainText(server.name);
  const has = isInSync
    ? l10n.t("the certificate {shortId}", { shortId: shortId(certificate.credentialsId) })
    : credentialsText(shownCredentials(old));
  return {
    message: l10n.t("Rotate the certificate of {name} on {where}?", { name, where }),
    detail: [
      l10n.t(
        "The device has {has} there. It gets a new key and certificate, {where} is given the certificate, and the connection is tested with it; if anything fails, everything is put back.",
        { has, where },
      ),
      l10n.t(
        "Whoever is connected with the old credentials is disconnected, and needs the new files. The old files are kept in backup/.",
      ),
    ].join("\n\n"),
  };
}

/** Tells that all went well. */
export function rotatedText(deviceName: string, serverName: string): string {
  const name = plainText(deviceName);
  return l10n.t(
    "{name} has a new key and certificate, {serverName} has the certificate, and the connection works with it. The old files are kept in backup/; a device elsewhere needs the new ones.",
    { name, serverName: plainText(serverName) },
  );
}

/** Tells that everything is as before. */
export function rolledBackText(deviceName: string, serverName: string): string {
  return l10n.t("The rotation is rolled back: {deviceName} and {serverName} have what they had before.", {
    deviceName: plainText(deviceName),
    serverName: plainText(serverName),
  });
}

/** No rotation waits. */
export const nothingToResume: CommandFailure = {
  code: "no-rotation",
  message: l10n.t("No rotation of this device's certificate waits to be finished or rolled back."),
};

/** The server of a rotation is not where it was. */
export function otherServer(serverName: string, restUrl: string): CommandFailure {
  return {
    code: "rotation-server-changed",
    message: l10n.t(
      "The rotation was begun on {serverName} at {restUrl}, and that server has another REST address now. Put the address back to go on.",
      { serverName: plainText(serverName), restUrl: plainText(restUrl) },
    ),
    details: { serverName, restUrl },
    actions: [
      {
        title: l10n.t("Open Server Settings"),
        command: "workbench.action.openSettings",
        args: ["thingsboardX509.servers"],
      },
    ],
  };
}
