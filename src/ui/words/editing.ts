import * as l10n from "@vscode/l10n";
import type { Change } from "../../core/profile/changes";
import { keyRowOf, type KeyRow } from "../../core/profile/keys";
import type { Severity } from "../../core/problem";
import { safeText } from "../../core/stream/safeText";
import { labelled } from "./labelled";
import { listText } from "./numbers";
import { sentence } from "./sentence";
import { shortened } from "./shortened";

/** The longest value that a line of a list shows, in characters. */
const longestValue = 60;

/** What a hidden value looks like, however long it is. */
export const hiddenValue = "••••••";

/** Shows a value on one line. */
export function valueWords(value: string): string {
  return value === "" ? l10n.t("empty") : safeText(shortened(value, longestValue));
}

/** Shows that a key is not in the file, and what that means. */
export function notSetWords(defaultText: string | undefined): string {
  return defaultText === undefined
    ? l10n.t("not set")
    : l10n.t("not set · default {input}", { input: safeText(defaultText) });
}

const severityNames: Readonly<Record<Severity, string>> = {
  error: l10n.t("Error"),
  warning: l10n.t("Warning"),
  info: l10n.t("Note"),
};

/** Says how grave a finding is in front of it. */
export function findingWords(severity: Severity, message: string): string {
  return labelled(severityNames[severity], message);
}

/** What is asked for where the meaning of a key alone would not say how to write it. */
const prompts: Readonly<Partial<Record<KeyRow["meaning"], string>>> = {
  "alternative-names": l10n.t(
    "Names under which devices reach the server, with commas between, such as dns:tb.example.com,ip:192.0.2.1. Also uri:… and email:… are names.",
  ),
};

/** Asks for the value of a key: what it means, as plain text of a quick input. */
export function promptWords(key: string, meaning: string): string {
  const known = keyRowOf(key)?.meaning;
  return (known === undefined ? undefined : prompts[known]) ?? meaning;
}

/** What a key that none of the scripts reads means. */
export const otherKeyMeaning = l10n.t("A key of this file alone, which other values may refer to.");

/** Says what is changed along with a value; empty where nothing is. No value of a password is in it. */
export function companionWords(companions: readonly Change[]): string {
  return companions.length === 0
    ? ""
    : l10n.t("Also {companions}.", { companions: listText(companions.map(companionPhrase)) });
}

function companionPhrase(change: Change): string {
  if (change.kind !== "set") {
    return l10n.t("sets {key} to its default", { key: change.key });
  }
  if (change.value === "") {
    return l10n.t("empties {key}", { key: change.key });
  }
  const isSecret = keyRowOf(change.key)?.isSecret === true;
  return isSecret
    ? l10n.t("sets {key}", { key: change.key })
    : l10n.t("sets {key} to {input}", { key: change.key, input: safeText(change.value) });
}

/** Says that a password is one of two that were the same. */
export function samePasswordWords(otherKey: string): string {
  return l10n.t("It is written to {otherKey} too, which is the same now.", { otherKey });
}

/** Says that a value is there which an input box cannot show. */
export const severalLinesWords = l10n.t("The value now has several lines; what you type takes its place.");

/** Says why a change would not be read back. */
export function unreadWords({ key }: Pick<Change, "key">): string {
  return sentence(
    l10n.t(
      "{key} cannot be set while a quote or bracket somewhere else in the file is open. Close it first.",
    ),
    { key },
  );
}

/** Says why text is no value. */
export const unwritableWords = l10n.t(
  "A value can hold neither a NUL character nor half of a surrogate pair. Leave it out.",
);
