import type { Span } from "../problem";
import { originOf, sourceTextOf } from "./sourceText";
import { allStatementsOf } from "./statements";
import type { HostNameForm, Piece } from "./word";

/** One `$(hostname)` of a value, in whatever form it is written. */
export interface HostNameAsked {
  readonly form: HostNameForm;
  /** From `$(` or the backtick to its end. */
  readonly span: Span;
}

/** Gives the places of a properties file where a value asks for the machine's name, in text order. */
export function hostNamesOf(text: string): readonly HostNameAsked[] {
  const source = sourceTextOf(text);
  const pieces = allStatementsOf(source.text).flatMap(({ assignments }) =>
    assignments.flatMap((assignment) => assignment.pieces),
  );
  return askedIn(pieces).map(({ form, span }) => ({ form, span: originOf(source, span) }));
}

function askedIn(pieces: readonly Piece[]): readonly HostNameAsked[] {
  return pieces.flatMap((piece) => {
    switch (piece.kind) {
      case "host-name":
        return [piece];
      case "quoted":
        return askedIn(piece.parts);
      case "variable":
        return askedIn(piece.fallback ?? []);
      default:
        return [];
    }
  });
}
