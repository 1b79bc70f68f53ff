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
  readonly budget: Budget;
  /** Written since the last flush. */
  readonly spent: Budget;
  readonly counts: readonly Count[];
  /** What has not been said yet: messages held back or paused since the last line that said so. */
  readonly unsaid: readonly Count[];
}

/** Opens the books. */
export function newAccount(filter: StreamFilter, budget: Budget): Account {
  return { filter, isPaused: false, budget, spent: nothing, counts: [], unsaid: [] };
}

const nothing: Budget = { lines: 0, length: 0 };

/** Decides about a message before anything is written of it. What is over the budget is held back: that is the sampling. */
export function fateOf({ filter, isPaused, budget, spent }: Account, message: StreamMessage): Fate {
  if (!passes(filter, message)) {
    return "filtered";
  }
  if (isPaused) {
    return "paused";
  }
  return spent.lines < budget.lines && spent.length < budget.length ? "shown" : "heldBack";
}

/** Enters a message with its fate. */
export function entered(account: Account, message: StreamMessage, fate: Fate): Account {
  const counts = raised(account.counts, message, fate);
  return fate === "heldBack" || fate === "paused"
    ? { ...account, counts, unsaid: raised(account.unsaid, message, fate) }
    : { ...account, counts };
}

/** Takes what was written of a message off the budget. A message is never cut: the last one may overdraw. */
export function spent(account: Account, lines: readonly string[]): Account {
  const length = lines.reduce((sum, line) => sum + line.length + 1, account.spent.length);
  return { ...account, spent: { lines: account.spent.lines + lines.length, length } };
}

/** The books with a new budget. */
export function renewed(account: Account): Account {
  return { ...account, spent: nothing };
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
