/** A half-open range of UTF-16 offsets in a text: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How much a finding matters: an error is wrong, a warning is risky, an info is worth knowing. */
export type Severity = "error" | "warning" | "info";

/**
 * A finding about something that the user wrote or opened, as data.
 * The sentence is made at the edge, from `code` and `values`.
 */
export interface Problem<Code extends string = string> {
  readonly code: Code;
  readonly severity: Severity;
  /** What is underlined. */
  readonly span: Span;
  /** The facts that the sentence needs, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Other places of the same text that belong to the finding, such as the first of two duplicates. */
  readonly related?: readonly Span[];
}
