import { passes, type StreamFilter } from "./filter";
import type { Direction, StreamMessage } from "./message";

/** What became of a message: each has exactly one fate. */
export type Fate = "shown" | "filtered" | "paused" | "heldBack";

/** How many messages met each fate. */
export type Tally = Readonly<Record<Fate, number>>;

/** The messages of one device in one direction, since the channel was made. */
export interface Count extends Tally {
  readonly device: string;
  readonly direction: Direction;
}

/** How much may be written until the next flush. */
export interface Budget {
  readonly lines: number;
  /** Characters. */
  readonly length: number;
}

/** The stream's books: the sum of all fates is the number of messages, always. */
export interface Account {
  readonly filter: StreamFilter;
  readonly isPaused: boolean;
  /** Until the next flush, while all or most of what comes can be shown. */
  readonly budget: Budget;
  /** A flood: so much more comes than can be shown that a sample of it says the same. */
  readonly isFlood: boolean;
  /** Written since the last flush. */
  readonly spent: Budget;
  /** Messages since the last flush that were within the budget, and over it. */
  readonly offered: Pick<Tally, "shown" | "heldBack">;
  readonly counts: readonly Count[];
  /** What has not been said yet: messages held back or paused since the last line that said so. */
  readonly unsaid: readonly Count[];
}

/** Opens the books. */
export function newAccount(filter: StreamFilter, budget: Budget): Account {
  const flush = { isFlood: false, spent: nothing, offered: nobody };
  return { filter, isPaused: false, budget, ...flush, counts: [], unsaid: [] };
}

const nothing: Budget = { lines: 0, length: 0 };
const nobody = { shown: 0, heldBack: 0 };

/** It is a flood where more than so many messages are held back for each that is shown. */
const floodRatio = 4;

/** The part of its budget that a flood gets: the view's work is then the receiver's time. */
const floodShare = 0.25;

/** Decides about a message before anything is written of it. What is over the budget is held back: that is the sampling. */
export function fateOf(account: Account, message: StreamMessage): Fate {
  const { filter, isPaused, budget, isFlood, spent } = account;
  if (!passes(filter, message)) {
    return "filtered";
  }
  if (isPaused) {
    return "paused";
  }
  const share = isFlood ? floodShare : 1;
  return spent.lines < budget.lines * share && spent.length < budget.length * share ? "shown" : "heldBack";
}

/** Enters a message with its fate. */
export function entered(account: Account, message: StreamMessage, fate: Fate): Account {
  const counts = raised(account.counts, message, fate);
  const offered =
    fate === "shown" || fate === "heldBack"
      ? { ...account.offered, [fate]: account.offered[fate] + 1 }
      : account.offered;
  const unsaid =
    fate === "heldBack" || fate === "paused" ? raised(account.unsaid, message, fate) : account.unsaid;
  return { ...account, counts, offered, unsaid };
}

/** Takes what was written of a message off the budget. A message is never cut: the last one may overdraw. */
export function spent(account: Account, lines: readonly string[]): Account {
  const length = lines.reduce((sum, line) => sum + line.length + 1, account.spent.length);
  return { ...account, spent: { lines: account.spent.lines + lines.length, length } };
}

/** The books with a new budget: a smaller one in a flood. */
export function renewed(account: Account): Account {
  const { shown, heldBack } = account.offered;
  return { ...account, spent: nothing, offered: nobody, isFlood: heldBack > floodRatio * shown };
}

/** The books when all that was unsaid has been said. */
export function settled(account: Account): Account {
  return { ...account, unsaid: [] };
}

/** The sum of some counts. */
export function totalOf(counts: readonly Tally[]): Tally {
  const sum = (fate: Fate): number => counts.reduce((total, count) => total + count[fate], 0);
  return {
    shown: sum("shown"),
    filtered: sum("filtered"),
    paused: sum("paused"),
    heldBack: sum("heldBack"),
  };
}

function raised(
  counts: readonly Count[],
  { device, direction }: StreamMessage,
  fate: Fate,
): readonly Count[] {
  const isIt = (count: Count): boolean => count.device === device && count.direction === direction;
  return counts.some(isIt)
    ? counts.map((count) => (isIt(count) ? { ...count, [fate]: count[fate] + 1 } : count))
    : [...counts, { device, direction, shown: 0, filtered: 0, paused: 0, heldBack: 0, [fate]: 1 }];
}
