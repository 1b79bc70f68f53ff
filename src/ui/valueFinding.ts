import { changeOf, type Change, type Changed } from "../core/profile/changes";
import type { MachineNames, Profile, ProfileProblem } from "../core/profile/profile";
import type { Severity, Span } from "../core/problem";
import { unreadWords } from "./words/editing";
import { problemWords } from "./words/problems";

/** What is to be said about a value; an error stands in the way. */
export interface InputFinding {
  readonly severity: Severity;
  readonly message: string;
}

/** Judges what a change would make of a key, by the rules that the whole file is judged by. Undefined: it is sound. */
export function changeFinding(
  profile: Profile,
  change: Change,
  machine: MachineNames,
): InputFinding | undefined {
  return changedFinding(changeOf(profile, change, machine), change);
}

/** Judges what a change has made of a key. */
export function changedFinding(
  { profile, isRead }: Pick<Changed, "profile" | "isRead">,
  change: Change,
): InputFinding | undefined {
  return isRead
    ? worstFinding(valueProblems(profile, change.key))
    : { severity: "error", message: unreadWords(change) };
}

/** Gives what is wrong with the value of a key, alone or together with another key's. */
export function valueProblems({ values, problems }: Profile, key: string): readonly ProfileProblem[] {
  const span = values.get(key)?.valueSpan;
  return span === undefined
    ? []
    : problems.filter((problem) => [problem.span, ...(problem.related ?? [])].some(isWithin(span)));
}

/** Gives what is wrong with how a key is set, its value included. */
export function keyProblems({ values, problems }: Profile, key: string): readonly ProfileProblem[] {
  const entry = values.get(key);
  return entry === undefined
    ? []
    : problems.filter(
        (problem) =>
          // It stands at the first character, whatever is there.
          (problem.code !== "missing-key" && isWithin(entry.span)(problem.span)) ||
          (problem.related ?? []).some(isWithin(entry.valueSpan)),
      );
}

/** Gives the first of the gravest, in a person's words. */
export function worstFinding(problems: readonly ProfileProblem[]): InputFinding | undefined {
  const worst = order.flatMap((severity) => problems.filter((problem) => problem.severity === severity))[0];
  return worst && { severity: worst.severity, message: problemWords(worst) };
}

const order: readonly Severity[] = ["error", "warning", "info"];

function isWithin(outer: Span): (span: Span) => boolean {
  return (span) => span.start >= outer.start && span.end <= outer.end;
}
