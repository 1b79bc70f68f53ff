import type { Span } from "../problem";
import { addLinesEdits, quoteForShell, setValueEdits } from "./edit";
import { entryAt, entryBefore } from "./entryAt";
import { defaultTextOf } from "./keys";
import { commentOutEdits, removeEntryEdits, withoutLiteralQuotes } from "./lineEdits";
import { isMentioned, mentionsOf, type Mentions } from "./mentions";
import type { Entry, Profile, ProfileProblem, ProfileProblemCode, TextEdit } from "./profile";
import { referencesOf } from "./references";
import { lineOf, textLinesOf, type TextLines } from "./textLines";
import { missingKeyRows } from "./validate";
import { curveNames } from "./valueChecks";

/** What a fix does, for the sentence that offers it. */
export type FixCode =
  | "quote-value"
  | "quote-literally"
  | "close-quote"
  | "put-on-own-line"
  | "comment-out"
  | "use-host-name"
  | "remove-spaces-around-equals"
  | "remove-carriage-returns"
  | "remove-byte-order-mark"
  | "remove-duplicate"
  | "remove-curve"
  | "rename-key"
  | "add-missing-keys"
  | "upper-case-country"
  | "lower-case-alias"
  | "use-store-password"
  | "use-known-curve"
  | "use-default";

/** A small edit that makes a problem go away and changes nothing else. */
export interface ProfileFix {
  readonly code: FixCode;
  /** The facts that the sentence needs, by name; never a secret. */
  readonly values: Readonly<Record<string, string>>;
  readonly edits: readonly TextEdit[];
}

/** Gives the fixes of one problem of a profile, the best first; none where only a person knows what is meant. */
export function fixesFor(profile: Profile, problem: ProfileProblem): readonly ProfileFix[] {
  return fixesOf(profile)(problem);
}

/** Gives the fixes of one problem, as `fixesFor` does. */
type FixesOfProblem = (problem: ProfileProblem) => readonly ProfileFix[];

/** Prepares giving the fixes of many problems: what they need of the profile's text is worked out once. */
export function fixesOf(profile: Profile): FixesOfProblem {
  const { text } = profile;
  let referred: ReadonlySet<Entry | undefined> | undefined;
  const ground: Ground = {
    ...profile,
    lines: textLinesOf(text),
    mentions: mentionsOf(text),
    referred: () => (referred ??= referredEntriesOf(profile)),
  };
  return (problem) => fixTable[problem.code]?.(ground, problem) ?? [];
}

/**
 * Gives the edits that turn a first-generation file into one of the current generation by adding the keys that it
 * lacks, with their defaults: the key algorithm becomes EC secp256r1. None for a file of the current generation.
 */
export function upgradeEdits(profile: Profile): readonly TextEdit[] {
  const rows = missingKeyRows({ values: profile.values, generation: "current" });
  const added = rows.map((row) => `${row.name}=${defaultTextOf(row.name, "first") ?? row.defaultText}`);
  return profile.generation === "current" ? [] : addLinesEdits(textLinesOf(profile.text), added);
}

/** A profile and what its fixes share. */
interface Ground extends Profile {
  readonly lines: TextLines;
  readonly mentions: Mentions;
  /** The entries whose values other entries use; found at the first call. */
  readonly referred: () => ReadonlySet<Entry | undefined>;
}

function referredEntriesOf({ text, entries }: Profile): ReadonlySet<Entry | undefined> {
  return new Set(referencesOf(text).map(({ definition }) => entries[definition ?? entries.length]));
}

type Fixer = (profile: Ground, problem: ProfileProblem) => readonly ProfileFix[];

const fixTable: Readonly<Partial<Record<ProfileProblemCode, Fixer>>> = {
  "unquoted-space": quoteValue,
  "shell-syntax": quoteOrSplit,
  "unterminated-quote": closeQuote,
  "undefined-variable": (profile, problem) => [...useHostName(problem), ...quoteLiterally(profile, problem)],
  "unsupported-expansion": quoteLiterally,
  "command-not-run": (profile, problem) =>
    entryAt(profile, problem.span) === undefined
      ? commentOut(profile, problem)
      : quoteLiterally(profile, problem),
  "reserved-variable": commentOut,
  "space-around-equals": (_, { span, values }) =>
    one("remove-spaces-around-equals", values, [{ span, newText: "=" }]),
  "carriage-return": (profile, { values }) =>
    one("remove-carriage-returns", values, carriageReturnEdits(profile.text)),
  "byte-order-mark": (_, { span }) => one("remove-byte-order-mark", {}, [{ span, newText: "" }]),
  "duplicate-key": removeDuplicate,
  "unknown-key": renameKey,
  "missing-key": addMissingKeys,
  "value-empty": useDefault,
  "algorithm-unknown": useDefault,
  "key-size-unknown": useDefault,
  "alias-collision": useDefault,
  "prefix-unsafe": useDefault,
  "prefix-reserved": useDefault,
  "prefix-collision": useDefault,
  "curve-unknown": useKnownCurve,
  "curve-with-rsa": (profile, problem) =>
    withEntry(profile, problem, (entry) =>
      one("remove-curve", problem.values, removeEntryEdits(profile.lines, entry.span)),
    ),
  "country-not-upper-case": (profile, problem) =>
    changeValue(profile, problem, { code: "upper-case-country", change: (value) => value.toUpperCase() }),
  "alias-not-lower-case": (profile, problem) =>
    changeValue(profile, problem, { code: "lower-case-alias", change: (value) => value.toLowerCase() }),
  "passwords-differ": useStorePassword,
};

function one(
  code: FixCode,
  values: Readonly<Record<string, string>>,
  edits: readonly TextEdit[],
): readonly ProfileFix[] {
  return [{ code, values, edits }];
}

function withEntry(
  profile: Profile,
  problem: ProfileProblem,
  fix: (entry: Entry) => readonly ProfileFix[],
): readonly ProfileFix[] {
  const entry = entryAt(profile, problem.span);
  return entry === undefined ? [] : fix(entry);
}

/** What means the same within double quotes. */
const plainReference =
  /\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::-[\w ./:@%+,=-]*)?\}|\([ \t]*hostname(?:[ \t]+-[fs])?[ \t]*\))/g;

/** Quotes a value as it is written; references inside keep working where the value has no quotes of its own. */
function quoteValue(profile: Profile, problem: ProfileProblem): readonly ProfileFix[] {
  return withEntry(profile, problem, (entry) => {
    const written = profile.text.slice(entry.valueSpan.start, entry.valueSpan.end);
    const isSimple = !/["'`\\~\r\n$]/.test(written.replace(plainReference, ""));
    const newText = isSimple ? `"${written}"` : quoteForShell(entry.value);
    // A name right behind an operator would become a part of the value.
    const next = profile.text[entry.valueSpan.end] ?? "";
    const gap = /^[\w\\]$/.test(next) ? " " : "";
    return one("quote-value", { key: entry.key }, [{ span: entry.valueSpan, newText: newText + gap }]);
  });
}

/** An operator inside a value is quoted with it; one between assignments becomes a line end. */
function quoteOrSplit(profile: Ground, problem: ProfileProblem): readonly ProfileFix[] {
  if (entryAt(profile, problem.span) !== undefined) {
    return quoteValue(profile, problem);
  }
  const isSeparator = /^(?:;|&&)$/.test(problem.values["text"] ?? "");
  const before = entryBefore(profile, problem.span.start)?.span.start ?? -1;
  const hasEntry = before >= lineOf(profile.lines, problem.span).start;
  return isSeparator && hasEntry ? one("put-on-own-line", {}, splitEdits(profile.lines, problem.span)) : [];
}

/** Replaces an operator and its blanks by a line end; at the end of its line the operator just goes. */
function splitEdits({ text, lineEnd }: TextLines, operator: Span): readonly TextEdit[] {
  const whole = withBlanks(text, operator);
  const isLast = /^[\r\n#]?$/.test(text[whole.end] ?? "");
  return isLast ? [{ span: operator, newText: "" }] : [{ span: whole, newText: lineEnd }];
}

/** A span and the blanks on both sides of it, but for one that a backslash makes a part of a value. */
function withBlanks(text: string, span: Span): Span {
  let { start, end } = span;
  while (isBlank(text[start - 1]) && text[start - 2] !== "\\") {
    start -= 1;
  }
  while (isBlank(text[end])) {
    end += 1;
  }
  return { start, end };
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** Closes what is open at the end of its line; a backslash there would escape the quote. */
function closeQuote(profile: Profile, problem: ProfileProblem): readonly ProfileFix[] {
  const { end } = problem.span;
  const closing = problem.values["closing"] ?? "";
  return profile.text[end - 1] === "\\"
    ? []
    : one("close-quote", { closing }, [{ span: { start: end, end }, newText: closing }]);
}

/** Takes a value literally, `$` and all: what a password with a `$` in it needs. */
function quoteLiterally(profile: Profile, problem: ProfileProblem): readonly ProfileFix[] {
  return withEntry(profile, problem, (entry) => {
    const written = profile.text.slice(entry.valueSpan.start, entry.valueSpan.end);
    const isWithinValue = problem.span.start >= entry.valueSpan.start && !written.startsWith("(");
    const newText = quoteForShell(withoutLiteralQuotes(written));
    return isWithinValue
      ? one("quote-literally", { key: entry.key }, [{ span: entry.valueSpan, newText }])
      : [];
  });
}

/** `$HOSTNAME` is bash's own; `$(hostname)` says the same and is resolved without running it. */
function useHostName({ span, values }: ProfileProblem): readonly ProfileFix[] {
  return values["name"] === "HOSTNAME" ? one("use-host-name", {}, [{ span, newText: "$(hostname)" }]) : [];
}

function commentOut(profile: Ground, problem: ProfileProblem): readonly ProfileFix[] {
  const edits = commentOutEdits(profile, problem.span, profile.lines);
  return edits.length === 0 ? [] : one("comment-out", {}, edits);
}

/** CRLF loses its carriage return; one that stands alone becomes the line end that editors show there. */
function carriageReturnEdits(text: string): readonly TextEdit[] {
  return [...text.matchAll(/\r\n?/g)].map(({ index, 0: found }) => ({
    span: { start: index, end: index + 1 },
    newText: found.length === 1 ? "\n" : "",
  }));
}

/** Removes the overridden entry, unless its value may be used, or an operator beside it would stand alone. */
function removeDuplicate(profile: Ground, problem: ProfileProblem): readonly ProfileFix[] {
  const overridden = problem.related?.[0];
  const entry = overridden === undefined ? undefined : entryAt(profile, overridden);
  if (entry === undefined || isBesideOperator(profile.text, entry.span)) {
    return [];
  }
  const overriding = entryAt(profile, problem.span)?.span ?? problem.span;
  return isUsed(profile, entry, overriding)
    ? []
    : one("remove-duplicate", { key: entry.key }, removeEntryEdits(profile.lines, entry.span));
}

/** What is refused may be allowed when it is mended, so that every mention before the overriding entry counts. */
function isUsed(profile: Ground, entry: Entry, overriding: Span): boolean {
  const { mentions } = profile;
  const { end } = entry.span;
  return (
    isMentioned(mentions, entry.key, { start: end, end: overriding.end }) ||
    (isMentioned(mentions, entry.key, { start: end, end: profile.text.length }) &&
      profile.referred().has(entry))
  );
}

function isBesideOperator(text: string, span: Span): boolean {
  const { start, end } = withBlanks(text, span);
  return isOperator(text[start - 1]) || isOperator(text[end]);
}

function isOperator(character: string | undefined): boolean {
  return character !== undefined && ";&|<>()".includes(character);
}

function renameKey(_: Profile, { span, values }: ProfileProblem): readonly ProfileFix[] {
  const suggestion = values["suggestion"];
  return suggestion === undefined ? [] : one("rename-key", values, [{ span, newText: suggestion }]);
}

function addMissingKeys(profile: Ground, { values }: ProfileProblem): readonly ProfileFix[] {
  const lines = missingKeyRows(profile).map(
    (row) => `${row.name}=${defaultTextOf(row.name, profile.generation) ?? row.defaultText}`,
  );
  return one("add-missing-keys", values, addLinesEdits(profile.lines, lines));
}

/** Offered where the default itself would be right: not for secrets, nor where the other side has it. */
function useDefault(profile: Profile, problem: ProfileProblem): readonly ProfileFix[] {
  return withEntry(profile, problem, (entry) => {
    const newText = defaultTextOf(entry.key, profile.generation);
    const other = profile.values.get(problem.values["otherKey"] ?? "")?.value;
    return newText === undefined || newText === other || newText === entry.value
      ? []
      : one("use-default", { key: entry.key, text: newText }, [{ span: entry.valueSpan, newText }]);
  });
}

function useKnownCurve(profile: Profile, problem: ProfileProblem): readonly ProfileFix[] {
  const named = (problem.values["value"] ?? "").toUpperCase();
  const curve = Object.keys(curveNames).find((name) => curveNames[name]?.includes(named)) ?? "secp256r1";
  return changeValue(profile, problem, { code: "use-known-curve", change: () => curve });
}

function useStorePassword(profile: Profile, problem: ProfileProblem): readonly ProfileFix[] {
  const store = profile.values.get(problem.values["otherKey"] ?? "")?.value;
  return store === undefined
    ? []
    : changeValue(profile, problem, { code: "use-store-password", change: () => store });
}

function changeValue(
  profile: Profile,
  problem: ProfileProblem,
  { code, change }: { readonly code: FixCode; readonly change: (value: string) => string },
): readonly ProfileFix[] {
  return withEntry(profile, problem, (entry) =>
    one(code, { key: entry.key }, setValueEdits(profile, entry.key, change(entry.value))),
  );
}
