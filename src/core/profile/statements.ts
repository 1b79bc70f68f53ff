import type { Span } from "../problem";
import { lexProfile } from "./lex";
import type { LexProblem, Line, Piece, Token } from "./word";

type Word = Extract<Token, { kind: "word" }>;
type AssignmentToken = Extract<Token, { kind: "assignment" }>;

/** One `NAME=value` as it is meant: a value written with spaces is one value. Spans are offsets of the source text. */
export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  readonly pieces: readonly Piece[];
  readonly valueSpan: Span;
  readonly span: Span;
}

/** Assignments that bash carries out together; with `export` none sees another's value. */
export interface Statement {
  readonly isExport: boolean;
  readonly assignments: readonly Assignment[];
}

/** What a line says, and what is wrong with how it says it. */
export interface Statements {
  readonly statements: readonly Statement[];
  readonly problems: readonly LexProblem[];
}

/** Gives every statement of a source text, whatever is wrong with it. */
export function allStatementsOf(text: string): readonly Statement[] {
  return lexProfile(text, (lines) => [...lines].flatMap((line) => statementsOf(line, text).statements)).value;
}

/** Reads a line of tokens; `text` is the source text that their spans refer to. */
export function statementsOf(line: Line, text: string): Statements {
  const [only] = line;
  if (line.length === 1 && only?.kind === "assignment" && only.refused === undefined) {
    // Nearly every line: what is written is what is meant.
    return { statements: [{ isExport: false, assignments: [only] }], problems: noProblems };
  }
  const parts = segmentsOf(line).map((segment) => {
    const read = readSegment(segment.tokens, text);
    const separator = segment.separator === undefined ? [] : [shellSyntax(segment.separator)];
    return { statements: read.statements, problems: [...read.problems, ...separator] };
  });
  return {
    statements: parts.flatMap((part) => part.statements),
    problems: parts.flatMap((part) => part.problems),
  };
}

const noProblems: readonly LexProblem[] = [];

interface Segment {
  readonly tokens: readonly Token[];
  readonly separator?: Token;
}

/** Splits `A=1; B=2` where the meaning is evident: between assignments, and at the end. */
function segmentsOf(line: Line): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  line.forEach((token, index) => {
    if (isSeparator(token) && beginsData(line[from]) && isBoundary(line[index + 1])) {
      segments.push({ tokens: line.slice(from, index), separator: token });
      from = index + 1;
    }
  });
  return from < line.length ? [...segments, { tokens: line.slice(from) }] : segments;
}

function isSeparator(token: Token): boolean {
  return token.kind === "operator" && (token.text === ";" || token.text === "&&");
}

function isBoundary(token: Token | undefined): boolean {
  return token === undefined || beginsData(token);
}

function beginsData(token: Token | undefined): boolean {
  return token?.kind === "assignment" || (token?.kind === "word" && plainTextOf(token) === "export");
}

function readSegment(tokens: readonly Token[], text: string): Statements {
  const [head, ...rest] = tokens;
  if (head === undefined) {
    return { statements: [], problems: [] };
  }
  if (head.kind === "operator") {
    return { statements: [], problems: [shellSyntax(head)] };
  }
  if (head.kind === "word" && plainTextOf(head) === "export") {
    return readExport(head, rest, text);
  }
  return readData(tokens, text, false) ?? { statements: [], problems: [commandNotRun(tokens)] };
}

/** Reads what stands behind `export`: names, which change nothing for us, and assignments. */
function readExport(head: Token, rest: readonly Token[], text: string): Statements {
  const firstData = rest.findIndex((token, index) => !isName(token) || isEqualsWord(rest[index + 1]));
  if (rest.length > 0 && firstData < 0) {
    return { statements: [], problems: [] };
  }
  const read = readData(rest.slice(firstData), text, true);
  return read === undefined
    ? { statements: [], problems: [commandNotRun([head, ...rest])] }
    : { ...read, statements: read.statements.map((statement) => withExport(statement, head)) };
}

/** The word `export` belongs to the first of its assignments. */
function withExport(statement: Statement, head: Token): Statement {
  const [first, ...others] = statement.assignments;
  return first === undefined
    ? statement
    : {
        ...statement,
        assignments: [{ ...first, span: { start: head.span.start, end: first.span.end } }, ...others],
      };
}

/** Reads `NAME=value …` and `NAME = value`; undefined where the tokens are neither. */
function readData(tokens: readonly Token[], text: string, isExport: boolean): Statements | undefined {
  const [name, equals] = tokens;
  if (name?.kind === "assignment") {
    return readAssignments(tokens, text, isExport);
  }
  return name?.kind === "word" && isName(name) && isEqualsWord(equals)
    ? readSpaced(tokens, text, isExport)
    : undefined;
}

function readAssignments(tokens: readonly Token[], text: string, isExport: boolean): Statements {
  const starts = tokens.flatMap((token, index) => (token.kind === "assignment" ? [index] : []));
  const read = starts.map((start, order) => {
    const token = tokens[start] as AssignmentToken;
    return readAssignment(token, tokens.slice(start + 1, starts[order + 1]), text);
  });
  return {
    statements: [{ isExport, assignments: read.map((part) => part.assignment) }],
    problems: read.flatMap((part) => part.problems),
  };
}

interface ReadAssignment {
  readonly assignment: Assignment;
  readonly problems: readonly LexProblem[];
}

/** Reads one assignment with the words that follow it up to the next. */
function readAssignment(token: AssignmentToken, tail: readonly Token[], text: string): ReadAssignment {
  const { name, nameSpan, valueSpan, span, refused } = token;
  if (refused !== undefined) {
    const problem: LexProblem = { code: "unsupported-expansion", span: refused, values: { key: name } };
    return {
      assignment: { name, nameSpan, pieces: [rawPiece(valueSpan, text)], valueSpan, span },
      problems: [problem],
    };
  }
  const own: readonly Token[] =
    token.pieces.length === 0 ? [] : [{ kind: "word", pieces: token.pieces, span: valueSpan }];
  const first = tail[0];
  const isSpaced = own.length === 0 && first?.kind === "word" && first.span.start > span.end;
  const spaced = isSpaced ? [spaceAroundEquals(name, { start: nameSpan.end, end: first.span.start })] : [];
  const value = asWritten([...own, ...tail], text, valueSpan);
  return {
    assignment: { name, nameSpan, ...value, span: { start: span.start, end: value.valueSpan.end } },
    problems: [...spaced, ...problemsOfWords([...own, ...tail], name)],
  };
}

/** Reads `NAME = value` and `NAME =value`, with everything to the end of the line as the value. */
function readSpaced(tokens: readonly Token[], text: string, isExport: boolean): Statements {
  const [name, equals, ...rest] = tokens as readonly [Word, Word, ...Token[]];
  const nameText = plainTextOf(name) ?? "";
  const remainder = withoutFirstCharacter(equals);
  const words = remainder === undefined ? rest : [remainder, ...rest];
  const valueStart = words[0]?.span.start ?? equals.span.end;
  const value = asWritten(words, text, { start: valueStart, end: valueStart });
  const assignment: Assignment = {
    name: nameText,
    nameSpan: name.span,
    ...value,
    span: { start: name.span.start, end: value.valueSpan.end },
  };
  const spaced = spaceAroundEquals(nameText, { start: name.span.end, end: valueStart });
  return {
    statements: [{ isExport, assignments: [assignment] }],
    problems: [spaced, ...problemsOfWords(words, nameText)],
  };
}

/** Joins words with the blanks between them into the one value that is evidently meant. */
function asWritten(
  words: readonly Token[],
  text: string,
  empty: Span,
): { readonly pieces: readonly Piece[]; readonly valueSpan: Span } {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) {
    return { pieces: [], valueSpan: empty };
  }
  const pieces = words.flatMap((word, index) => {
    const before = words[index - 1];
    const gap =
      before === undefined ? [] : [rawPiece({ start: before.span.end, end: word.span.start }, text)];
    return [...gap, ...piecesOf(word)];
  });
  return { pieces, valueSpan: { start: first.span.start, end: last.span.end } };
}

function piecesOf(token: Token): readonly Piece[] {
  if (token.kind === "operator") {
    return [{ kind: "text", text: token.text, quoted: true, span: token.span }];
  }
  if (token.kind === "word") {
    return token.pieces;
  }
  const head = { start: token.span.start, end: token.nameSpan.end };
  return [{ kind: "text", text: `${token.name}=`, quoted: true, span: head }, ...token.pieces];
}

/** The text of a span as one piece, continuations removed as bash does before anything else. */
function rawPiece(span: Span, text: string): Piece {
  return {
    kind: "text",
    text: text.slice(span.start, span.end).replaceAll("\\\n", ""),
    quoted: true,
    span,
  };
}

function problemsOfWords(words: readonly Token[], key: string): LexProblem[] {
  const operator = words.find((word) => word.kind === "operator");
  if (operator !== undefined) {
    return [shellSyntax(operator)];
  }
  const first = words[0];
  const last = words.at(-1);
  return first === undefined || last === undefined || words.length < 2
    ? []
    : [{ code: "unquoted-space", span: { start: first.span.start, end: last.span.end }, values: { key } }];
}

function shellSyntax(token: Token): LexProblem {
  const text = token.kind === "operator" ? token.text : "";
  return { code: "shell-syntax", span: token.span, values: { text } };
}

function spaceAroundEquals(key: string, span: Span): LexProblem {
  return { code: "space-around-equals", span, values: { key } };
}

function commandNotRun(tokens: readonly Token[]): LexProblem {
  const span = { start: tokens[0]?.span.start ?? 0, end: tokens.at(-1)?.span.end ?? 0 };
  return { code: "command-not-run", span, values: {} };
}

/** The text of a word without quotes and expansions; undefined for every other. */
function plainTextOf(word: Word): string | undefined {
  return word.pieces.every((piece) => piece.kind === "text" && !piece.quoted)
    ? word.pieces.map((piece) => (piece.kind === "text" ? piece.text : "")).join("")
    : undefined;
}

function isName(token: Token): boolean {
  return token.kind === "word" && /^[A-Za-z_]\w*$/.test(plainTextOf(token) ?? "");
}

function isEqualsWord(token: Token | undefined): boolean {
  const first = token?.kind === "word" ? token.pieces[0] : undefined;
  return first?.kind === "text" && !first.quoted && first.text.startsWith("=");
}

/** A word without its leading `=`; undefined where nothing is left. */
function withoutFirstCharacter(word: Word): Word | undefined {
  const [first, ...rest] = word.pieces;
  if (first?.kind !== "text") {
    return undefined;
  }
  const span = { start: first.span.start + 1, end: first.span.end };
  const head: Piece[] = first.text.length > 1 ? [{ ...first, text: first.text.slice(1), span }] : [];
  const pieces = [...head, ...rest];
  const start = pieces[0]?.span.start;
  return start === undefined ? undefined : { kind: "word", pieces, span: { start, end: word.span.end } };
}
