import type { ReportFacts } from "../core/connection/report";
import type { PhaseReport } from "../core/connection/session";
import type { TestedReport } from "../core/connection/reportHistory";
import type { Liveness } from "../core/devices/device";
import type { ConnectionStage } from "../flows/keepConnected";
import type { OutgoingMessage, Reconnecting, RunningTest, Sessions, TestOptions } from "./app";
import type { Action } from "./command";
import type { ReportMemory } from "./reportMemory";

/** A connection that was kept after its test. */
export interface KeptSession {
  /** True when it arrived; undefined while the connection is lost. */
  publish(message: OutgoingMessage): Promise<boolean | undefined>;
  /** Does not wait for the next attempt; false where there is none to wait for. */
  retryNow(): boolean;
  /** Sends DISCONNECT and closes, or no longer tries to connect. */
  disconnect(): Promise<void>;
  /** Resolves when it has ended for good; says what that means where nobody here ended it. */
  readonly ended: Promise<SessionEnd | undefined>;
}

/** Why a session ended that nobody here had ended, in words. */
export interface SessionEnd {
  readonly message: string;
  readonly actions: readonly Action[];
  /** What the view shows of it from then on. */
  readonly tested?: TestedReport;
}

/** What came out of a test; with a session where it was kept. */
export interface RunOutcome {
  readonly report: ReportFacts;
  /** When the test ended, milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly session?: KeptSession;
}

/** Who is told what a run does. */
export interface RunWatch {
  /** A phase of the test has ended; one that is told twice failed after all. */
  readonly phase: (phase: PhaseReport) => void;
  /** The connection that was kept was lost, tries again, or is back. */
  readonly stage: (stage: ConnectionStage) => void;
}

/** What the keeper needs. */
export interface SessionKeeperParts {
  /** Runs a test, telling each phase as it ends; undefined when the signal aborted it. */
  readonly run: (
    propertiesPath: string,
    options: TestOptions,
    watch: RunWatch,
    signal: AbortSignal,
  ) => Promise<RunOutcome | undefined>;
  readonly memory: ReportMemory;
  /** Called whenever the liveness of a device has changed, or a phase of its test has ended. */
  readonly changed: () => void;
  /** Called when a session that had been kept ended for good and nobody here had ended it. */
  readonly lost: (end: SessionEnd) => void;
}

/** Keeps one test or live session for each device; a new test ends the old one. */
export type SessionKeeper = Omit<Sessions, "arrived" | "onDidChange" | "onEvent"> & {
  /** Ends all, and resolves when they are gone. */
  readonly stopAll: () => Promise<void>;
};

/** Makes a keeper that has no session yet. */
export function newSessionKeeper({ run, memory, changed, lost }: SessionKeeperParts): SessionKeeper {
  const entries = newEntries(changed);

  const runIn = async (
    entry: Entry,
    ...[path, options, signal]: TestArguments
  ): Promise<RunOutcome | undefined> => {
    let outcome: RunOutcome | undefined;
    try {
      outcome = await run(path, options, entry.watch, AbortSignal.any([signal, entry.stopped]));
    } finally {
      if (outcome !== undefined && !entry.stopped.aborted) {
        memory.add(outcome);
      }
      if (outcome?.session === undefined) {
        entry.leave();
      }
    }
    if (outcome?.session !== undefined) {
      void tellEnd(entry.keep(outcome.session), { lost, memory, changed });
    }
    return outcome;
  };

  const test: Sessions["test"] = async (path, options, signal) => {
    // Another test of the device may have begun while this one waited.
    while (entries.livenessOf(path) !== "none") {
      await entries.end(path);
    }
    if (signal.aborted) {
      return undefined;
    }
    const entry = entries.enter(path, options.server);
    const outcome = await runIn(entry, path, options, signal);
    return entry.stopped.aborted ? undefined : outcome?.report;
  };

  return {
    test,
    disconnect: (path) => entries.end(path),
    connected: () => entries.those(["connected"]),
    kept: () => entries.those(["connected", "reconnecting"]),
    livenessOf: (path) => entries.livenessOf(path),
    reconnecting: (path) => entries.reconnecting(path),
    reconnectNow: (path) => entries.reconnectNow(path),
    publish: (path, message) => entries.publish(path, message),
    lastReport: (path) => memory.historyOf(path)?.last.report,
    historyOf: (path) => memory.historyOf(path),
    runningTest: (path) => entries.runningTest(path),
    stopAll: () => entries.stopAll(),
  };
}

async function tellEnd(
  ending: Promise<SessionEnd | undefined>,
  { lost, memory, changed }: Pick<SessionKeeperParts, "lost" | "memory" | "changed">,
): Promise<void> {
  const end = await ending;
  if (end === undefined) {
    return;
  }
  if (end.tested !== undefined) {
    memory.add(end.tested);
    changed();
  }
  lost(end);
}

type TestArguments = Parameters<Sessions["test"]>;

/** What a device has: a test that runs, or a session that lives. */
interface Entry {
  /** Aborted when this is to end. */
  readonly stopped: AbortSignal;
  readonly watch: RunWatch;
  /** Turns the test into a live session; resolves when that has ended. */
  keep(session: KeptSession): Promise<SessionEnd | undefined>;
  /** It has ended. */
  leave(): void;
}

interface Entries {
  enter(path: string, server: ReportFacts["server"]): Entry;
  /** Ends what a device has and waits until it is gone; false where it has nothing. */
  end(path: string): Promise<boolean>;
  /** Publishes in a device's session; undefined where none lives. */
  publish(path: string, message: OutgoingMessage): Promise<boolean | undefined>;
  /** The devices of which one of these is true. */
  those(which: readonly Liveness[]): readonly string[];
  livenessOf(path: string): Liveness;
  reconnecting(path: string): Reconnecting | undefined;
  reconnectNow(path: string): boolean;
  runningTest(path: string): RunningTest | undefined;
  stopAll(): Promise<void>;
}

interface Kept {
  running: RunningTest;
  liveness: Exclude<Liveness, "none">;
  reconnecting?: Reconnecting;
  session?: KeptSession;
  readonly stop: () => void;
  readonly gone: Promise<void>;
}

function newEntries(changed: () => void): Entries {
  const entries = new Map<string, Kept>();
  const enter: Entries["enter"] = (path, { name, mqttUrl }) => {
    const controller = new AbortController();
    let settle: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (settle = resolve));
    const kept: Kept = {
      running: { server: { name, mqttUrl }, phases: [] },
      liveness: "connecting",
      stop: () => {
        controller.abort();
      },
      gone,
    };
    const leave = (): void => {
      entries.delete(path);
      settle();
      changed();
    };
    entries.set(path, kept);
    changed();
    return {
      stopped: controller.signal,
      watch: watchOf(kept, changed),
      keep: (session) => live(kept, session, { controller, leave, changed }),
      leave,
    };
  };
  return {
    enter,
    end: async (path) => {
      const kept = entries.get(path);
      kept?.stop();
      await kept?.gone;
      return kept !== undefined;
    },
    publish: (path, message) => entries.get(path)?.session?.publish(message) ?? Promise.resolve(undefined),
    those: (which) =>
      [...entries].filter(([, { liveness }]) => which.includes(liveness)).map(([path]) => path),
    livenessOf: (path) => entries.get(path)?.liveness ?? "none",
    reconnecting: (path) => reconnectingIn(entries.get(path)),
    reconnectNow: (path) => entries.get(path)?.session?.retryNow() ?? false,
    runningTest: (path) => runningIn(entries.get(path)),
    stopAll: async () => {
      await Promise.all([...entries.values()].map(stopOne));
    },
  };
}

function stopOne({ stop, gone }: Kept): Promise<void> {
  stop();
  return gone;
}

function watchOf(kept: Kept, changed: () => void): RunWatch {
  return {
    phase: (phase) => {
      kept.running = withPhase(kept.running, phase);
      changed();
    },
    stage: (stage) => {
      kept.liveness = stage.kind === "restored" ? "connected" : "reconnecting";
      kept.reconnecting = {
        server: kept.running.server,
        ...(stage.kind === "waiting" ? { nextAtMs: stage.nextAtMs } : {}),
      };
      changed();
    },
  };
}

function reconnectingIn(kept: Kept | undefined): Reconnecting | undefined {
  return kept?.liveness === "reconnecting" ? kept.reconnecting : undefined;
}

function runningIn(kept: Kept | undefined): RunningTest | undefined {
  return kept?.liveness === "connecting" ? kept.running : undefined;
}

function withPhase({ server, phases }: RunningTest, phase: PhaseReport): RunningTest {
  return { server, phases: [...phases.filter((other) => other.phase !== phase.phase), phase] };
}

interface Living {
  readonly controller: AbortController;
  readonly leave: () => void;
  readonly changed: () => void;
}

async function live(
  kept: Kept,
  session: KeptSession,
  { controller, leave, changed }: Living,
): Promise<SessionEnd | undefined> {
  const stop = (): void => void session.disconnect();
  kept.liveness = "connected";
  kept.session = session;
  if (controller.signal.aborted) {
    // Stopped between its last packet and here.
    stop();
  } else {
    controller.signal.addEventListener("abort", stop, { once: true });
    changed();
  }
  const end = await session.ended;
  leave();
  return end;
}
