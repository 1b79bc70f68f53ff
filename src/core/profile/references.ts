import type { Span } from "../problem";
import { isShellVariable } from "./shellVariables";
import type { SourceText } from "./sourceText";
import { originOf, sourceTextOf } from "./sourceText";
import { allStatementsOf } from "./statements";
import type { Piece } from "./word";

/** One `$NAME`, `${NAME}` or `${NAME:-word}` of a value. Entries are named by their place in `Profile.entries`. */
export interface Reference {
  readonly name: string;
  /** The name alone. */
  readonly span: Span;
  /** The entry whose value it is in. */
  readonly entry: number;
  /** The entry whose value bash puts there: the last of that name carried out before; absent where there is none. */
  readonly definition?: number;
}

/** Gives every reference of a properties file in text order. What is refused as a whole refers to nothing. */
export function referencesOf(text: string): readonly Reference[] {
  const source = sourceTextOf(text);
  const latest = new Map<string, number>();
  const references: Reference[] = [];
  let entry = 0;
  for (const { isExport, assignments } of allStatementsOf(source.text)) {
    // `export A=1 B=$A` expands every word before it sets one.
    const deferred = new Map<string, number>();
    for (const { name, pieces } of assignments) {
      for (const variable of variablesOf(pieces)) {
        references.push(referenceOf(variable, source, { entry, definition: latest.get(variable.name) }));
      }
      (isExport ? deferred : latest).set(name, entry);
      entry += 1;
    }
    deferred.forEach((last, name) => latest.set(name, last));
  }
  return references;
}

type Variable = Extract<Piece, { kind: "variable" }>;

function variablesOf(pieces: readonly Piece[]): readonly Variable[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === "quoted") {
      return variablesOf(piece.parts);
    }
    return piece.kind === "variable" ? [piece, ...variablesOf(piece.fallback ?? [])] : [];
  });
}

function referenceOf(
  { name, span }: Variable,
  source: SourceText,
  { entry, definition }: { readonly entry: number; readonly definition: number | undefined },
): Reference {
  const start = span.start + (source.text[span.start + 1] === "{" ? 2 : 1);
  // A continuation within the name: the whole reference stands for it.
  const isWhole = source.text.startsWith(name, start);
  const named = isWhole ? { start, end: start + name.length } : span;
  return {
    name,
    span: originOf(source, named),
    entry,
    ...(definition === undefined || isShellVariable(name) ? {} : { definition }),
  };
}
