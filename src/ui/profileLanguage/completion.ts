import type { Span } from "../../core/problem";

/** Something to write at the cursor. */
export interface Completion {
  readonly kind: "key" | "value" | "variable";
  readonly label: string;
  /** What stands beside the label; absent where there is nothing to add. */
  readonly description?: string;
  /** What typing is compared with, where it is not the label. */
  readonly filterText?: string;
  readonly insertText: string;
  /** What it replaces. */
  readonly span: Span;
  /** Markdown; absent for a value. */
  readonly documentation?: string;
}
