/** The text of the channel, as far as it matters here. */
export interface OutputLines {
  readonly lineCount: number;
  lineAt(line: number): { readonly text: string };
}

/** A reference of the output to a page of the docs. */
export interface DocsReference {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** `diagnoses.md` or `warnings.md`. */
  readonly page: string;
  readonly code: string;
}

/** The last line of a diagnosis or a warning, as the report writes it: the payload of a message can make no other link. */
const docsLine = /^ {4}More: (docs\/((?:diagnoses|warnings)\.md)#([a-z0-9-]+))$/;

/**
 * Makes something that finds the references to the docs. It is asked whenever lines have come, of which there may be megabytes:
 * it looks at those alone that it has not seen.
 */
export function newReferenceFinder(): (lines: OutputLines) => readonly DocsReference[] {
  let found: DocsReference[] = [];
  let seen: Seen = { lines: 0, marks: [] };
  return (lines) => {
    if (!isContinued(lines, seen)) {
      found = [];
      seen = { lines: 0, marks: [] };
    }
    // The last line has no end yet.
    const end = Math.max(seen.lines, lines.lineCount - 1);
    for (let line = seen.lines; line < end; line += 1) {
      const reference = referenceIn(lines.lineAt(line).text, line);
      found = reference === undefined ? found : [...found, reference];
    }
    seen = { lines: end, marks: marksOf(lines, end) };
    return found;
  };
}

/** How many lines were looked at, and what shows that they are still the same. */
interface Seen {
  readonly lines: number;
  readonly marks: readonly string[];
}

function isContinued(lines: OutputLines, seen: Seen): boolean {
  return (
    lines.lineCount > seen.lines &&
    marksOf(lines, seen.lines).every((text, index) => text === seen.marks[index])
  );
}

/** The first two lines and the last: where the oldest part was taken away, or all, one of them is another. */
function marksOf(lines: OutputLines, end: number): readonly string[] {
  return [0, 1, end - 1].filter((line) => line >= 0 && line < end).map((line) => lines.lineAt(line).text);
}

function referenceIn(text: string, line: number): DocsReference | undefined {
  const match = docsLine.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, reference = "", page = "", code = ""] = match;
  return { line, from: text.length - reference.length, to: text.length, page, code };
}
