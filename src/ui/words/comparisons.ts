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
export const differentText = "differs from server";

/** Words a comparison. */
export function comparisonWords(comparison: Comparison, serverName: string): ComparisonWords {
  const where = plainText(serverName);
  switch (comparison.state) {
    case "in-sync": {
      const name = plainText(comparison.device.name);
      return {
        shown: `in sync with ${where}`,
        sentence: `${where} has this very certificate, as that of the device ${name}.`,
      };
    }
    case "differs": {
      const name = plainText(comparison.device.name);
      return {
        shown: `differs from ${where}`,
        sentence: `The device ${name} on ${where} has ${credentialsText(comparison.has)}.`,
      };
    }
    case "not-provisioned":
      return {
        shown: `not on ${where}`,
        sentence: `${where} has no device ${plainText(comparison.deviceName)}, and none with this certificate was found.`,
      };
    case "other-device": {
      const name = plainText(comparison.device.name);
      return {
        shown: `${name} has it on ${where}`,
        sentence: `On ${where} this certificate belongs to the device ${name}, not to ${plainText(comparison.deviceName)}.`,
      };
    }
  }
}

/** Words what the tree shows of a comparison, also where the server could not be asked. */
export function comparisonRow({ serverName, comparison }: ShownComparison): ComparisonWords {
  const where = plainText(serverName);
  return comparison === undefined
    ? {
        shown: `unknown on ${where}`,
        sentence: `${where} could not be asked. Compare with Server says why.`,
      }
    : comparisonWords(comparison, serverName);
}

/** Names credentials, with the id of a certificate; no secret. */
export function credentialsText({ type, credentialsId }: ShownCredentials): string {
  const named = otherCredentialsText(type);
  return credentialsId === undefined ? named : `${named}, id ${plainText(credentialsId)}`;
}
