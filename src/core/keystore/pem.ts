import type { Problem, Span } from "../problem";

/** One good block of a PEM text. */
export interface PemBlock {
  /** What stands behind BEGIN, such as `CERTIFICATE`. */
  readonly label: string;
  readonly der: Uint8Array;
  /** From the BEGIN line's first character to the END line's last. */
  readonly span: Span;
  /** RFC 1421 §4.6 header lines, such as `Proc-Type` and `DEK-Info` of an old encrypted key. */
  readonly headers: readonly PemHeader[];
}

/** One `Name: value` line at the head of a block. */
export interface PemHeader {
  readonly name: string;
  readonly value: string;
}

/** What can be wrong in a PEM text. */
export type PemProblemCode =
  /** A BEGIN line without its END line. */
  | "pem-block-unterminated"
  /** An END line without a BEGIN line. */
  | "pem-begin-missing"
  /** An END line with another label than its BEGIN line. */
  | "pem-label-mismatch"
  /** A line that starts like a boundary and is none, such as one with text behind it. */
  | "pem-boundary-malformed"
  /** Nothing between BEGIN and END. */
  | "pem-block-empty"
  /** A body that is not canonical base64 (RFC 4648 §4). */
  | "pem-base64-invalid";

/** A finding about a PEM text; values: `line` (from 1), `label` (may be empty) and `block` (BEGIN lines so far). */
export type PemProblem = Problem<PemProblemCode>;

/** A PEM text taken apart. There is one for every text. */
export interface PemDocument {
  /** The good blocks, in text order. */
  readonly blocks: readonly PemBlock[];
  /** What is wrong with the others, in text order. */
  readonly problems: readonly PemProblem[];
}

/** Writes one block as RFC 7468 §3 has it: LF, 64 columns, one trailing newline. */
export function writePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Gives the text of a PEM file, a byte for each character: the blocks are ASCII, and what stands between does not matter. */
export function pemTextOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/**
 * Reads every block of a text. Text between blocks is skipped; LF, CRLF and CR end a line; blanks at the end of a line
 * and empty lines do not matter. A block with something wrong in it gives a problem and no block.
 */
export function readPem(text: string): PemDocument {
  const start: Reading = { blocks: [], problems: [], open: undefined, begun: 0 };
  const reading = linesOf(text).reduce(readLine, start);
  const { blocks, problems } =
    reading.open === undefined ? reading : withProblem(reading, "pem-block-unterminated", reading.open.begin);
  return { blocks, problems };
}

interface Line {
  readonly text: string;
  readonly number: number;
  readonly span: Span;
}

/** A block whose END line is still to come. */
interface OpenBlock {
  readonly label: string;
  readonly begin: Line;
  readonly lines: Line[];
}

/** The lists grow in place: a text may have many blocks. */
interface Reading {
  readonly blocks: PemBlock[];
  readonly problems: PemProblem[];
  readonly open: OpenBlock | undefined;
  /** BEGIN lines so far. */
  readonly begun: number;
}

/** RFC 7468 §3: printable characters without hyphens at the ends; ours are stricter about blanks. */
const boundary = /^-----(BEGIN|END) ([!-,.-~]+(?:[ -][!-,.-~]+)*)-----$/;

function readLine(reading: Reading, line: Line): Reading {
  if (!/^-----(?:BEGIN|END)\b/.test(line.text)) {
    reading.open?.lines.push(line);
    return reading;
  }
  const [, word, label] = boundary.exec(line.text) ?? [];
  if (word === undefined || label === undefined) {
    return { ...withProblem(reading, "pem-boundary-malformed", line), open: undefined };
  }
  return word === "BEGIN" ? begun(reading, line, label) : ended(reading, line, label);
}

function begun(reading: Reading, begin: Line, label: string): Reading {
  const before =
    reading.open === undefined ? reading : withProblem(reading, "pem-block-unterminated", reading.open.begin);
  return { ...before, open: { label, begin, lines: [] }, begun: before.begun + 1 };
}

function ended(reading: Reading, end: Line, label: string): Reading {
  const { open } = reading;
  if (open === undefined) {
    return withProblem(reading, "pem-begin-missing", end, label);
  }
  if (open.label !== label) {
    return { ...withProblem(reading, "pem-label-mismatch", end), open: undefined };
  }
  return { ...closed(reading, open, end), open: undefined };
}

function closed(reading: Reading, open: OpenBlock, end: Line): Reading {
  const { headers, body } = headersOf(open.lines.filter(({ text }) => text !== ""));
  if (body.length === 0) {
    return withProblem(reading, "pem-block-empty", open.begin);
  }
  const base64 = body.map(({ text }) => text).join("");
  const der = Buffer.from(base64, "base64");
  // Decoding is lenient; only what is written the same way again was canonical.
  if (der.toString("base64") !== base64) {
    return withProblem(reading, "pem-base64-invalid", body.find(isForeign) ?? body.at(-1) ?? end);
  }
  const span = { start: open.begin.span.start, end: end.span.end };
  reading.blocks.push({ label: open.label, der, span, headers });
  return reading;
}

/** A line with a character that base64 has not, or with padding: the first such is most likely what is wrong. */
function isForeign({ text }: Line): boolean {
  return !/^[A-Za-z0-9+/]*$/.test(text);
}

/** RFC 1421 §4.6: headers come first; a line that starts with a blank goes on with the one before. */
function headersOf(lines: readonly Line[]): {
  readonly headers: PemHeader[];
  readonly body: readonly Line[];
} {
  const headers: PemHeader[] = [];
  const first = lines.findIndex(({ text }) => {
    const [, name, value] = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(text) ?? [];
    if (name !== undefined && value !== undefined) {
      headers.push({ name, value });
    }
    const continuesHeader = headers.length > 0 && /^\s/.test(text);
    return name === undefined && !continuesHeader;
  });
  return { headers, body: first < 0 ? [] : lines.slice(first) };
}

function withProblem(reading: Reading, code: PemProblemCode, line: Line, label?: string): Reading {
  const named = label ?? reading.open?.label ?? "";
  const values = { line: String(line.number), label: named, block: String(reading.begun) };
  reading.problems.push({ code, severity: "error", span: line.span, values });
  return reading;
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split(/(\r\n|\n|\r)/).flatMap((piece, index) => {
    const span = { start, end: start + piece.trimEnd().length };
    start += piece.length;
    return index % 2 === 0 ? [{ text: piece.trimEnd(), number: index / 2 + 1, span }] : [];
  });
}
