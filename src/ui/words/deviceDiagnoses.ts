import * as l10n from "@vscode/l10n";
import type { DiagnosisCode } from "../../core/connection/diagnoses";
import { otherCredentialsText } from "./credentialTypes";
import type { DiagnosisCase, DiagnosisEntry } from "./diagnosisCase";
import { bothEnds } from "./shortened";

/** What the server's REST API, or the Local Test Server's registry, says of a device that was refused. */
export const deviceDiagnoses: Readonly<Record<Extract<DiagnosisCode, `device-${string}`>, DiagnosisEntry>> = {
  "device-not-provisioned": {
    title: l10n.t("The server has no such device"),
    detail: (found) =>
      l10n.t(
        "{server} refused the device{found}: it has no device {deviceName}, and none with this certificate{ours} was found.",
        {
          server: found.server,
          found: code(found),
          deviceName: found.fact("deviceName", l10n.t("of this name")),
          ours: ours(found),
        },
      ),
    meaning: l10n.t(
      "TLS is up and the certificate is fine, but no device of the server has it. This is known because somebody is signed in to the server, so its REST API was asked; or it is the Local Test Server.",
    ),
    cure: l10n.t("Provision the device: one click makes it there with this certificate."),
    cureOf: (found) =>
      found.isLocalTestServer
        ? l10n.t("Register the device: one click makes it there with this certificate.")
        : "",
  },
  "device-credentials-differ": {
    title: l10n.t("The device has other credentials on the server"),
    detail: (found) =>
      l10n.t(
        "{server} refused the device{found}: its device {deviceName} has {has}, not this certificate{ours}.",
        {
          server: found.server,
          found: code(found),
          deviceName: found.fact("deviceName", l10n.t("of this name")),
          has: has(found),
          ours: ours(found),
        },
      ),
    meaning: l10n.t(
      "A device of ThingsBoard has exactly one kind of credentials. Often the certificate was generated anew and the server still has the old one, or the device still has the access token that it was made with.",
    ),
    cure: l10n.t(
      "Provision Device replaces them, after it has asked. To keep those of the server, restore the bundle that belongs to them: Restore Backup….",
    ),
  },
  "device-belongs-to-other": {
    title: l10n.t("The certificate belongs to another device"),
    detail: (found) =>
      l10n.t(
        "{server} refused the device{found}: this certificate belongs to its device {otherDeviceName}, not to {deviceName}.",
        {
          server: found.server,
          found: code(found),
          otherDeviceName: found.fact("otherDeviceName", l10n.t("of another name")),
          deviceName: found.fact("deviceName", l10n.t("this one")),
        },
      ),
    meaning: l10n.t(
      "A certificate stands for one device only. Two folders with the same files, or a copied bundle, are the usual reason.",
    ),
    cure: l10n.t("Generate a certificate of its own for this device, then provision it."),
  },
};

function has(found: DiagnosisCase): string {
  const id = found.where("serverCredentialsId", (text) => l10n.t(" (id {text})", { text: bothEnds(text) }));
  return otherCredentialsText(found.fact("serverCredentialsType", "unknown")) + id;
}

function ours(found: DiagnosisCase): string {
  return found.where("credentialsId", (id) => l10n.t(" (credentials id {id})", { id: bothEnds(id) }));
}

function code(found: DiagnosisCase): string {
  return found.where("returnCode", (code) => l10n.t(" (CONNACK {code})", { code }));
}
