import type { Span } from "../../core/problem";

/** What is shown beside the pointer: Markdown without commands or HTML. */
export interface HoverText {
  readonly markdown: string;
  /** What it is about. */
  readonly span: Span;
}
