import type { Span } from "../problem";
import type { ProfileProblemCode } from "./profile";

/** One part of a word, in the order written. Spans are offsets of the source text. */
export type Piece =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean; readonly span: Span }
  /** `"…"`, which may hold nothing. */
  | { readonly kind: "quoted"; readonly parts: readonly Piece[]; readonly span: Span }
  | {
      readonly kind: "variable";
      readonly name: string;
      /** What stands for the value where it is unset or empty: the word of `${NAME:-word}`. */
      readonly fallback?: readonly Piece[];
      readonly span: Span;
    }
  | { readonly kind: "host-name"; readonly form: HostNameForm; readonly span: Span }
  | { readonly kind: "home-folder"; readonly span: Span }
  | { readonly kind: "refused"; readonly code: ProfileProblemCode; readonly span: Span };

/** How `hostname` is asked: as it is, with `-f`, with `-s`. */
export type HostNameForm = "plain" | "full" | "short";

/** One token of a line. */
export type Token =
  | { readonly kind: "word"; readonly pieces: readonly Piece[]; readonly span: Span }
  | {
      readonly kind: "assignment";
      readonly name: string;
      readonly nameSpan: Span;
      /** Set where the assignment is more than `NAME=value`: an array, an append, a subscript. */
      readonly refused?: Span;
      readonly pieces: readonly Piece[];
      readonly valueSpan: Span;
      readonly span: Span;
    }
  | { readonly kind: "operator"; readonly text: string; readonly span: Span };

/** The tokens of one logical line, without its comment. */
export type Line = readonly Token[];

/** A finding of the lexer itself, in offsets of the source text. */
export interface LexProblem {
  readonly code: ProfileProblemCode;
  readonly span: Span;
  readonly values: Readonly<Record<string, string>>;
}
