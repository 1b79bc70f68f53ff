import { hostNameOf } from "../../core/profile/evaluate";
import { hostNamesOf } from "../../core/profile/hostNames";
import type { MachineNames, Profile } from "../../core/profile/profile";
import { referencesOf, type Reference } from "../../core/profile/references";
import { secretEntriesOf } from "../../core/profile/secretEntries";
import { isSetElsewhere } from "../../core/profile/shellVariables";
import type { Span } from "../../core/problem";
import { fallbackWords, hostNameWords, referenceWords, secretWords } from "../words/expansions";
import type { HoverText } from "./hover";
import { codeSpan, valueSentence } from "./markdown";
import { linesOf } from "./places";

/** Tells what bash puts in the place of the `$NAME` or `$(hostname)` at an offset; undefined where none is. */
export function expansionHoverAt(
  profile: Profile,
  offset: number,
  machine: MachineNames,
): HoverText | undefined {
  // Nearly no place in a file has one, and reading it again takes time.
  if (!/[$`]/.test(lineAround(profile.text, offset))) {
    return undefined;
  }
  return referenceHoverAt(profile, offset) ?? hostNameHoverAt(profile.text, offset, machine);
}

function lineAround(text: string, offset: number): string {
  return linesOf(text).reduce(
    (found, { start, end }) => (start <= offset && offset <= end ? text.slice(start, end) : found),
    "",
  );
}

function referenceHoverAt(profile: Profile, offset: number): HoverText | undefined {
  const found = referencesOf(profile.text)
    .map((reference) => ({ reference, span: wholeSpan(profile.text, reference.span) }))
    // The innermost of `${A:-$B}` is the later one.
    .findLast(({ span }) => span.start <= offset && offset <= span.end);
  if (found === undefined) {
    return undefined;
  }
  const { reference, span } = found;
  const parts = [`**$${reference.name}**`, valueOf(reference, profile)];
  return { markdown: parts.join("\n\n"), span };
}

/** With its `$` or `${`, and the brace behind it. */
function wholeSpan(text: string, { start, end }: Span): Span {
  const isBraced = text.slice(start - 2, start) === "${";
  return { start: start - (isBraced ? 2 : 1), end: isBraced && text[end] === "}" ? end + 1 : end };
}

function valueOf({ name, span, definition }: Reference, profile: Profile): string {
  const { text, entries } = profile;
  const hasFallback = text.startsWith(":-", span.end);
  const entry = definition === undefined ? undefined : entries[definition];
  if (entry === undefined) {
    const words = referenceWords({ kind: isSetElsewhere(name) ? "elsewhere" : "not-set" });
    return hasFallback && !isSetElsewhere(name) ? `${words} ${fallbackWords}` : words;
  }
  const source = referenceWords({ kind: "set", line: lineOf(text, entry.keySpan.start) });
  if (secretEntriesOf(profile).has(entry)) {
    return `${source} ${secretWords}`;
  }
  const isReplaced = entry.value === "" && hasFallback;
  return `${source} ${valueSentence(entry.value)}${isReplaced ? ` ${fallbackWords}` : ""}`;
}

function lineOf(text: string, offset: number): number {
  return linesOf(text).filter(({ start }) => start <= offset).length;
}

function hostNameHoverAt(text: string, offset: number, { hostName }: MachineNames): HoverText | undefined {
  const asked = hostNamesOf(text).find(({ span }) => span.start <= offset && offset <= span.end);
  if (asked === undefined) {
    return undefined;
  }
  const { span, form } = asked;
  const written = codeSpan(text.slice(span.start, span.end));
  return {
    markdown: [written, `${hostNameWords} ${valueSentence(hostNameOf(form, hostName))}`].join("\n\n"),
    span,
  };
}
