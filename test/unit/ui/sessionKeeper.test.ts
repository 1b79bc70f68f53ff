import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportFacts } from "../../../src/core/connection/report";
import type { PhaseReport } from "../../../src/core/connection/session";
import type { TestOptions } from "../../../src/ui/app";
import { newReportMemory } from "../../../src/ui/reportMemory";
import {
  newSessionKeeper,
  type KeptSession,
  type RunOutcome,
  type RunWatch,
  type SessionEnd,
  type SessionKeeper,
} from "../../../src/ui/sessionKeeper";

const options: TestOptions = {
  server: { name: "Plant", mqttUrl: "mqtts://tb" },
  keepOpen: true,
  timeoutMs: 1000,
};
const path = "/f/keygen.properties";
const report: ReportFacts = {
  ok: true,
  server: options.server,
  properties: path,
  phases: [],
  warnings: [],
};
const atMs = Date.UTC(2030, 0, 1, 12, 3);
const never = new AbortController().signal;

/** A session that ends when it is told to, or when the peer ends it. */
interface Peer extends KeptSession {
  readonly hangUp: (end: SessionEnd) => void;
  readonly disconnects: () => number;
}

function newPeer(): Peer {
  let settle: (end: SessionEnd | undefined) => void = () => undefined;
  let disconnects = 0;
  const ended = new Promise<SessionEnd | undefined>((resolve) => (settle = resolve));
  return {
    ended,
    publish: () => Promise.resolve(true),
    retryNow: () => false,
    disconnect: () => {
      disconnects += 1;
      settle(undefined);
      return Promise.resolve();
    },
    hangUp: settle,
    disconnects: () => disconnects,
  };
}

interface Run {
  readonly finish: (outcome: RunOutcome | undefined) => void;
  readonly phase: RunWatch["phase"];
  readonly stage: RunWatch["stage"];
  readonly signal: AbortSignal;
}

interface Bench {
  readonly keeper: SessionKeeper;
  /** Every run that was begun; an aborted one gives undefined by itself. */
  readonly runs: Run[];
  /** What `connected` and `livenessOf` said at each change. */
  readonly seen: string[];
  readonly lost: SessionEnd[];
}

function bench(): Bench {
  const runs: Run[] = [];
  const seen: string[] = [];
  const lost: SessionEnd[] = [];
  const keeper: SessionKeeper = newSessionKeeper({
    memory: newReportMemory({ stored: () => undefined, store: () => undefined, later: () => undefined }),
    run: (_path, _options, watch, signal) =>
      new Promise((finish) => {
        signal.addEventListener("abort", () => {
          finish(undefined);
        });
        runs.push({ finish, ...watch, signal });
      }),
    changed: () => seen.push(keeper.livenessOf(path)),
    lost: (end) => lost.push(end),
  });
  return { keeper, runs, seen, lost };
}

/** Lets everything happen that waits for nothing but its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("the keeper of sessions", () => {
  it("shows a test as connecting, then the session as connected until it is ended", async () => {
    const { keeper, runs, seen } = bench();
    const session = newPeer();
    const test = keeper.test(path, options, never);
    await settled();
    assert.equal(keeper.livenessOf(path), "connecting");
    assert.deepEqual(keeper.connected(), []);
    runs[0]?.finish({ report, atMs, session });
    assert.equal(await test, report);
    assert.deepEqual(keeper.connected(), [path]);
    assert.equal(keeper.lastReport(path), report);
    assert.equal(await keeper.disconnect(path), true);
    assert.deepEqual(keeper.connected(), []);
    assert.equal(await keeper.disconnect(path), false);
    assert.deepEqual(seen, ["connecting", "connected", "none"]);
    assert.equal(session.disconnects(), 1);
  });

  it("keeps nothing of a test without a session, but its report", async () => {
    const { keeper, runs } = bench();
    const test = keeper.test(path, options, never);
    await settled();
    runs[0]?.finish({ report, atMs });
    await test;
    assert.equal(keeper.livenessOf(path), "none");
    assert.equal(keeper.lastReport(path), report);
  });

  it("shows the phases of a test as they end, and one that failed after all once", async () => {
    const { keeper, runs, seen } = bench();
    const test = keeper.test(path, options, never);
    await settled();
    assert.deepEqual(keeper.runningTest(path), { server: options.server, phases: [] });
    const tls: PhaseReport = { phase: "tls", ok: true, ms: 5, facts: {} };
    runs[0]?.phase({ phase: "tcp", ok: true, ms: 1, facts: {} });
    runs[0]?.phase(tls);
    runs[0]?.phase({ ...tls, ok: false });
    assert.deepEqual(
      keeper.runningTest(path)?.phases.map(({ phase, ok }) => [phase, ok]),
      [
        ["tcp", true],
        ["tls", false],
      ],
    );
    assert.equal(seen.length, 4);
    runs[0]?.finish({ report, atMs });
    await test;
    assert.equal(keeper.runningTest(path), undefined);
  });

  it("keeps the last report and the one before it of each server, and when they were made", async () => {
    const { keeper, runs } = bench();
    const lab = { ...options, server: { name: "Lab", mqttUrl: "mqtts://lab" } };
    const made = [
      [options, { ...report, ok: false }, 1],
      [lab, { ...report, server: lab.server }, 2],
      [options, report, 3],
    ] as const;
    for (const [which, what, when] of made) {
      const test = keeper.test(path, which, never);
      await settled();
      runs.at(-1)?.finish({ report: what, atMs: when });
      await test;
    }
    assert.deepEqual(keeper.historyOf(path), {
      last: { report, atMs: 3 },
      before: { report: { ...report, ok: false }, atMs: 1 },
    });
  });

  it("ends the old session before a new test of the same device begins", async () => {
    const { keeper, runs } = bench();
    const session = newPeer();
    const first = keeper.test(path, options, never);
    await settled();
    runs[0]?.finish({ report, atMs, session });
    await first;
    void keeper.test(path, options, never);
    await settled();
    assert.equal(session.disconnects(), 1);
    assert.equal(runs.length, 2);
    assert.equal(keeper.livenessOf(path), "connecting");
  });

  it("ends a running test for a new one, so that never two run for one device", async () => {
    const { keeper, runs } = bench();
    const tests = [1, 2, 3].map(() => keeper.test(path, options, never));
    await settled();
    assert.equal(runs.filter(({ signal }) => !signal.aborted).length, 1);
    runs.at(-1)?.finish({ report, atMs });
    assert.deepEqual(
      (await Promise.all(tests)).filter((one) => one !== undefined),
      [report],
    );
    assert.equal(keeper.livenessOf(path), "none");
  });

  it("leaves other devices alone", async () => {
    const { keeper, runs } = bench();
    const session = newPeer();
    const first = keeper.test(path, options, never);
    await settled();
    runs[0]?.finish({ report, atMs, session });
    await first;
    void keeper.test("/g/keygen.properties", options, never);
    await settled();
    assert.deepEqual(keeper.connected(), [path]);
    assert.equal(keeper.livenessOf("/g/keygen.properties"), "connecting");
  });

  it("gives nothing for a test that was aborted", async () => {
    const { keeper } = bench();
    const controller = new AbortController();
    const test = keeper.test(path, options, controller.signal);
    await settled();
    controller.abort();
    assert.equal(await test, undefined);
    assert.equal(keeper.livenessOf(path), "none");
    assert.equal(keeper.lastReport(path), undefined);
  });

  it("ends at once what was kept just when it was stopped", async () => {
    const { keeper, runs } = bench();
    const session = newPeer();
    const test = keeper.test(path, options, never);
    await settled();
    runs[0]?.finish({ report, atMs, session });
    const stopped = keeper.disconnect(path);
    assert.equal(await test, undefined);
    assert.equal(await stopped, true);
    assert.equal(session.disconnects(), 1);
    assert.equal(keeper.livenessOf(path), "none");
  });

  it("tells when the other end closes a session, once", async () => {
    const { keeper, runs, lost } = bench();
    const session = newPeer();
    const test = keeper.test(path, options, never);
    await settled();
    runs[0]?.finish({ report, atMs, session });
    await test;
    const end: SessionEnd = { message: "gone", actions: [] };
    session.hangUp(end);
    await settled();
    assert.deepEqual(lost, [end]);
    assert.deepEqual(keeper.connected(), []);
  });

  it("shows a connection that was lost as reconnecting, and lets it be ended", async () => {
    const { keeper, runs, seen } = bench();
    const session = newPeer();
    const test = keeper.test(path, options, never);
    await settled();
    runs[0]?.finish({ report, atMs, session });
    await test;
    const diagnosis = { code: "mqtt-closed", facts: {} } as const;
    runs[0]?.stage({ kind: "waiting", diagnosis, attempts: 0, nextAtMs: 5 });
    assert.deepEqual(keeper.reconnecting(path), { server: options.server, nextAtMs: 5 });
    assert.deepEqual([keeper.connected(), keeper.kept()], [[], [path]]);
    runs[0]?.stage({ kind: "attempting", attempts: 1 });
    assert.deepEqual(keeper.reconnecting(path), { server: options.server });
    runs[0]?.stage({ kind: "restored", attempts: 1, downMs: 9 });
    assert.equal(keeper.reconnecting(path), undefined);
    assert.deepEqual(keeper.connected(), [path]);
    runs[0]?.stage({ kind: "waiting", diagnosis, attempts: 0, nextAtMs: 5 });
    assert.equal(await keeper.disconnect(path), true);
    assert.deepEqual(seen.slice(2), ["reconnecting", "reconnecting", "connected", "reconnecting", "none"]);
  });

  it("remembers how a connection ended for good", async () => {
    const { keeper, runs } = bench();
    const session = newPeer();
    const test = keeper.test(path, options, never);
    await settled();
    runs[0]?.finish({ report, atMs, session });
    await test;
    const ended = { ...report, ok: false, diagnosis: { code: "mqtt-kicked", facts: {} } } as const;
    session.hangUp({ message: "gone", actions: [], tested: { report: ended, atMs: atMs + 1 } });
    await settled();
    assert.deepEqual(keeper.lastReport(path), ended);
  });

  it("lets a bug through and keeps nothing of it", async () => {
    const keeper = newSessionKeeper({
      memory: newReportMemory({ stored: () => undefined, store: () => undefined, later: () => undefined }),
      run: () => Promise.reject(new Error("bug")),
      changed: () => undefined,
      lost: () => undefined,
    });
    await assert.rejects(keeper.test(path, options, never), /bug/);
    assert.equal(keeper.livenessOf(path), "none");
  });

  it("ends all at its own end", async () => {
    const { keeper, runs } = bench();
    const session = newPeer();
    const first = keeper.test(path, options, never);
    const second = keeper.test("/g/keygen.properties", options, never);
    await settled();
    runs[0]?.finish({ report, atMs, session });
    await first;
    const gone = keeper.stopAll();
    assert.equal(await second, undefined);
    await gone;
    assert.equal(session.disconnects(), 1);
    assert.deepEqual(keeper.connected(), []);
  });
});
