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
}

/** Where reports are kept. */
export interface ReportStore {
  /** What was stored last, by whichever version. */
  readonly stored: () => unknown;
  readonly store: (stored: Json) => void;
}

/** Makes the memory of what a store holds. */
export function newReportMemory({ stored, store }: ReportStore): ReportMemory {
  let known: ReturnType<typeof historiesFrom> | undefined;
  // Read when it is first asked for: the start has no use for it. The host keeps JSON alone.
  const all = (): ReturnType<typeof historiesFrom> => (known ??= historiesFrom(stored() as Json | undefined));
  const keep = (histories: ReturnType<typeof historiesFrom>): void => {
    known = histories;
    store(storedHistories(histories));
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
  };
}
