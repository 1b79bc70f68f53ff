/** A message of a run. */
export interface RunMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
}

/** Something that publishes by itself: a simulation, or a file that is replayed. */
export interface Run {
  readonly propertiesPath: string;
  /** What it does, in words. */
  readonly label: string;
  readonly intervalMs: number;
  /** The next message; undefined at the end. */
  readonly next: () => RunMessage | undefined;
}

/** How many messages a run has published, and how many of them the server did not take. */
export interface RunCounts {
  readonly sent: number;
  readonly refused: number;
}

/** What a keeper needs. */
export interface RunKeeperParts {
  /** Undefined where the device is not connected. */
  readonly publish: (propertiesPath: string, message: RunMessage) => Promise<boolean | undefined>;
  readonly nowMs: () => number;
  /** Calls something again and again until what it gave is called. */
  readonly every: (intervalMs: number, run: () => void) => () => void;
  /** Another run began or ended. */
  readonly changed: () => void;
}

/** Runs that go on until they end, are stopped, or their device has no session. One for each device. */
export interface RunKeeper {
  /** Begins a run in place of the device's old one; resolves with its counts when it has ended. */
  start(run: Run): Promise<RunCounts>;
  /** False where the device has none. */
  stop(propertiesPath: string): boolean;
  /** Paths of the devices that have one. */
  running(): readonly string[];
  labelOf(propertiesPath: string): string | undefined;
}

/** Timers are no finer, milliseconds: faster runs publish several messages at once. */
const finestMs = 50;

/** So many messages at once at most. */
const mostAtOnce = 100;

/** With so many unanswered ones nothing more is published: the server is slower than the run. */
const mostUnanswered = 200;

interface Entry {
  readonly run: Run;
  readonly end: () => void;
}

/** Makes a keeper that runs nothing yet. */
export function newRunKeeper(parts: RunKeeperParts): RunKeeper {
  const entries = new Map<string, Entry>();
  const stop = (path: string): boolean => {
    const entry = entries.get(path);
    entry?.end();
    return entry !== undefined;
  };
  return {
    start: (run) => {
      stop(run.propertiesPath);
      return new Promise((resolve) => {
        const pump = newPump(run, parts, (counts) => {
          entries.delete(run.propertiesPath);
          parts.changed();
          resolve(counts);
        });
        entries.set(run.propertiesPath, { run, end: pump.end });
        parts.changed();
        pump.begin();
      });
    },
    stop,
    running: () => [...entries.keys()],
    labelOf: (path) => entries.get(path)?.run.label,
  };
}

interface Pump {
  readonly begin: () => void;
  readonly end: () => void;
}

/** Publishes what is due; what could not be published in time is put off, not left out. */
function newPump(run: Run, parts: RunKeeperParts, ended: (counts: RunCounts) => void): Pump {
  const startedMs = parts.nowMs();
  let [due, sent, refused, unanswered] = [0, 0, 0, 0];
  let isOver = false;
  let isDrained = false;
  let halt: () => void = () => undefined;
  const end = (): void => {
    if (!isOver) {
      isOver = true;
      halt();
      ended({ sent, refused });
    }
  };
  const publish = async (message: RunMessage): Promise<void> => {
    sent += 1;
    unanswered += 1;
    const arrived = await parts.publish(run.propertiesPath, message);
    unanswered -= 1;
    refused += arrived === true ? 0 : 1;
    if (arrived === undefined || (isDrained && unanswered === 0)) {
      end();
    }
  };
  const tick = (): void => {
    const total = 1 + Math.floor((parts.nowMs() - startedMs) / run.intervalMs);
    const count = Math.min(total - due, mostAtOnce, mostUnanswered - unanswered);
    due = total;
    for (let index = 0; index < count && !isDrained && !isOver; index += 1) {
      const message = run.next();
      isDrained = message === undefined;
      if (message !== undefined) {
        void publish(message);
      }
    }
    if (isDrained && unanswered === 0) {
      end();
    }
  };
  return {
    begin: () => {
      halt = parts.every(Math.max(run.intervalMs, finestMs), tick);
      tick();
    },
    end,
  };
}
