import * as l10n from "@vscode/l10n";
import { defaultTextOf, keyRowOf, type KeyRow } from "../../core/profile/keys";
import { entryAt } from "../../core/profile/entryAt";
import type { Entry, MachineNames, Profile } from "../../core/profile/profile";
import { secretEntriesOf } from "../../core/profile/secretEntries";
import { safeText } from "../../core/stream/safeText";
import { otherKeyMeaning } from "../words/editing";
import { overriddenWords, secretWords } from "../words/expansions";
import { meaningWords, readerWords } from "../words/keys";
import { enumeratedText } from "../words/numbers";
import { expansionHoverAt } from "./expansionHover";
import type { HoverText } from "./hover";
import { codeSpan, valueSentence } from "./markdown";
import { shownNames, shownSubject } from "./shownIdentity";

/**
 * Tells what bash puts in the place of what is at an offset; elsewhere in an entry, what its key means and what its
 * value is. Undefined outside of entries.
 */
export function hoverAt(profile: Profile, offset: number, machine: MachineNames): HoverText | undefined {
  const entry = entryAt(profile, { start: offset, end: offset });
  if (entry === undefined) {
    return undefined;
  }
  const expansion = offset < entry.valueSpan.start ? undefined : expansionHoverAt(profile, offset, machine);
  return expansion ?? entryHover(entry, profile);
}

function entryHover(entry: Entry, profile: Profile): HoverText {
  const row = keyRowOf(entry.key);
  const meaning = row === undefined ? otherKeyMeaning : documentationOf(row, profile);
  const parts = [`**${entry.key}**`, meaning, valueLine(entry, profile), resultOf(row, profile)];
  return { markdown: parts.filter((part) => part !== "").join("\n\n"), span: entry.span };
}

/** Tells what a key means, which default it has and who reads it, as Markdown. */
export function documentationOf(row: KeyRow, profile: Pick<Profile, "values" | "generation">): string {
  const byDefault = defaultTextOf(row.name, profile.generation);
  const defaultWords =
    byDefault === undefined ? "" : ` ${l10n.t("Default: {codeSpan}.", { codeSpan: codeSpan(byDefault) })}`;
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

/** The value as bash sees it. A secret is not shown. */
function valueLine(entry: Entry, profile: Profile): string {
  const overridden = profile.values.get(entry.key) === entry ? "" : ` ${overriddenWords}`;
  const value = secretEntriesOf(profile).has(entry) ? secretWords : valueSentence(entry.value);
  return `${value}${overridden}`;
}

/** What the certificates get of it, with the other keys. */
function resultOf(row: KeyRow | undefined, profile: Profile): string {
  if (row?.side !== "shared") {
    return "";
  }
  if (row.meaning !== "alternative-names") {
    const subject = shownSubject(profile);
    return subject === "" ? "" : l10n.t("Subject: {codeSpan}", { codeSpan: codeSpan(subject) });
  }
  const names = shownNames(profile);
  return names.length === 0 ? "" : l10n.t("Names: {names}", { names: enumeratedText(names.map(codeSpan)) });
}
