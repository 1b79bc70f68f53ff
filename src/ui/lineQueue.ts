import * as l10n from "@vscode/l10n";
import { countText } from "./words/numbers";

/** Lines that wait to be written together. */
export interface LineQueue {
  append(lines: readonly string[]): void;
  /** Writes all that waits, at once. */
  flush(): void;
  /** Nothing is written afterwards. */
  close(): void;
}

/** What a queue writes to, and by what it waits. */
export interface LineQueueParts {
  /** Takes whole lines, each with its end. */
  readonly write: (text: string) => void;
  /** Runs something `batchMs` later. */
  readonly later: (run: () => void) => void;
}

/** How long lines wait for others, milliseconds: a person sees no difference. */
export const batchMs = 50;

/** The most lines written in one batch: 20,000 lines a second, which the output view still follows. */
const linesInBatch = 1000;

/** The most lines that wait; what comes on top pushes the oldest out. */
const mostWaiting = 20_000;

/** Makes a queue that writes in batches. What it drops is said, exactly, in a line where it would have been. */
export function newLineQueue({ write, later }: LineQueueParts): LineQueue {
  let waiting: string[] = [];
  let dropped = 0;
  let isDue = false;
  let isClosed = false;

  const writeSome = (count: number): void => {
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    const lines = dropped === 0 ? batch : [droppedLine(dropped), ...batch];
    dropped = 0;
    if (lines.length > 0 && !isClosed) {
      write(`${lines.join("\n")}\n`);
    }
  };
  const schedule = (): void => {
    if (!isDue && waiting.length > 0) {
      isDue = true;
      later(() => {
        isDue = false;
        writeSome(linesInBatch);
        schedule();
      });
    }
  };
  return {
    append: (lines) => {
      waiting.push(...lines.slice(-mostWaiting));
      const excess = Math.max(0, waiting.length - mostWaiting);
      dropped += excess + Math.max(0, lines.length - mostWaiting);
      waiting = excess === 0 ? waiting : waiting.slice(excess);
      schedule();
    },
    flush: () => {
      writeSome(waiting.length);
    },
    close: () => {
      isClosed = true;
      waiting = [];
    },
  };
}

function droppedLine(count: number): string {
  return count === 1
    ? l10n.t("!  1 line is not shown: it came faster than it could be written.")
    : l10n.t("!  {count} lines are not shown: they came faster than they could be written.", {
        count: countText(count),
      });
}
