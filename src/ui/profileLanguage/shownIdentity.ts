import { identityOf } from "../../core/identity/identityOf";
import { subjectOf, subjectText } from "../../core/identity/subject";
import type { Entry, Profile } from "../../core/profile/profile";
import { secretEntriesOf } from "../../core/profile/secretEntries";
import { hiddenValue } from "../words/editing";

/** Writes the subject that a profile names, of these keys where they are given; dots stand for what is made of a password. */
export function shownSubject(
  { text, entries, values }: Pick<Profile, "text" | "entries" | "values">,
  keys?: ReadonlySet<string>,
): string {
  const secrets = secretEntriesOf({ text, entries });
  const shown = [...values]
    .filter(([key]) => keys?.has(key) ?? true)
    .map(([key, entry]): [string, Entry] => [
      key,
      secrets.has(entry) ? { ...entry, value: hiddenValue } : entry,
    ]);
  return subjectText(subjectOf({ values: new Map(shown) }));
}

/** Gives the names that a server certificate gets; none while a problem stands in the way, or a password is in them. */
export function shownNames(profile: Profile): readonly string[] {
  const isSecret = [...secretEntriesOf(profile)].some(({ key }) => namingKeys.has(key));
  const server = identityOf(profile, "server");
  return server.ok && !isSecret ? server.value.names.map(({ value }) => value) : [];
}

/** The common name is a name of the server too. */
const namingKeys: ReadonlySet<string> = new Set(["DOMAIN_SUFFIX", "SUBJECT_ALTERNATIVE_NAMES"]);
