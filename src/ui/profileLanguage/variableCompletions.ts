import * as l10n from "@vscode/l10n";
import { keyRowOf } from "../../core/profile/keys";
import type { Entry, Profile } from "../../core/profile/profile";
import { secretEntriesOf } from "../../core/profile/secretEntries";
import { isShellVariable } from "../../core/profile/shellVariables";
import { valueWords } from "../words/editing";
import type { Completion } from "./completion";
import { openQuoteOf } from "./openQuote";

/** Where in a value the cursor is. */
export interface VariablePlace {
  readonly key: string;
  /** The value up to the cursor, quotes included. */
  readonly written: string;
  readonly offset: number;
}

/**
 * Gives what may be referred to behind a `$` at the cursor: the keys that are set above, the nearest first, and this
 * machine's name. A password is offered for a password alone.
 */
export function variableCompletionsAt(
  profile: Profile,
  { key, written, offset }: VariablePlace,
): readonly Completion[] {
  const typed = /(?<!\\)(?:\\\\)*(\$\{?\w*|\$\(\w*)$/.exec(written)?.[1];
  if (typed === undefined || openQuoteOf(written) === "'") {
    return [];
  }
  const isBraced = typed.startsWith("${");
  const behind = /^\w*[})]?/.exec(profile.text.slice(offset))?.[0] ?? "";
  const span = { start: offset - typed.length, end: offset + behind.length };
  const names = typed.startsWith("$(") ? [] : referable(profile, key, span.start);
  const variables = names.map((entry): Completion => {
    const text = isBraced ? `\${${entry.key}}` : `$${entry.key}`;
    return { kind: "variable", label: text, description: shownValue(entry, profile), insertText: text, span };
  });
  const hostName = {
    label: "$(hostname)",
    description: l10n.t("this machine's name"),
    insertText: "$(hostname)",
  };
  return isBraced ? variables : [...variables, { kind: "value", ...hostName, span }];
}

/** The last entries above of each name, the nearest first. Those of its own line are not set yet where it is exported. */
function referable(profile: Profile, key: string, start: number): readonly Entry[] {
  const { entries, text } = profile;
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const secrets = secretEntriesOf(profile);
  const isForSecret = keyRowOf(key)?.isSecret === true;
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.span.end <= lineStart && !isShellVariable(entry.key)) {
      byName.delete(entry.key);
      byName.set(entry.key, entry);
    }
  }
  const nearest = [...byName.values()].reverse();
  const isSecret = (entry: Entry): boolean => secrets.has(entry);
  return isForSecret
    ? [...nearest.filter(isSecret), ...nearest.filter((entry) => keyRowOf(entry.key) === undefined)].filter(
        (entry, index, all) => all.indexOf(entry) === index,
      )
    : nearest.filter((entry) => !isSecret(entry));
}

function shownValue(entry: Entry, profile: Profile): string {
  return secretEntriesOf(profile).has(entry) ? l10n.t("not shown") : valueWords(entry.value);
}
