import type { MachineNames } from "./profile";
import { isSetElsewhere, isShellVariable } from "./shellVariables";
import type { HostNameForm, LexProblem, Piece } from "./word";

/** What values may refer to, and what is wrong with how they came about. */
export interface Scope {
  /** The variables that the file has set so far. */
  readonly variables: ReadonlyMap<string, string>;
  readonly machine: MachineNames;
  /** The source text, for what stands for itself. */
  readonly text: string;
  readonly expansion: ExpansionBudget;
  /** Evaluating adds to these. */
  readonly problems: LexProblem[];
}

/** How much text variables may still bring in, in UTF-16 units over the whole file: `A=$B$B` doubles with each line. */
export interface ExpansionBudget {
  left: number;
}

/** One mebi of UTF-16 units: as much as the largest file that is read. */
export const largestExpansion = 1_048_576;

/** Gives the value that bash would give; what is refused stands for itself. */
export function evaluate(pieces: readonly Piece[], scope: Scope): string {
  let value = "";
  for (const piece of pieces) {
    value += evaluatePiece(piece, scope);
  }
  return value;
}

function evaluatePiece(piece: Piece, scope: Scope): string {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "quoted":
      return evaluate(piece.parts, scope);
    case "variable":
      return evaluateVariable(piece, scope);
    case "host-name":
      return hostNameOf(piece.form, scope.machine.hostName);
    case "home-folder":
      scope.problems.push({ code: "home-folder", span: piece.span, values: {} });
      return scope.machine.homeFolder;
    case "refused":
      scope.problems.push({ code: piece.code, span: piece.span, values: {} });
      return rawTextOf(piece, scope);
  }
}

function evaluateVariable(piece: Extract<Piece, { kind: "variable" }>, scope: Scope): string {
  const { name, fallback, span } = piece;
  const value = isShellVariable(name) ? undefined : scope.variables.get(name);
  if (value !== undefined && (value !== "" || fallback === undefined)) {
    scope.expansion.left -= value.length;
    if (scope.expansion.left >= 0) {
      return value;
    }
    const values = { key: name, limit: String(largestExpansion) };
    scope.problems.push({ code: "value-too-long", span, values });
    return "";
  }
  if (fallback !== undefined && (value !== undefined || !isSetElsewhere(name))) {
    return evaluate(fallback, scope);
  }
  scope.problems.push({ code: "undefined-variable", span, values: { name } });
  return rawTextOf(piece, scope);
}

function rawTextOf(piece: Piece, scope: Scope): string {
  return scope.text.slice(piece.span.start, piece.span.end);
}

/** `hostname` prints the machine's name, `-s` up to its first dot; `-f` is the whole name as the machine knows it. */
export function hostNameOf(form: HostNameForm, hostName: string): string {
  return form === "short" ? (hostName.split(".")[0] ?? "") : hostName;
}
