import type { FixCode, ProfileFix } from "../../core/profile/fixes";
import { sentence } from "./sentence";

/** What each fix does, as its title. */
const titles: Readonly<Record<FixCode, string>> = {
  "quote-value": "Put quotes around {key}",
  "quote-literally": "Keep {key} as it stands, in quotes",
  "close-quote": "Add the missing {closing}",
  "put-on-own-line": "Put each assignment on its own line",
  "comment-out": "Make the line a comment",
  "use-host-name": "Use $(hostname)",
  "remove-spaces-around-equals": "Remove the space around =",
  "remove-carriage-returns": "Use LF line ends in the whole file",
  "remove-byte-order-mark": "Save without byte order mark…",
  "remove-duplicate": "Remove the first {key}",
  "remove-curve": "Remove {key}",
  "rename-key": "Rename to {suggestion}",
  "add-missing-keys": "Add the missing keys with their defaults",
  "upper-case-country": "Write {key} in upper case",
  "lower-case-alias": "Write {key} in lower case",
  "use-store-password": "Use the keystore's password for {key}",
  "use-known-curve": "Use a curve that every library has",
  "use-default": "Use the default, {text}",
};

/** Makes the title of a fix. */
export function fixTitle({ code, values }: Pick<ProfileFix, "code" | "values">): string {
  return sentence(titles[code], values);
}

/** Title of the fix for everything that has one evident cure. */
export const fixAllTitle = "Fix all that keeps its meaning";

/** Title of the refactoring that makes a current-generation file of the how-to's. */
export const upgradeTitle = "Upgrade to the current keys (EC secp256r1)";
