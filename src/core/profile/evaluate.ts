import type { MachineNames } from "./profile";
import { isSetElsewhere, isShellVariable } from "./shellVariables";
import type { HostNameForm, LexProblem, Piece } from "./word";

/** What a value may refer to. */
export interface Scope {
  /** The variables that the file has set so far. */
  readonly variables: ReadonlyMap<string, string>;
  readonly machine: MachineNames;
  /** The source text, for what stands for itself. */
  readonly text: string;
  readonly expansion: ExpansionBudget;
}

/** How much text variables may still bring in, in UTF-16 units over the whole file: `A=$B$B` doubles with each line. */
export interface ExpansionBudget {
  left: number;
}

/** One mebi of UTF-16 units: as much as the largest file that is read. */
export const largestExpansion = 1_048_576;

/** A value and what is wrong with how it came about. */
export interface Evaluated {
  readonly value: string;
  readonly problems: readonly LexProblem[];
}

/** Gives the value that bash would give; what is refused stands for itself. */
export function evaluate(pieces: readonly Piece[], scope: Scope): Evaluated {
  const parts = pieces.map((piece) => evaluatePiece(piece, scope));
  return {
    value: parts.map((part) => part.value).join(""),
    problems: parts.flatMap((part) => part.problems),
  };
}

function evaluatePiece(piece: Piece, scope: Scope): Evaluated {
  switch (piece.kind) {
    case "text":
      return { value: piece.text, problems: [] };
    case "quoted":
      return evaluate(piece.parts, scope);
    case "variable":
      return evaluateVariable(piece, scope);
    case "host-name":
      return { value: hostNameOf(piece.form, scope.machine.hostName), problems: [] };
    case "home-folder":
      return found(piece, "home-folder", { value: scope.machine.homeFolder });
    case "refused":
      return found(piece, piece.code, { value: rawTextOf(piece, scope) });
  }
}

function evaluateVariable(piece: Extract<Piece, { kind: "variable" }>, scope: Scope): Evaluated {
  const { name, fallback } = piece;
  const value = isShellVariable(name) ? undefined : scope.variables.get(name);
  if (value !== undefined && (value !== "" || fallback === undefined)) {
    scope.expansion.left -= value.length;
    return scope.expansion.left < 0
      ? found(piece, "value-too-long", { value: "", key: name, limit: String(largestExpansion) })
      : { value, problems: [] };
  }
  return fallback === undefined || (value === undefined && isSetElsewhere(name))
    ? found(piece, "undefined-variable", { value: rawTextOf(piece, scope), name })
    : evaluate(fallback, scope);
}

function found(
  piece: Piece,
  code: LexProblem["code"],
  { value, ...values }: Readonly<Record<string, string>> & { readonly value: string },
): Evaluated {
  return { value, problems: [{ code, span: piece.span, values }] };
}

function rawTextOf(piece: Piece, scope: Scope): string {
  return scope.text.slice(piece.span.start, piece.span.end);
}

/** `hostname` prints the machine's name, `-s` up to its first dot; `-f` is the whole name as the machine knows it. */
export function hostNameOf(form: HostNameForm, hostName: string): string {
  return form === "short" ? (hostName.split(".")[0] ?? "") : hostName;
}
