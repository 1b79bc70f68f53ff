import * as l10n from "@vscode/l10n";
import type { DeviceProblem, DeviceProblemCode } from "../../core/devices/deviceProblems";
import { countText } from "./numbers";
import { sentence } from "./sentence";

/** What a sentence is made of; some have another form where a fact is known or not. */
type Wording = string | ((facts: Readonly<Record<string, string>>) => string);

/** The sentence of every finding about a device; `{other}` names the other file, and how many more there are. */
const wordings: Readonly<Record<DeviceProblemCode, Wording>> = {
  "prefix-shared": l10n.t(
    "{other} in this folder writes files that begin with {prefix} too, so one bundle would replace the other. Give each a prefix of its own.",
  ),
  "server-identity-differs": ({ difference = "" }) =>
    l10n.t(
      "{other} describes the server {prefix} otherwise: its {server} is “{there}” there and “{here}” here, and whichever was generated last counts. Describe it the same way, or give it a prefix of its own.",
      { server: serverWords[difference] ?? l10n.t("identity") },
    ),
  "common-name-shared": ({ isHostName }) =>
    isHostName === "yes"
      ? l10n.t(
          "{other} has the common name {name} too, which is this machine's. Where ThingsBoard provisions devices by a certificate chain, it takes the common name for the device's name. Give each device its own there.",
        )
      : l10n.t(
          "{other} has the common name {name} too. Where ThingsBoard provisions devices by a certificate chain, it takes the common name for the device's name, and both would be one device. Give each its own there.",
        ),
  "bundle-subject-differs": l10n.t(
    "{file} is for {onDisk}; this file now says {inFile}. Generate it again, or take the change back.",
  ),
  "bundle-key-differs": l10n.t(
    "{file} has a key of {onDisk}; this file now says {inFile}. Generate it again, or take the change back.",
  ),
  "bundle-names-differ": ({ missing, surplus }) =>
    [
      ...(missing === "" ? [] : [l10n.t("{file} lacks the names {missing}.")]),
      ...(surplus === "" ? [] : [l10n.t("{file} has the names {surplus}, which this file does not list.")]),
      l10n.t("Generate it again, or take the change back."),
    ].join(" "),
  "bundle-alias-differs": l10n.t(
    "{file} has the alias {onDisk}; this file now says {inFile}. Generate it again, or take the change back.",
  ),
  "bundle-password-differs": l10n.t(
    "{file} does not open with {key}. The password was changed since it was generated. Generate it again, or take the change back.",
  ),
  "private-key-tracked": ({ more }) => {
    switch (more) {
      case "0":
        return l10n.t(
          "{file} is tracked by git, so everyone with the repository has the key, and its history keeps it. Stop tracking it, and renew the certificate with a new key.",
        );
      case "1":
        return l10n.t(
          "{file} and 1 other file with this private key are tracked by git, so everyone with the repository has the key, and its history keeps it. Stop tracking it, and renew the certificate with a new key.",
        );
      default:
        return l10n.t(
          "{file} and {more} other files with this private key are tracked by git, so everyone with the repository has the key, and its history keeps it. Stop tracking it, and renew the certificate with a new key.",
        );
    }
  },
  "certificate-expired": l10n.t(
    "The certificate in {file} ended on {end}, so whoever checks it refuses it. Renew it, and give the new one to whoever knows the old one.",
  ),
  "certificate-expires-soon": ({ days }) => {
    switch (days) {
      case "0":
        return l10n.t(
          "The certificate in {file} ends today, on {end}. Renew it before, and give the new one to whoever knows the old one.",
        );
      case "1":
        return l10n.t(
          "The certificate in {file} ends in 1 day, on {end}. Renew it before, and give the new one to whoever knows the old one.",
        );
      default:
        return l10n.t(
          "The certificate in {file} ends in {days} days, on {end}. Renew it before, and give the new one to whoever knows the old one.",
        );
    }
  },
};

const serverWords: Readonly<Record<string, string>> = {
  key: l10n.t("key"),
  names: l10n.t("list of names"),
  alias: l10n.t("alias"),
};

/** Makes the sentence of a finding; `labelOf` names another file as the person knows it. */
export function deviceProblemWords(
  { code, values, others, otherCount }: DeviceProblem,
  labelOf: (propertiesPath: string) => string,
): string {
  const [first] = others;
  const more = otherCount - 1;
  const name = first === undefined ? "" : labelOf(first.propertiesPath);
  const other =
    more < 1
      ? name
      : more === 1
        ? l10n.t("{name} (and 1 other)", { name })
        : l10n.t("{name} (and {more} others)", { name, more: countText(more) });
  const wording = wordings[code];
  return sentence(typeof wording === "string" ? wording : wording(values), { ...values, other });
}

/** Says what the value in another file is. */
export function otherValueWords(key: string): string {
  return sentence(l10n.t("{key} is here"), { key });
}

/** Title of the action that gives a bundle file names of its own. */
export function useFreePrefixTitle(key: string, prefix: string): string {
  return sentence(l10n.t("Use {prefix} for {key}"), { key, prefix });
}

/** Title of the action that takes the alias over that the keystore has. */
export function useAliasTitle(key: string, alias: string): string {
  return sentence(l10n.t("Use the keystore's alias {alias} for {key}"), { key, alias });
}

/** Title of the action that generates a bundle again. */
export const generateAgainTitles = {
  client: l10n.t("Generate the client certificate again…"),
  server: l10n.t("Generate the server certificate again…"),
} as const;

/** Title of the action that renews a certificate. */
export const renewTitles = {
  client: l10n.t("Renew the client certificate…"),
  server: l10n.t("Renew the server certificate…"),
} as const;

/** Title of the action that renews all that is due. */
export const renewAllTitle = l10n.t("Renew all that expire soon…");

/** Title of the action that tells how git forgets a private key. */
export const stopTrackingTitle = l10n.t("Stop tracking the private key…");
