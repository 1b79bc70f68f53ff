import { keyRowOf } from "./keys";
import type { Entry, Profile } from "./profile";
import { referencesOf } from "./references";

/**
 * Gives the entries whose value must not be shown: those of a password's key, those that a password is made of
 * (`P=…` of `CLIENT_KEY_PASSWORD=$P`), and those made of any of these.
 */
export function secretEntriesOf({ text, entries }: Pick<Profile, "text" | "entries">): ReadonlySet<Entry> {
  const references = referencesOf(text);
  const secret = new Set(
    entries.flatMap(({ key }, index) => (keyRowOf(key)?.isSecret === true ? [index] : [])),
  );
  // A definition stands before its references, so one pass each way is enough.
  for (const { entry, definition } of [...references].reverse()) {
    if (definition !== undefined && secret.has(entry)) {
      secret.add(definition);
    }
  }
  for (const { entry, definition } of references) {
    if (definition !== undefined && secret.has(definition)) {
      secret.add(entry);
    }
  }
  return new Set(entries.filter((_, index) => secret.has(index)));
}
