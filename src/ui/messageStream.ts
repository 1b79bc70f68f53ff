import {
  entered,
  fateOf,
  newAccount,
  renewed,
  settled,
  spent,
  type Account,
  type Budget,
  type Count,
} from "../core/stream/account";
import { noFilter, type StreamFilter } from "../core/stream/filter";
import type { StreamMessage } from "../core/stream/message";
import { newRecent } from "../core/stream/recent";
import { filterLine, pausedLine, unsaidLines } from "./words/stream";

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
  const display = newDisplay(parts);
  const setPaused = (isPaused: boolean): boolean => {
    const isChanged = display.account().isPaused !== isPaused;
    display.say();
    display.change({ isPaused });
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
      display.change({ filter });
      append([filterLine(filter)]);
    },
    filter: () => display.account().filter,
    pause: () => {
      const isChanged = setPaused(true);
      if (isChanged) {
        append([pausedLine]);
      }
      return isChanged;
    },
    resume: () => setPaused(false),
    counts: () => display.account().counts,
    recent: () => recent.all(),
    forget: () => {
      recent.clear();
    },
  };
}

/** Keeps the books, and to the budget. */
interface Display {
  readonly account: () => Account;
  readonly change: (change: Partial<Pick<Account, "filter" | "isPaused">>) => void;
  readonly take: MessageStream["take"];
  readonly say: () => void;
}

function newDisplay({ append, later }: MessageStreamParts): Display {
  let account: Account = newAccount(noFilter, flushBudget);
  let isDue = false;
  let flushes = 0;
  const say = (): void => {
    const { unsaid } = account;
    if (!account.isPaused && unsaid.length > 0) {
      account = settled(account);
      append(unsaidLines(unsaid));
    }
  };
  const flush = (): void => {
    isDue = false;
    account = renewed(account);
    flushes = account.unsaid.length === 0 ? 0 : flushes + 1;
    if (flushes >= flushesUntilSaid) {
      flushes = 0;
      say();
    }
    if (account.unsaid.length > 0 && !account.isPaused) {
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
    account: () => account,
    change: (change) => {
      account = { ...account, ...change };
    },
    take: (message, write) => {
      const fate = fateOf(account, message);
      account = entered(account, message, fate);
      if (fate === "shown") {
        const lines = write();
        account = spent(account, lines);
        append(lines);
      }
      if (fate === "shown" || fate === "heldBack") {
        schedule();
      }
    },
    say,
  };
}
