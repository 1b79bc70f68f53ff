import type { Arrival } from "../core/connection/arrival";
import {
  historiesFrom,
  historyOf,
  lastReportWith,
  storedHistories,
  withArrival,
  withReport,
  type ReportHistory,
  type TestedReport,
} from "../core/connection/reportHistory";
import type { Json } from "../core/credential/json";

/** The last reports of the devices; they outlive a window. */
export interface ReportMemory {
  /** The history with the server that a device was tested with last. */
  historyOf(propertiesPath: string): ReportHistory | undefined;
  lastWith(propertiesPath: string, serverName: string): TestedReport | undefined;
  add(tested: TestedReport): void;
  /** Adds what arrived after a test, unless another test of the device has come since. */
  addArrival(tested: TestedReport, arrival: Arrival): void;
  /** Writes now what is not written yet. */
  flush(): void;
}

/** Where reports are kept. */
export interface ReportStore {
  /** What was stored last, by whichever version. */
  readonly stored: () => unknown;
  readonly store: (stored: Json) => void;
  /** Calls back after a while: between two writes lies so much time. */
  readonly later: (run: () => void) => void;
}

/**
 * Makes the memory of what a store holds. A report is written at once; those that come in quick succession, as those of a
 * fleet do, are written together.
 */
export function newReportMemory({ stored, store, later }: ReportStore): ReportMemory {
  let known: ReturnType<typeof historiesFrom> | undefined;
  // Read when it is first asked for: the start has no use for it. The host keeps JSON alone.
  const all = (): ReturnType<typeof historiesFrom> => (known ??= historiesFrom(stored() as Json | undefined));
  const writer = newWriter(() => {
    store(storedHistories(all()));
  }, later);
  const keep = (histories: ReturnType<typeof historiesFrom>): void => {
    known = histories;
    writer.due();
  };
  return {
    historyOf: (propertiesPath) => historyOf(all(), propertiesPath),
    lastWith: (propertiesPath, serverName) => lastReportWith(all(), propertiesPath, serverName),
    add: ({ report, atMs }) => {
      keep(withReport(all(), { report, atMs }));
    },
    addArrival: (tested, arrival) => {
      keep(withArrival(all(), tested, arrival));
    },
    flush: writer.flush,
  };
}

interface Writer {
  /** Something is to be written: now, or with what comes until the pause after the last write has passed. */
  readonly due: () => void;
  readonly flush: () => void;
}

function newWriter(write: () => void, later: ReportStore["later"]): Writer {
  let isPausing = false;
  let isDue = false;
  const flush = (): void => {
    if (isDue) {
      isDue = false;
      write();
    }
  };
  const due = (): void => {
    isDue = true;
    if (!isPausing) {
      isPausing = true;
      flush();
      later(() => {
        isPausing = false;
        if (isDue) {
          due();
        }
      });
    }
  };
  return { due, flush };
}
