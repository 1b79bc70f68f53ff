import * as l10n from "@vscode/l10n";
import type { Comparison, ShownCredentials } from "../../core/credential/comparison";
import type { ShownComparison } from "../comparisonKeeper";
import { otherCredentialsText } from "./credentialTypes";
import { plainText } from "./diagnosisCase";

/** How a device stands on a server: a few words for a row, a sentence for a message. */
export interface ComparisonWords {
  readonly shown: string;
  readonly sentence: string;
}

/** What a device's own row says where the server has something else. */
export const differentText = l10n.t("differs from server");

/** Words a comparison. */
export function comparisonWords(comparison: Comparison, serverName: string): ComparisonWords {
  const where = plainText(serverName);
  switch (comparison.state) {
    case "in-sync": {
      const name = plainText(comparison.device.name);
      return {
        shown: l10n.t("in sync with {where}", { where }),
        sentence: l10n.t("{where} has this very certificate, as that of the device {name}.", { where, name }),
      };
    }
    case "differs": {
      const name = plainText(comparison.device.name);
      return {
        shown: l10n.t("differs from {where}", { where }),
        sentence: l10n.t("The device {name} on {where} has {credentials}.", {
          name,
          where,
          credentials: credentialsText(comparison.has),
        }),
      };
    }
    case "not-provisioned":
      return {
        shown: l10n.t("not on {where}", { where }),
        sentence: l10n.t("{where} has no device {deviceName}, and none with this certificate was found.", {
          where,
          deviceName: plainText(comparison.deviceName),
        }),
      };
    case "other-device": {
      const name = plainText(comparison.device.name);
      return {
        shown: l10n.t("{name} has it on {where}", { name, where }),
        sentence: l10n.t("On {where} this certificate belongs to the device {name}, not to {deviceName}.", {
          where,
          name,
          deviceName: plainText(comparison.deviceName),
        }),
      };
    }
  }
}

/** Words what the tree shows of a comparison, also where the server could not be asked. */
export function comparisonRow({ serverName, comparison }: ShownComparison): ComparisonWords {
  const where = plainText(serverName);
  return comparison === undefined
    ? {
        shown: l10n.t("unknown on {where}", { where }),
        sentence: l10n.t("{where} could not be asked. Compare with Server says why.", { where }),
      }
    : comparisonWords(comparison, serverName);
}

/** Names credentials, with the id of a certificate; no secret. */
export function credentialsText({ type, credentialsId }: ShownCredentials): string {
  const named = otherCredentialsText(type);
  return credentialsId === undefined
    ? named
    : l10n.t("{named}, id {credentialsId}", { named, credentialsId: plainText(credentialsId) });
}
