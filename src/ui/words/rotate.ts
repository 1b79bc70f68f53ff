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
  issue: "Issuing the new certificate",
  provision: "Giving it to the server",
  test: "Testing the connection",
  undo: "Putting everything back",
};

const stepNames: Readonly<Record<RotationStep, string>> = {
  issue: "while the new certificate was issued",
  provision: "while the server was given the new certificate",
  test: "in the test of the connection",
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
    message: `${plainText(server.name)} has no device ${plainText(deviceName)}, so there is no certificate to rotate. Provision it first.`,
    details: { deviceName },
    actions: [provisionAction(propertiesPath, server)],
  }),
  "secrets-unavailable": () => ({
    message:
      "The keyring of this machine keeps nothing, so nothing was rotated: what the device has on the server now could not be put back. Unlock or install a keyring, such as GNOME Keyring.",
  }),
  "rotation-unfinished": ({ rotation }, { propertiesPath }) => ({
    message: `${unfinishedText(rotation.deviceName)} Then it can be rotated again.`,
    actions: resumeActions(propertiesPath),
  }),
  "rotation-test-failed": ({ report }) => {
    const { diagnosis } = reportWords(report);
    return diagnosis === undefined
      ? { message: "The connection did not work with it." }
      : {
          message: `${diagnosis.title}. ${diagnosis.detail}`,
          details: { diagnosis: diagnosis.code },
          actions: diagnosis.actions,
        };
  },
  "rotation-overtaken": ({ has }, { server }) => ({
    message: `Somebody else gave the device on ${plainText(server.name)} ${credentialsText(has)} meanwhile, and that was not replaced.`,
    details: has,
  }),
  "rotation-old-lost": (_failure, { server }) => ({
    message: `The keyring of this machine no longer has what the device had on ${plainText(server.name)} before, so that cannot be put back. Finish the rotation instead.`,
  }),
  "rotation-needs-server": (_failure, { server }) => ({
    message: `Rolling back needs ${plainText(server.name)}. Sign in there, and try again.`,
    actions: [{ title: "Sign In…", command: "thingsboardX509.signIn", args: [server.name] }],
  }),
  "rotation-bundle-missing": ({ path, credentialsId }, { propertiesPath }) => ({
    message: `The files of the certificate with the id ${shortId(credentialsId)} are neither beside ${nameOf(propertiesPath)} nor in backup/. Put them back there.`,
    details: { path, credentialsId },
  }),
};

/** Tells of a rotation that nobody saw the end of. */
export function unfinishedText(deviceName: string): string {
  return `The rotation of the certificate of ${plainText(deviceName)} was interrupted. Its old and its new key are kept: finish it, or roll it back.`;
}

/** The buttons that resume a rotation. */
function resumeActions(propertiesPath: string): readonly Action[] {
  const command = "thingsboardX509.resumeRotation";
  return [
    { title: "Finish", command, args: [propertiesPath, { finish: true }] },
    { title: "Roll Back", command, args: [propertiesPath, { finish: false }] },
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
    message: `The certificate was not rotated; it failed ${stepNames[step]}. Its files and ${plainText(subject.server.name)} are as before. ${words.message}`,
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
      ? "The rotation was cancelled"
      : `The rotation failed ${stepNames[step]}: ${rotationFailureWords(why, subject).message}`;
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
  const places = [
    `The old certificate, id ${shortId(oldId)}, ${placeText(where.old, subject.propertiesPath)}`,
    ...(newId === undefined
      ? []
      : [`the new one, id ${shortId(newId)}, ${placeText(where.new, subject.propertiesPath)}`]),
  ].join("; ");
  return {
    code: cannot?.code ?? "cancelled",
    message: [
      `It could not be put back${cannot === undefined ? "." : `: ${cannot.message}`}`,
      `${places}.`,
      `${plainText(subject.server.name)} ${inForceTexts[inForce]}.`,
      "No key is lost: finish it or roll it back.",
    ].join(" "),
    details: { inForce, oldId, ...(newId === undefined ? {} : { newId }) },
    actions: [...resumeActions(subject.propertiesPath), ...(cannot?.actions ?? [])],
  };
}

const inForceTexts: Readonly<Record<InForce | "unknown", string>> = {
  old: "has the old one",
  new: "has the new one",
  other: "has other credentials",
  gone: "no longer has the device",
  unknown: "could not be asked which of them it has",
};

function placeText(bundle: FoundBundle | undefined, propertiesPath: string): string {
  if (bundle === undefined) {
    return "was not found";
  }
  return bundle.backup === undefined
    ? `lies beside ${nameOf(propertiesPath)}`
    : `lies in backup/${plainText(bundle.backup)}`;
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
    ? `the certificate ${shortId(certificate.credentialsId)}`
    : credentialsText(shownCredentials(old));
  return {
    message: `Rotate the certificate of ${name} on ${where}?`,
    detail: [
      `It has ${has} there. It gets a new key and certificate, ${where} is given the certificate, and the connection is tested with it; whatever fails, everything is put back.`,
      "Whoever is connected with the old credentials is disconnected, and needs the new files. The old files are kept in backup/.",
    ].join("\n\n"),
  };
}

/** Tells that all went well. */
export function rotatedText(deviceName: string, serverName: string): string {
  const name = plainText(deviceName);
  return `${name} has a new key and certificate, ${plainText(serverName)} has the certificate, and the connection works with it. The old files are kept in backup/; a device elsewhere needs the new ones.`;
}

/** Tells that everything is as before. */
export function rolledBackText(deviceName: string, serverName: string): string {
  return `The rotation is rolled back: ${plainText(deviceName)} and ${plainText(serverName)} have what they had before.`;
}

/** No rotation waits. */
export const nothingToResume: CommandFailure = {
  code: "no-rotation",
  message: "No rotation of this device's certificate waits to be finished or rolled back.",
};

/** The server of a rotation is not where it was. */
export function otherServer(serverName: string, restUrl: string): CommandFailure {
  return {
    code: "rotation-server-changed",
    message: `The rotation was begun on ${plainText(serverName)} at ${plainText(restUrl)}, and that server has another REST address now. Put the address back to go on.`,
    details: { serverName, restUrl },
    actions: [
      {
        title: "Open Server Settings",
        command: "workbench.action.openSettings",
        args: ["thingsboardX509.servers"],
      },
    ],
  };
}
