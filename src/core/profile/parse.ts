import type { ExpansionBudget } from "./evaluate";
import { evaluate, largestExpansion } from "./evaluate";
import { lexProfile } from "./lex";
import { problemTable } from "./problems";
import type { Entry, MachineNames, Profile, ProfileProblem, ProfileProblemCode } from "./profile";
import { isShellVariable } from "./shellVariables";
import type { SourceText } from "./sourceText";
import { originOf, sourceTextOf } from "./sourceText";
import type { Assignment, Statement } from "./statements";
import { statementsOf } from "./statements";
import { generationOf, validate } from "./validate";
import type { LexProblem, Line, Piece } from "./word";

/**
 * Reads a properties file as bash would read it, without running anything, and validates what it says.
 * There is a profile for every text; values of a file without an error are exactly bash's.
 */
export function parseProfile(text: string, machine: MachineNames): Profile {
  const source = sourceTextOf(text);
  const lexed = lexProfile(source.text, (lines) => readEntries(lines, source, machine));
  const read = lexed.value;
  const found = [...lexed.problems, ...read.written, ...read.problems];
  const syntax = [...encodingProblems(text, source), ...found.map((problem) => problemOf(problem, source))];
  const values = winnersOf(read.entries);
  const parsed = { text, entries: read.entries, values, generation: generationOf(values) };
  const meaning = validate(parsed, syntax);
  const problems = [...syntax, ...meaning].sort((a, b) => a.span.start - b.span.start);
  return { ...parsed, problems };
}

interface ReadEntries {
  readonly entries: Entry[];
  /** What is wrong with how the lines are written. */
  readonly written: LexProblem[];
  /** What is wrong with what they do. */
  readonly problems: LexProblem[];
}

/** Carries out the statements of lines in order, each seeing what the ones before have set. */
function readEntries(lines: Iterable<Line>, source: SourceText, machine: MachineNames): ReadEntries {
  const variables = new Map<string, string>();
  const problems: LexProblem[] = [];
  const expansion: ExpansionBudget = { left: largestExpansion };
  const scope = { variables, machine, text: source.text, expansion, problems };
  const entries: Entry[] = [];
  const written: LexProblem[] = [];
  const carryOut = ({ isExport, assignments }: Statement): void => {
    const first = entries.length;
    for (const assignment of assignments) {
      const value = evaluate(assignment.pieces, scope);
      entries.push(entryOf(assignment, value, source));
      noteProblems(assignment, isExport, problems);
      if (!isExport) {
        variables.set(assignment.name, value);
      }
    }
    if (isExport) {
      // `export A=1 B=$A` expands every word before it sets one.
      entries.slice(first).forEach(({ key, value }) => variables.set(key, value));
    }
  };
  for (const line of lines) {
    const said = statementsOf(line, source.text);
    said.statements.forEach(carryOut);
    said.problems.forEach((problem) => written.push(problem));
  }
  return { entries, written, problems };
}

/** Notes what is wrong with an assignment because of its name or of `export`. */
function noteProblems(
  { name, nameSpan, pieces, valueSpan }: Assignment,
  isExport: boolean,
  problems: LexProblem[],
): void {
  if (isShellVariable(name)) {
    problems.push({ code: "reserved-variable", span: nameSpan, values: { name } });
  }
  if (isExport && hasUnquotedBrace(pieces)) {
    // Behind `export` bash expands {a,b}; in an assignment of its own it does not.
    problems.push({ code: "unsupported-expansion", span: valueSpan, values: { key: name } });
  }
}

function hasUnquotedBrace(pieces: readonly Piece[]): boolean {
  return pieces.some(
    (piece) =>
      (piece.kind === "text" && !piece.quoted && piece.text.includes("{")) ||
      (piece.kind === "variable" && piece.fallback !== undefined && hasUnquotedBrace(piece.fallback)),
  );
}

function entryOf(assignment: Assignment, value: string, source: SourceText): Entry {
  return {
    key: assignment.name,
    keySpan: originOf(source, assignment.nameSpan),
    valueSpan: originOf(source, assignment.valueSpan),
    value,
    span: originOf(source, assignment.span),
  };
}

function problemOf({ code, span, values }: LexProblem, source: SourceText): ProfileProblem {
  return { code, severity: problemTable[code].severity, span: originOf(source, span), values };
}

/** Findings about the characters that the file is made of, each reported once with their number. */
function encodingProblems(text: string, source: SourceText): ProfileProblem[] {
  const firstReturn = source.carriageReturns[0];
  const firstNul = text.indexOf("\0");
  const nulCount = firstNul < 0 ? 0 : text.split("\0").length - 1;
  return [
    ...(source.hasByteOrderMark ? [wholeFileProblem("byte-order-mark", 0, 1)] : []),
    ...(firstReturn === undefined
      ? []
      : [wholeFileProblem("carriage-return", firstReturn, source.carriageReturns.length)]),
    ...(firstNul < 0 ? [] : [wholeFileProblem("nul-character", firstNul, nulCount)]),
  ];
}

function wholeFileProblem(code: ProfileProblemCode, start: number, count: number): ProfileProblem {
  const span = { start, end: start + 1 };
  return { code, severity: problemTable[code].severity, span, values: { count: String(count) } };
}

/** The last entry of each key, in the order in which the keys first appear. */
function winnersOf(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const winners = new Map<string, Entry>();
  for (const entry of entries) {
    winners.set(entry.key, entry);
  }
  return winners;
}
