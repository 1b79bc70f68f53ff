import * as l10n from "@vscode/l10n";
import type { ApiCall } from "../../core/credential/apiCall";
import { shownCredentials } from "../../core/credential/comparison";
import type { CompareFailure } from "../../flows/compareWithServer";
import { nameOf } from "../../flows/paths";
import type { ProvisionFailure, ProvisionPlan } from "../../flows/provisionDevice";
import type { PublicCertFailure } from "../../flows/readPublicCert";
import type { ReadBackFailure } from "../../flows/readBack";
import type { RestoreCredentialsFailure } from "../../flows/restoreCredentials";
import type { ServerChoice } from "../../flows/testConnection";
import type { Action, CommandFailure } from "../command";
import { credentialsText } from "./comparisons";
import { plainText } from "./diagnosisCase";
import { failureWords } from "./failures";
import { countText } from "./numbers";
import { restFailureWords } from "./restFailures";
import { provisionAction } from "./serverActions";

/** What a failure is about. */
export interface ProvisionSubject {
  readonly server: ServerChoice;
  /** Absolute path of the properties file. */
  readonly propertiesPath: string;
}

type Worded = Exclude<
  ProvisionFailure | CompareFailure | RestoreCredentialsFailure | ReadBackFailure,
  { readonly code: "cancelled" }
>;

type Own = Extract<Worded, { readonly code: keyof typeof ownCodes }>;

const ownCodes = {
  "device-name-missing": true,
  "device-profile-unknown": true,
  "device-belongs-to-other": true,
  "device-not-provisioned": true,
  "credentials-not-kept": true,
  "credentials-not-restored": true,
};

/** Tells why a device is not on the server as it should be, or could not be compared. */
export function provisionFailureWords(failure: Worded, subject: ProvisionSubject): CommandFailure {
  if (isOwn(failure)) {
    return ownWords(failure, subject);
  }
  return isOfFiles(failure)
    ? failureWords(failure, subject.propertiesPath)
    : restFailureWords(failure, subject.server);
}

function isOwn(failure: Worded): failure is Own {
  return Object.hasOwn(ownCodes, failure.code);
}

function isOfFiles(failure: Exclude<Worded, Own>): failure is PublicCertFailure {
  return !/^(?:rest|http)-/.test(failure.code);
}

function ownWords(failure: Own, { server, propertiesPath }: ProvisionSubject): CommandFailure {
  const where = plainText(server.name);
  switch (failure.code) {
    case "device-name-missing":
      return {
        code: failure.code,
        message: namelessText(nameOf(failure.path), where),
        details: { path: failure.path },
        actions: [provisionAction(propertiesPath, server)],
      };
    case "device-profile-unknown":
      return {
        code: failure.code,
        message: l10n.t(
          "{where} has no device profile called {profile}. Use the name of one that is there, or none for the default.",
          { where, profile: plainText(failure.profile) },
        ),
        details: { deviceProfile: failure.profile },
      };
    case "device-not-provisioned":
      return {
        code: failure.code,
        message: l10n.t(
          "{where} has no device {deviceName}, and none with this certificate was found. Provision it first.",
          { where, deviceName: plainText(failure.deviceName) },
        ),
        details: { deviceName: failure.deviceName },
        actions: [provisionAction(propertiesPath, server)],
      };
    case "device-belongs-to-other":
      return belongsToOther(failure, { server, propertiesPath });
    case "credentials-not-kept":
      return {
        code: failure.code,
        message: notKeptText(failure, where),
        details: { deviceId: failure.device.id, ...failure.has },
        actions: [compareAction(propertiesPath, server)],
      };
    case "credentials-not-restored":
      return {
        code: failure.code,
        message: l10n.t(
          "{where} took the old credentials, but has {credentials} now. They are still kept here: try again.",
          { where, credentials: credentialsText({ type: failure.type }) },
        ),
        details: { type: failure.type },
      };
  }
}

function namelessText(file: string, where: string): string {
  return l10n.t("{file} has no common name, so the device needs another name on {where}.", { file, where });
}

function notKeptText(
  { device, has }: Extract<Own, { readonly code: "credentials-not-kept" }>,
  where: string,
): string {
  return l10n.t(
    "{where} took the certificate of {device}, but has {credentials} now: somebody else may have changed it at the same time. Compare again, then provision again.",
    { where, device: plainText(device.name), credentials: credentialsText(has) },
  );
}

function belongsToOther(
  { code, deviceName, credentialsId }: Extract<Own, { readonly code: "device-belongs-to-other" }>,
  { server, propertiesPath }: ProvisionSubject,
): CommandFailure {
  const where = plainText(server.name);
  const owner =
    deviceName === undefined
      ? l10n.t("another device, whose name the server does not tell")
      : l10n.t("the device {deviceName}", { deviceName: plainText(deviceName) });
  const other: Action = {
    title: l10n.t("Use {deviceName}", { deviceName: plainText(deviceName ?? "") }),
    command: "thingsboardX509.provisionDevice",
    args: [propertiesPath, { server: server.name, deviceName }],
  };
  return {
    code,
    message: l10n.t(
      "On {where} this certificate belongs to {owner} already, and a certificate stands for one device only. Use that device, or generate a certificate of its own for this one.",
      { where, owner },
    ),
    details: { credentialsId, ...(deviceName === undefined ? {} : { deviceName }) },
    actions: [...(deviceName === undefined ? [] : [other]), generateAction(propertiesPath)],
  };
}

/** The question before credentials are replaced. */
export interface ReplaceQuestion {
  readonly message: string;
  readonly detail: string;
}

/** Asks whether a device's credentials are to be replaced, with what they are and what comes in their place. */
export function replaceQuestion(
  { device, old, certificate }: Extract<ProvisionPlan, { readonly kind: "replace" }>,
  server: ServerChoice,
): ReplaceQuestion {
  const name = plainText(device.name);
  return {
    message: l10n.t("Replace the credentials of {name} on {server}?", {
      name,
      server: plainText(server.name),
    }),
    detail: [
      l10n.t("It has {credentials}.", { credentials: credentialsText(shownCredentials(old)) }),
      l10n.t("It would get the certificate {subjectText}, id {credentialsId}.", {
        subjectText: plainText(certificate.certificate.subjectText),
        credentialsId: certificate.credentialsId,
      }),
      l10n.t(
        "Whoever is connected with the old credentials is disconnected. They are kept in the keyring of this machine, and can be put back.",
      ),
    ].join("\n\n"),
  };
}

/** Why nothing was replaced without being asked. */
export function notReplaced(
  { device, old }: Extract<ProvisionPlan, { readonly kind: "replace" }>,
  { server, propertiesPath }: ProvisionSubject,
): CommandFailure {
  const has = shownCredentials(old);
  return {
    code: "device-credentials-differ",
    message: l10n.t("{device} on {server} has {credentials}, and nothing was replaced.", {
      device: plainText(device.name),
      server: plainText(server.name),
      credentials: credentialsText(has),
    }),
    details: { deviceId: device.id, deviceName: device.name, ...has },
    actions: [provisionAction(propertiesPath, server)],
  };
}

/** What stands in the field in which one types to find a device profile. */
export function profilePlaceHolder(count: number, isCut: boolean): string {
  return isCut
    ? l10n.t("The first {count} by name; type to search them. The option deviceProfile names any other", {
        count: countText(count),
      })
    : l10n.t("It decides on rule chains, alarms and transport; type to search");
}

/** What a request looks like before it is sent; what proves who is signed in is not in it. */
export function requestText(call: ApiCall<unknown>, server: ServerChoice): string {
  const note = l10n.t("# Dry run: this would be sent to {server}, and was not.", {
    server: plainText(server.name),
  });
  const head = `${l10n.t("{note}\n{method} {url}\nX-Authorization: ***\nContent-Type: application/json", { note, method: call.method, url: urlOf(call, server) })}\n`;
  return `${head}\n${JSON.stringify(call.body, undefined, 2)}\n`;
}

/** The whole address of a call. */
export function urlOf({ path }: ApiCall<unknown>, { restUrl = "" }: ServerChoice): string {
  return restUrl.replace(/(?<!\/)\/+$/, "") + path;
}

function compareAction(propertiesPath: string, { name }: Pick<ServerChoice, "name">): Action {
  return {
    title: l10n.t("Compare with Server"),
    command: "thingsboardX509.compareWithServer",
    args: [propertiesPath, { server: name }],
  };
}

function generateAction(propertiesPath: string): Action {
  return {
    title: l10n.t("Generate Client Cert"),
    command: "thingsboardX509.generateClientCert",
    args: [propertiesPath],
  };
}
