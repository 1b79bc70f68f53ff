import type { DiagnosisCode } from "../../core/connection/diagnoses";
import { otherCredentialsText } from "./credentialTypes";
import type { DiagnosisCase, DiagnosisEntry } from "./diagnosisCase";
import { bothEnds } from "./shortened";

/** What the server's REST API, or the Local Test Server's registry, says of a device that was refused. */
export const deviceDiagnoses: Readonly<Record<Extract<DiagnosisCode, `device-${string}`>, DiagnosisEntry>> = {
  "device-not-provisioned": {
    title: "The server has no such device",
    detail: (found) =>
      `${found.server} refused the device${code(found)}: it has no device ${found.fact("deviceName", "of this name")}, and none with this certificate${ours(found)} was found.`,
    meaning:
      "TLS is up and the certificate is fine, but no device of the server has it. This is known because somebody is signed in to the server, so its REST API was asked; or it is the Local Test Server.",
    cure: "Provision the device: one click makes it there with this certificate.",
  },
  "device-credentials-differ": {
    title: "The device has other credentials on the server",
    detail: (found) =>
      `${found.server} refused the device${code(found)}: its device ${found.fact("deviceName", "of this name")} has ${has(found)}, not this certificate${ours(found)}.`,
    meaning:
      "A device of ThingsBoard has exactly one kind of credentials. Often the certificate was generated anew and the server still has the old one, or the device still has the access token that it was made with.",
    cure: "Provision Device replaces them, after it has asked. To keep those of the server, restore the bundle that belongs to them: Restore Backup….",
  },
  "device-belongs-to-other": {
    title: "The certificate belongs to another device",
    detail: (found) =>
      `${found.server} refused the device${code(found)}: this certificate belongs to its device ${found.fact("otherDeviceName", "of another name")}, not to ${found.fact("deviceName", "this one")}.`,
    meaning:
      "A certificate stands for one device only. Two folders with the same files, or a copied bundle, are the usual reason.",
    cure: "Generate a certificate of its own for this device, then provision it.",
  },
};

function has(found: DiagnosisCase): string {
  const id = found.where("serverCredentialsId", (text) => ` (id ${bothEnds(text)})`);
  return otherCredentialsText(found.fact("serverCredentialsType", "unknown")) + id;
}

function ours(found: DiagnosisCase): string {
  return found.where("credentialsId", (id) => ` (credentials id ${bothEnds(id)})`);
}

function code(found: DiagnosisCase): string {
  return found.where("returnCode", (returnCode) => ` (CONNACK ${returnCode})`);
}
