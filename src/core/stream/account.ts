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
  /**
   * Decides about a message before anything is written of it, and enters it. What is over the budget is held back: that is
   * the sampling.
   */
  enter(message: StreamMessage): Fate;
  /** Takes what was written of a message off the budget. A message is never cut: the last one may overdraw. */
  spend(lines: readonly string[]): void;
  /** Gives a new budget: a smaller one in a flood. */
  renew(): void;
  /** All that was unsaid has been said. */
  settle(): void;
  setFilter(filter: StreamFilter): void;
  readonly filter: () => StreamFilter;
  setPaused(isPaused: boolean): void;
  readonly isPaused: () => boolean;
  readonly counts: () => readonly Count[];
  /** What has not been said yet: messages held back or paused since the last line that said so. */
  readonly unsaid: () => readonly Count[];
}

/** It is a flood where more than so many messages are held back for each that is shown. */
const floodRatio = 4;

/** The part of its budget that a flood gets: the view's work is then the receiver's time. */
const floodShare = 0.25;

/** Opens the books. */
export function newAccount(firstFilter: StreamFilter, budget: Budget): Account {
  const all = newLedger();
  const unsaid = newLedger();
  const allowance = newAllowance(budget);
  let filter = firstFilter;
  let isPaused = false;
  const fateOf = (message: StreamMessage): Fate => {
    if (!passes(filter, message)) {
      return "filtered";
    }
    return isPaused ? "paused" : allowance.offer();
  };
  return {
    enter: (message) => {
      const fate = fateOf(message);
      all.raise(message, fate);
      if (fate === "heldBack" || fate === "paused") {
        unsaid.raise(message, fate);
      }
      return fate;
    },
    spend: allowance.spend,
    renew: allowance.renew,
    settle: unsaid.clear,
    setFilter: (next) => {
      filter = next;
    },
    filter: () => filter,
    setPaused: (next) => {
      isPaused = next;
    },
    isPaused: () => isPaused,
    counts: all.counts,
    unsaid: unsaid.counts,
  };
}

/** What may be shown until the next flush. */
interface Allowance {
  readonly offer: () => "shown" | "heldBack";
  readonly spend: Account["spend"];
  readonly renew: () => void;
}

function newAllowance(budget: Budget): Allowance {
  let share = 1;
  let lines = 0;
  let length = 0;
  /** Messages since the last flush that were within the budget, and over it. */
  let shown = 0;
  let heldBack = 0;
  return {
    offer: () => {
      if (lines < budget.lines * share && length < budget.length * share) {
        shown += 1;
        return "shown";
      }
      heldBack += 1;
      return "heldBack";
    },
    spend: (written) => {
      lines += written.length;
      length += written.reduce((sum, line) => sum + line.length + 1, 0);
    },
    renew: () => {
      share = heldBack > floodRatio * shown ? floodShare : 1;
      lines = 0;
      length = 0;
      shown = 0;
      heldBack = 0;
    },
  };
}

/** Counts by device, direction and fate. */
interface Ledger {
  readonly raise: (message: StreamMessage, fate: Fate) => void;
  readonly counts: () => readonly Count[];
  readonly clear: () => void;
}

type Row = { -readonly [Key in keyof Count]: Count[Key] };

function newLedger(): Ledger {
  let rows: Row[] = [];
  /** The row of the last message: in a flood the next one is most likely in it, too. */
  let last: Row | undefined;
  const rowOf = ({ device, direction }: StreamMessage): Row => {
    const known = rows.find((row) => row.device === device && row.direction === direction);
    if (known !== undefined) {
      return known;
    }
    const row = { device, direction, shown: 0, filtered: 0, paused: 0, heldBack: 0 };
    rows.push(row);
    return row;
  };
  return {
    raise: (message, fate) => {
      if (last?.device !== message.device || last.direction !== message.direction) {
        last = rowOf(message);
      }
      last[fate] += 1;
    },
    counts: () => rows.map((row) => ({ ...row })),
    clear: () => {
      rows = [];
      last = undefined;
    },
  };
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
