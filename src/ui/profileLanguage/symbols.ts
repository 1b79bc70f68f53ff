import * as l10n from "@vscode/l10n";
import type { Span } from "../../core/problem";
import { keyRowOf, type KeySide } from "../../core/profile/keys";
import type { Entry, Profile } from "../../core/profile/profile";
import { secretEntriesOf } from "../../core/profile/secretEntries";
import { safeText } from "../../core/stream/safeText";
import { shortened } from "../words/shortened";

/** One line of the outline: a key. */
export interface KeySymbol {
  readonly name: string;
  /** The value as bash sees it, on one line; empty for a secret. */
  readonly detail: string;
  readonly span: Span;
  /** What is selected when it is chosen: the key. */
  readonly keySpan: Span;
}

/** The keys that belong together, in text order. */
export interface SymbolGroup {
  readonly name: string;
  /** From its first key to the end of its last value. */
  readonly span: Span;
  readonly keys: readonly KeySymbol[];
}

/** The groups of keys in their order, with their names. */
export const keyGroups: readonly (readonly [group: KeySide | "other", name: string])[] = [
  ["shared", l10n.t("Subject")],
  ["server", l10n.t("Server")],
  ["client", l10n.t("Client")],
  ["other", l10n.t("Other keys")],
];

/** The longest value that an outline shows, in characters. */
const longestDetail = 100;

/** Gives the outline of a properties file; a group without keys is left out. */
export function symbolsOf(profile: Pick<Profile, "text" | "entries">): readonly SymbolGroup[] {
  const secrets = secretEntriesOf(profile);
  return keyGroups.flatMap(([group, name]) => {
    const entries = profile.entries.filter(({ key }) => (keyRowOf(key)?.side ?? "other") === group);
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) {
      return [];
    }
    const keys = entries.map((entry) => symbolOf(entry, secrets.has(entry)));
    return [{ name, span: { start: first.span.start, end: last.span.end }, keys }];
  });
}

function symbolOf({ key, keySpan, span, value }: Entry, isSecret: boolean): KeySymbol {
  const detail = isSecret ? "" : safeText(shortened(value, longestDetail));
  return { name: key, detail, span, keySpan };
}
