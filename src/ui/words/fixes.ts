import * as l10n from "@vscode/l10n";
import type { FixCode, ProfileFix } from "../../core/profile/fixes";
import { sentence } from "./sentence";

/** What each fix does, as its title. */
const titles: Readonly<Record<FixCode, string>> = {
  "quote-value": l10n.t("Put quotes around {key}"),
  "quote-literally": l10n.t("Keep {key} as it stands, in quotes"),
  "close-quote": l10n.t("Add the missing {closing}"),
  "put-on-own-line": l10n.t("Put each assignment on its own line"),
  "comment-out": l10n.t("Make the line a comment"),
  "use-host-name": l10n.t("Use $(hostname)"),
  "remove-spaces-around-equals": l10n.t("Remove the space around ="),
  "remove-carriage-returns": l10n.t("Use LF line ends in the whole file"),
  "remove-byte-order-mark": l10n.t("Save without byte order mark…"),
  "remove-duplicate": l10n.t("Remove the first {key}"),
  "remove-curve": l10n.t("Remove {key}"),
  "rename-key": l10n.t("Rename to {suggestion}"),
  "add-missing-keys": l10n.t("Add the missing keys with their defaults"),
  "upper-case-country": l10n.t("Write {key} in upper case"),
  "lower-case-alias": l10n.t("Write {key} in lower case"),
  "use-store-password": l10n.t("Use the keystore's password for {key}"),
  "use-known-curve": l10n.t("Use a curve that every library has"),
  "use-default": l10n.t("Use the default, {text}"),
};

/** Makes the title of a fix. */
export function fixTitle({ code, values }: Pick<ProfileFix, "code" | "values">): string {
  return sentence(titles[code], values);
}

/** Title of the fix for everything that has one evident cure. */
export const fixAllTitle = l10n.t("Fix all that keeps its meaning");

/** Title of the refactoring that makes a current-generation file of the how-to's. */
export const upgradeTitle = l10n.t("Upgrade to the current keys (EC secp256r1)");
