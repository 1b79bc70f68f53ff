import type { DeviceProblemCode } from "../../core/devices/deviceProblems";
import { decodeProfile, largestProfileBytes } from "../../core/profile/decode";
import { parseProfile } from "../../core/profile/parse";
import type { Profile, ProfileProblemCode } from "../../core/profile/profile";
import type { Severity, Span } from "../../core/problem";
import { problemWords, relatedWords, unreadableWords, type UnreadableCode } from "../words/problems";
import { rangesIn, type PlaceRange } from "./places";

/** Every code that a check of a properties file can give; docs/diagnostics.md has an entry for each. */
export type FindingCode = ProfileProblemCode | UnreadableCode | DeviceProblemCode;

/** A finding about a properties file in a person's words. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range: PlaceRange;
  readonly related: readonly RelatedPlace[];
}

/** Another place that belongs to a finding. */
export interface RelatedPlace {
  readonly message: string;
  readonly range: PlaceRange;
  /** Absolute path where it is in another file. */
  readonly file?: string;
}

/** Gives the findings of a profile in text order. */
export function findingsOf(profile: Profile): readonly Finding[] {
  const rangeOf = rangesIn(profile.text);
  return profile.problems.map((problem) => ({
    code: problem.code,
    severity: problem.severity,
    message: problemWords(problem),
    range: rangeOf(problem.span),
    related: (problem.related ?? []).map((span) => ({
      message: relatedWords(problem),
      range: rangeOf(span),
    })),
  }));
}

/** Gives the one finding about a file that is no text, at the first character that is wrong; both count from 1. */
export function unreadableFinding(
  code: UnreadableCode,
  { line, column }: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
): Finding {
  const start = { line: line - 1, character: column - 1 };
  const end = { line: start.line, character: start.character + 1 };
  return { code, severity: "error", message: unreadableWords(code), range: { start, end }, related: [] };
}

/** Gives the findings of the text in an editor, which knows of a byte order mark that it does not show; what is too large is not read. */
export function findingsOfText(
  text: string,
  {
    profileNow,
    hasByteOrderMark,
  }: { readonly profileNow: () => Profile; readonly hasByteOrderMark: boolean },
): readonly Finding[] {
  const tooLarge = tooLargeFinding(text);
  if (tooLarge !== undefined) {
    return [tooLarge];
  }
  const mark = hasByteOrderMark ? findingsOf(parseProfile("\uFEFF", noMachine)).slice(0, 1) : [];
  return [...mark, ...findingsOf(profileNow())];
}

const noMachine = { hostName: "", homeFolder: "" };

/** Tells whether two spans touch, as a cursor at the edge of an underlined word does. */
export function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Encodes only what may be too large: no UTF-16 unit takes more than three bytes. */
function tooLargeFinding(text: string): Finding | undefined {
  if (text.length * 3 <= largestProfileBytes) {
    return undefined;
  }
  const decoded = decodeProfile(new TextEncoder().encode(text));
  return decoded.ok || decoded.failure.code !== "file-too-large"
    ? undefined
    : unreadableFinding(decoded.failure.code, decoded.failure);
}
