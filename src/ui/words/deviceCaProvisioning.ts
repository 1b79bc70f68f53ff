import * as l10n from "@vscode/l10n";
import { isCaFailure } from "./caFailures";
import { plainText } from "./diagnosisCase";
import { failureWords } from "./failures";
import { restFailureWords } from "./restFailures";
import type { DeviceCaFailure, DeviceCaPlan } from "../../flows/provisionDeviceCa";
import type { ServerChoice } from "../../flows/testConnection";
import type { CommandFailure } from "../command";

/** Tells why a server does not take the devices of a CA. */
export function deviceCaFailureWords(
  failure: Exclude<DeviceCaFailure, { readonly code: "cancelled" }>,
  server: ServerChoice,
): CommandFailure {
  if (failure.code === "device-profile-not-kept") {
    return {
      code: failure.code,
      message: l10n.t(
        "{server} took the device profile {profileName}, but has something else now: somebody else may have changed it at the same time. Try again.",
        { server: plainText(server.name), profileName: plainText(failure.profileName) },
      ),
      details: { deviceProfile: failure.profileName },
    };
  }
  if (isCaFailure(failure) || "path" in failure) {
    return failureWords(failure);
  }
  return restFailureWords(failure, server);
}

/** Asks whether a profile is to provision by this CA in place of what it does today. */
export function replaceProfileQuestion(
  { profileName, ca }: DeviceCaPlan,
  server: ServerChoice,
): { readonly message: string; readonly detail: string } {
  return {
    message: l10n.t("Change how {profileName} on {server} provisions devices?", {
      profileName: plainText(profileName),
      server: plainText(server.name),
    }),
    detail: l10n.t(
      "The device profile provisions in another way today, or by another CA. Devices that come by that way are not taken any more; those that are there stay. From then on it takes whoever {subjectText} signed.",
      { subjectText: plainText(ca.subjectText) },
    ),
  };
}

/** Why a profile was left as it is. */
export function profileNotReplaced({ profileName }: DeviceCaPlan, server: ServerChoice): CommandFailure {
  return {
    code: "device-profile-differs",
    message: l10n.t(
      "The device profile {profileName} on {server} provisions in another way, or by another CA, and was left as it is. Name another profile, or agree to the change.",
      { profileName: plainText(profileName), server: plainText(server.name) },
    ),
    details: { deviceProfile: profileName },
  };
}

/** Tells that a server takes the devices of a CA. */
export function deviceCaTold(
  { kind, profileName, provisioning, ca }: DeviceCaPlan,
  server: ServerChoice,
): string {
  const facts = {
    server: plainText(server.name),
    profile: plainText(profileName),
    ca: plainText(ca.subjectText),
  };
  if (kind === "in-sync") {
    return l10n.t(
      "Nothing was changed: by its device profile {profile}, {server} takes every device that {ca} signed already.",
      facts,
    );
  }
  return provisioning.allowCreateNewDevices
    ? l10n.t(
        "From now on {server} takes every device that {ca} signed, by its device profile {profile}: none has to be provisioned alone. One that is not there yet is made when it first connects, named by its CN.",
        facts,
      )
    : l10n.t(
        "From now on {server} takes every device that it has and {ca} signed, by its device profile {profile}. It makes no new ones.",
        facts,
      );
}
