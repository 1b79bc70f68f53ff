import type { Profile } from "../../core/profile/profile";
import { linesOf, rangesIn } from "./places";

/** Lines that may be folded into their first; both ends count from 0 and belong to it. */
export interface Fold {
  readonly kind: "comment" | "group";
  readonly startLine: number;
  readonly endLine: number;
}

type LineKind = "blank" | "comment" | "content";

interface Run {
  readonly kinds: readonly LineKind[];
  readonly startLine: number;
}

/**
 * Gives what may be folded, by first line: comments of two lines and more, and the groups of entries between blank
 * lines. A single comment heads its group; below a longer one the group begins with its first other line.
 */
export function foldsOf(profile: Pick<Profile, "text" | "entries">): readonly Fold[] {
  const kinds = lineKindsOf(profile);
  const runs = runsOf(kinds, (kind) => kind !== "blank");
  const groups = runs.flatMap((run) => foldOf("group", withoutLongHead(run)));
  const comments = runsOf(kinds, (kind) => kind === "comment").flatMap((run) => foldOf("comment", run));
  return [...comments, ...groups].sort((a, b) => a.startLine - b.startLine);
}

/** A line within a value is content, whatever it looks like. */
function lineKindsOf({ text, entries }: Pick<Profile, "text" | "entries">): LineKind[] {
  const kinds = linesOf(text).map(({ start, end }): LineKind => {
    const line = text.slice(start, end).trimStart();
    return line === "" ? "blank" : line.startsWith("#") ? "comment" : "content";
  });
  const rangeOf = rangesIn(text);
  for (const { span } of entries) {
    const { start, end } = rangeOf(span);
    kinds.fill("content", start.line, end.line + 1);
  }
  return kinds;
}

function runsOf(kinds: readonly LineKind[], belongs: (kind: LineKind) => boolean): readonly Run[] {
  const runs: Run[] = [];
  let startLine = 0;
  for (let line = 0; line <= kinds.length; line += 1) {
    const kind = kinds[line];
    if (kind === undefined || !belongs(kind)) {
      runs.push({ kinds: kinds.slice(startLine, line), startLine });
      startLine = line + 1;
    }
  }
  return runs;
}

/** A comment that folds by itself cannot share its first line with the group. */
function withoutLongHead({ kinds, startLine }: Run): Run {
  const head = kinds.findIndex((kind) => kind !== "comment");
  const dropped = head < 0 ? kinds.length : head > 1 ? head : 0;
  return { kinds: kinds.slice(dropped), startLine: startLine + dropped };
}

function foldOf(kind: Fold["kind"], { kinds, startLine }: Run): readonly Fold[] {
  return kinds.length < 2 ? [] : [{ kind, startLine, endLine: startLine + kinds.length - 1 }];
}
