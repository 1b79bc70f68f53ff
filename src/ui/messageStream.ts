import { newAccount, totalOf, type Account, type Budget, type Count } from "../core/stream/account";
import { noFilter, type StreamFilter } from "../core/stream/filter";
import type { StreamMessage } from "../core/stream/message";
import { newRecent } from "../core/stream/recent";
import { droppedLine, filterLine, pausedLine, unsaidLines } from "./words/stream";

/** Decides what is shown of the messages that come, and says exactly what is not. */
export interface MessageStream {
  /** Takes a message; `write` makes its lines, and is called for those alone that are shown. */
  take(message: StreamMessage, write: () => readonly string[]): void;
  /** Says what is not shown so far, unless paused: what follows in the output comes after it. */
  say(): void;
  setFilter(filter: StreamFilter): void;
  readonly filter: () => StreamFilter;
  /** False where it was paused already. */
  pause(): boolean;
  /** False where it was not paused. */
  resume(): boolean;
  /** Every message that ever came, by device, direction and fate. */
  readonly counts: () => readonly Count[];
  /** The last messages, shown or not, the oldest first. */
  readonly recent: () => readonly StreamMessage[];
  forget(): void;
}

/** What a stream writes to, and by what it waits. */
export interface MessageStreamParts {
  readonly append: (lines: readonly string[]) => void;
  /** Runs something `flushMs` later. */
  readonly later: (run: () => void) => void;
}

/** How long a budget lasts, milliseconds. */
export const flushMs = 50;

/** What the view follows: 8,000 lines and 1.3 million characters in a second. */
const flushBudget: Budget = { lines: 400, length: 65_536 };

/** After so many flushes it is said what was held back: once in a second of a flood. */
const flushesUntilSaid = 20;

const recentBounds = { messages: 1000, bytes: 16 * 1_048_576 };

/** Makes a stream that shows everything it can. */
export function newMessageStream(parts: MessageStreamParts): MessageStream {
  const { append } = parts;
  const recent = newRecent(recentBounds);
  const account = newAccount(noFilter, flushBudget);
  const display = newDisplay(account, parts);
  const setPaused = (isPaused: boolean): boolean => {
    const isChanged = account.isPaused() !== isPaused;
    display.say();
    account.setPaused(isPaused);
    display.say();
    return isChanged;
  };
  return {
    take: (message, write) => {
      recent.add(message);
      display.take(message, write);
    },
    say: display.say,
    setFilter: (filter) => {
      display.say();
      account.setFilter(filter);
      append([filterLine(filter)]);
    },
    filter: account.filter,
    pause: () => {
      const isChanged = setPaused(true);
      if (isChanged) {
        append([pausedLine]);
      }
      return isChanged;
    },
    resume: () => setPaused(false),
    counts: account.counts,
    recent: () => recent.all(),
    forget: () => {
      recent.clear();
    },
  };
}

/** Shows what the books allow. */
type Display = Pick<MessageStream, "take" | "say">;

function newDisplay(account: Account, { append, later }: MessageStreamParts): Display {
  let isDue = false;
  let flushes = 0;
  let areDropsTold = false;
  const say = (): void => {
    const unsaid = account.unsaid();
    if (!account.isPaused() && unsaid.length > 0) {
      account.settle();
      const isFlood = totalOf(unsaid).heldBack > 0;
      append([...unsaidLines(unsaid), ...(isFlood && !areDropsTold ? [droppedLine] : [])]);
      areDropsTold ||= isFlood;
    }
  };
  const flush = (): void => {
    isDue = false;
    account.renew();
    flushes = account.unsaid().length === 0 ? 0 : flushes + 1;
    if (flushes >= flushesUntilSaid) {
      flushes = 0;
      say();
    }
    if (account.unsaid().length > 0 && !account.isPaused()) {
      schedule();
    }
  };
  const schedule = (): void => {
    if (!isDue) {
      isDue = true;
      later(flush);
    }
  };
  return {
    take: (message, write) => {
      const fate = account.enter(message);
      if (fate === "shown") {
        const lines = write();
        account.spend(lines);
        append(lines);
      }
      if (fate === "shown" || fate === "heldBack") {
        schedule();
      }
    },
    say,
  };
}
