import type { Span } from "../problem";
import type { Entry, Profile } from "./profile";
import type { Reference } from "./references";
import { referencesOf } from "./references";

/** One place where a key is set (`write`) or its value is used (`read`): the name alone. */
export interface Occurrence {
  readonly kind: "write" | "read";
  readonly span: Span;
}

/** A reference and the entry that it refers to. */
export interface Definition {
  /** The name in the reference. */
  readonly span: Span;
  readonly entry: Entry;
}

/** Gives every place of the key whose name an offset touches, in text order; none where it touches no name. */
export function occurrencesAt(
  profile: Pick<Profile, "text" | "entries">,
  offset: number,
): readonly Occurrence[] {
  const references = referencesOf(profile.text);
  const name =
    profile.entries.find(({ keySpan }) => holds(keySpan, offset))?.key ??
    referenceAt(references, offset)?.name;
  const writes = profile.entries.filter(({ key }) => key === name);
  const reads = references.filter((reference) => reference.name === name);
  return [
    ...writes.map(({ keySpan }): Occurrence => ({ kind: "write", span: keySpan })),
    ...reads.map(({ span }): Occurrence => ({ kind: "read", span })),
  ].sort((a, b) => a.span.start - b.span.start);
}

/** Gives the entry whose value bash would put where an offset touches a reference; undefined elsewhere. */
export function definitionAt(
  { text, entries }: Pick<Profile, "text" | "entries">,
  offset: number,
): Definition | undefined {
  const reference = referenceAt(referencesOf(text), offset);
  const entry = reference?.definition === undefined ? undefined : entries[reference.definition];
  return reference === undefined || entry === undefined ? undefined : { span: reference.span, entry };
}

function referenceAt(references: readonly Reference[], offset: number): Reference | undefined {
  return references.find(({ span }) => holds(span, offset));
}

/** A cursor at either edge of a name touches it. */
function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
