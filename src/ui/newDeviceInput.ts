import { parseProfile } from "../core/profile/parse";
import type { Severity } from "../core/problem";
import { newProfileText } from "../core/profile/template";
import { problemWords } from "./words/problems";

/** What is to be said about a value while it is typed; an error stands in the way. */
export interface InputFinding {
  readonly severity: Severity;
  readonly message: string;
}

const order: readonly Severity[] = ["error", "warning", "info"];

/**
 * Judges a value that is typed for a key of a new file, by the rules that the file is judged by, but for what depends on
 * another key. Undefined: it is sound.
 */
export function inputFinding(key: string, value: string): InputFinding | undefined {
  const profile = parseProfile(newProfileText({ [key]: value }), { hostName: "localhost", homeFolder: "/" });
  const span = profile.values.get(key)?.valueSpan;
  const found = profile.problems.filter(
    (problem) =>
      span !== undefined &&
      problem.related === undefined &&
      problem.span.start >= span.start &&
      problem.span.start <= span.end,
  );
  const worst = order.flatMap((severity) => found.filter((problem) => problem.severity === severity))[0];
  return worst && { severity: worst.severity, message: problemWords(worst) };
}
