import { subjectOf, subjectText } from "../../core/identity/subject";
import { defaultTextOf, keyRowOf, type KeyRow } from "../../core/profile/keys";
import { entryAt } from "../../core/profile/entryAt";
import type { Entry, Profile } from "../../core/profile/profile";
import type { Span } from "../../core/problem";
import { safeText } from "../../core/stream/safeText";
import { meaningWords, readerWords } from "../words/keys";

/** What is shown beside the pointer: Markdown without commands or HTML. */
export interface HoverText {
  readonly markdown: string;
  /** The entry that it is about. */
  readonly span: Span;
}

/** Tells what the key at an offset means and what its value is; undefined where there is none of our keys. */
export function hoverAt(profile: Profile, offset: number): HoverText | undefined {
  const entry = entryAt(profile, { start: offset, end: offset });
  const row = entry === undefined ? undefined : keyRowOf(entry.key);
  if (entry === undefined || row === undefined) {
    return undefined;
  }
  const parts = [`**${row.name}**`, documentationOf(row, profile), valueLine(entry, row, profile)];
  return { markdown: parts.filter((part) => part !== "").join("\n\n"), span: entry.span };
}

/** Tells what a key means, which default it has and who reads it, as Markdown. */
export function documentationOf(row: KeyRow, profile: Pick<Profile, "values" | "generation">): string {
  const byDefault = defaultTextOf(row.name, profile.generation);
  const defaultWords = byDefault === undefined ? "" : ` Default: ${codeSpan(byDefault)}.`;
  return `${meaningWords(row, filePrefixOf(row, profile))}\n\n${readerWords(row)}${defaultWords}`;
}

/** Gives the first part of the names of the files that a key is about, as it is shown. */
export function filePrefixOf(
  row: KeyRow,
  { values, generation }: Pick<Profile, "values" | "generation">,
): string {
  const key = row.side === "shared" ? "CLIENT_FILE_PREFIX" : `${row.side.toUpperCase()}_FILE_PREFIX`;
  const written = values.get(key)?.value ?? defaultTextOf(key, generation) ?? "";
  return safeText(written).replaceAll("`", "'");
}

/** The value as bash sees it, and the subject that it is a part of. A secret is not shown. */
function valueLine(entry: Entry, row: KeyRow, profile: Profile): string {
  if (row.isSecret) {
    return "";
  }
  const overridden = profile.values.get(entry.key) === entry ? "" : " A later line overrides it.";
  const value = entry.value === "" ? "Empty." : `Value: ${codeSpan(entry.value)}.`;
  const isOfSubject = row.side === "shared" && row.meaning !== "alternative-names";
  const subject = isOfSubject ? subjectText(subjectOf(profile)) : "";
  const subjectLine = subject === "" ? "" : `\n\nSubject: ${codeSpan(subject)}`;
  return `${value}${overridden}${subjectLine}`;
}

/** Text as Markdown code, whatever is in it; nothing for an empty one. Source: CommonMark 0.31 §6.1. */
export function codeSpan(text: string): string {
  if (text === "") {
    return "";
  }
  const safe = safeText(text);
  const longestRun = Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longestRun + 1);
  const pad = safe.startsWith("`") || safe.endsWith("`") || /^ .* $/.test(safe) ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}
