import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import type { SessionEvent } from "../../../src/core/connection/events";
import type { ReportFacts } from "../../../src/core/connection/report";
import type { EventOf } from "../../../src/core/connection/session";
import {
  keepConnected,
  type ConnectionStage,
  type KeepingParts,
  type KeptConnection,
} from "../../../src/flows/keepConnected";
import type { ConnectionOutcome, LiveSession } from "../../../src/flows/testConnection";
import { virtualTime, type VirtualTime } from "../../support/virtualTime";

const startMs = Date.UTC(2030, 0, 1);
const hourMs = 3_600_000;
const works: ReportFacts = {
  ok: true,
  server: { name: "Plant", mqttUrl: "mqtts://tb" },
  properties: "/f/keygen.properties",
  phases: [],
  warnings: [],
};

/** A session that ends as a test says. */
interface Peer extends LiveSession {
  readonly end: (how?: Partial<EventOf<"closed">>) => void;
  readonly said: string[];
}

function newPeer({ clock }: Pick<VirtualTime, "clock">): Peer {
  const said: string[] = [];
  let settle: (event: EventOf<"closed">) => void = () => undefined;
  const closed = new Promise<EventOf<"closed">>((resolve) => (settle = resolve));
  const end: Peer["end"] = (how = {}) => {
    settle({ kind: "closed", atMs: clock().getTime(), by: "peer", ...how });
  };
  return {
    said,
    closed,
    end,
    publish: (topic) => {
      said.push(`publish ${topic}`);
      return Promise.resolve(true);
    },
    check: () => {
      said.push("check");
      return Promise.resolve(true);
    },
    disconnect: () => {
      said.push("disconnect");
      end({ by: "us" });
      return Promise.resolve();
    },
  };
}

interface Bench {
  readonly time: VirtualTime;
  readonly peers: Peer[];
  readonly stages: ConnectionStage[];
  readonly connection: KeptConnection;
  readonly end: { value?: Awaited<KeptConnection["ended"]>; done: boolean };
}

/** What an attempt gives: a session, or why there is none. */
type Answer = "up" | "hangs" | DiagnosisCode;

function bench(answer: (attempt: number) => Answer, parts: Partial<KeepingParts> = {}): Bench {
  const time = virtualTime(startMs);
  const first = newPeer(time);
  const peers = [first];
  const stages: ConnectionStage[] = [];
  let attempts = 0;
  const connection = keepConnected(first, {
    world: {
      clock: time.clock,
      wait: time.wait,
      entropy: { bytes: () => new Uint8Array([128, 0, 0, 0]), keyPair: () => Promise.resolve(undefined) },
    },
    connect: (signal) => {
      attempts += 1;
      return answered(answer(attempts), peers, time, signal);
    },
    stage: (stage) => stages.push(stage),
    isWanted: () => true,
    ...parts,
  });
  const end: Bench["end"] = { done: false };
  void connection.ended.then((value) => Object.assign(end, { done: true, value }));
  return { time, peers, stages, connection, end };
}

function answered(
  answer: Answer,
  peers: Peer[],
  time: VirtualTime,
  signal: AbortSignal,
): Promise<ConnectionOutcome | undefined> {
  if (answer === "hangs") {
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        resolve(undefined);
      });
    });
  }
  if (answer === "up") {
    const session = newPeer(time);
    peers.push(session);
    return Promise.resolve({ report: works, session });
  }
  return Promise.resolve({ report: { ...works, ok: false, diagnosis: { code: answer, facts: {} } } });
}

function briefly(stages: readonly ConnectionStage[]): readonly string[] {
  return stages.map((stage) =>
    stage.kind === "waiting"
      ? `${stage.diagnosis.code}, next at ${stage.nextAtMs - startMs}`
      : stage.kind === "attempting"
        ? `attempt ${stage.attempts}`
        : `up after ${stage.attempts}, ${stage.downMs} ms`,
  );
}

const lost: Partial<SessionEvent> = { errorCode: "ECONNRESET" };
const reset = lost as Partial<EventOf<"closed">>;

describe("a connection that is kept", () => {
  it("comes back after its loss, and tells each stage", async () => {
    const { time, peers, stages, connection, end } = bench((attempt) => (attempt < 3 ? "tcp-refused" : "up"));
    await time.pass(2 * hourMs);
    peers[0]?.end(reset);
    await time.pass(60_000);
    const at = 2 * hourMs;
    assert.deepEqual(briefly(stages), [
      `mqtt-closed, next at ${at + 500}`,
      "attempt 1",
      `tcp-refused, next at ${at + 1_500}`,
      "attempt 2",
      `tcp-refused, next at ${at + 3_500}`,
      "attempt 3",
      "up after 3, 3500 ms",
    ]);
    assert.equal(await connection.publish("t", new Uint8Array(), 1), true);
    assert.deepEqual(peers[1]?.said, ["publish t"]);
    assert.equal(end.done, false);
    await connection.disconnect();
    assert.deepEqual(peers[1].said, ["publish t", "disconnect"]);
    assert.equal(await connection.ended, undefined);
  });

  it("does not fight a connection that took over", async () => {
    const { time, peers, stages, end } = bench(() => "up");
    peers[0]?.end({ reasonCode: 0x8e, reasonString: "another client" });
    await time.pass(hourMs);
    assert.deepEqual(stages, []);
    assert.equal(end.value?.diagnosis.code, "mqtt-kicked");
    assert.equal(end.value.diagnosis.facts["reasonString"], "another client");
  });

  it("stops with what an attempt found, and its report", async () => {
    const { time, peers, stages, end } = bench((attempt) =>
      attempt === 1 ? "tcp-timeout" : "server-cert-changed",
    );
    peers[0]?.end(reset);
    await time.pass(hourMs);
    assert.equal(stages.length, 4);
    assert.equal(end.value?.diagnosis.code, "server-cert-changed");
    assert.equal(end.value.report?.diagnosis?.code, "server-cert-changed");
  });

  it("stops at the loss where nobody wants it back", async () => {
    const { time, peers, stages, end } = bench(() => "up", { isWanted: () => false });
    peers[0]?.end(reset);
    await time.pass(hourMs);
    assert.deepEqual(stages, []);
    assert.equal(end.value?.diagnosis.code, "mqtt-closed");
  });

  it("does not publish while it is down", async () => {
    const { time, peers, connection } = bench(() => "hangs");
    peers[0]?.end(reset);
    await time.pass(1_000);
    assert.equal(await connection.publish("t", new Uint8Array(), 1), undefined);
    await connection.disconnect();
  });
});

describe("a kept connection is ended for good", () => {
  it("while it is up: DISCONNECT is sent once", async () => {
    const { peers, connection, stages } = bench(() => "up");
    await connection.disconnect();
    assert.deepEqual(peers[0]?.said, ["disconnect"]);
    assert.deepEqual(stages, []);
    assert.equal(await connection.ended, undefined);
  });

  it("while it waits: no further attempt", async () => {
    const { time, peers, stages, connection } = bench(() => "up");
    peers[0]?.end(reset);
    await time.pass(100);
    await connection.disconnect();
    await time.pass(hourMs);
    assert.deepEqual(briefly(stages), ["mqtt-closed, next at 500"]);
  });

  it("while it tries: the attempt is given up", async () => {
    const { time, peers, stages, connection } = bench(() => "hangs");
    peers[0]?.end(reset);
    await time.pass(600);
    await connection.disconnect();
    await time.pass(hourMs);
    assert.deepEqual(briefly(stages), ["mqtt-closed, next at 500", "attempt 1"]);
  });
});

describe("a kept connection tries at once", () => {
  it("when a person says so", async () => {
    const { time, peers, stages, connection } = bench((attempt) => (attempt < 12 ? "tcp-timeout" : "hangs"));
    peers[0]?.end(reset);
    await time.pass(20_000);
    const before = stages.length;
    assert.equal(connection.retryNow(), true);
    await time.pass(0);
    assert.equal(stages[before]?.kind, "attempting");
    await connection.disconnect();
    assert.equal(connection.retryNow(), false);
  });

  it("when the machine has slept", async () => {
    const { time, peers, stages, connection } = bench((attempt) => (attempt < 9 ? "dns-not-found" : "up"));
    peers[0]?.end(reset);
    await time.pass(120_000);
    const before = stages.filter(({ kind }) => kind === "attempting").length;
    time.sleep(8 * hourMs);
    await time.pass(10_000);
    assert.ok(stages.filter(({ kind }) => kind === "attempting").length > before);
    await connection.disconnect();
  });
});

describe("a machine that slept", () => {
  it("asks the server at once whether the connection is still there", async () => {
    const { time, peers, connection } = bench(() => "up");
    await time.pass(hourMs);
    assert.deepEqual(peers[0]?.said, []);
    time.sleep(8 * hourMs);
    await time.pass(10_000);
    assert.deepEqual(peers[0].said, ["check"]);
    await connection.disconnect();
  });
});

describe("24 hours of a bad network", () => {
  it("each loss is followed by a connection, no wait is longer than a minute, and nothing is left at the end", async () => {
    // A fixed sequence: the same run each time.
    let seed = 1;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const failures: readonly Answer[] = [
      "tcp-refused",
      "dns-timeout",
      "tls-closed",
      "mqtt-server-unavailable",
    ];
    const { time, peers, stages, connection, end } = bench(() =>
      next(4) === 0 ? "up" : (failures[next(failures.length)] ?? "up"),
    );
    let losses = 0;
    const untilMs = startMs + 24 * hourMs;
    while (time.clock().getTime() < untilMs) {
      await time.pass(1_000 * (1 + next(300)));
      peers.at(-1)?.end(reset);
      losses += 1;
      if (next(50) === 0) {
        time.sleep(next(hourMs));
      }
    }
    await time.pass(hourMs);
    const up = stages.filter(({ kind }) => kind === "restored").length;
    assert.equal(end.done, false);
    assert.equal(up, peers.length - 1);
    assert.ok(up > 100 && up <= losses, `${up} connections after ${losses} losses`);
    for (const [index, stage] of stages.entries()) {
      const after = stages[index + 1];
      if (stage.kind === "waiting") {
        assert.ok(after?.kind === "attempting" || after === undefined);
      }
    }
    await connection.disconnect();
    assert.equal(await connection.ended, undefined);
    assert.equal(await connection.publish("t", new Uint8Array(), 0), undefined);
  });

  it("of a server that stays away: attempts stay rare", async () => {
    const { time, peers, stages, connection } = bench(() => "tcp-refused");
    peers[0]?.end(reset);
    await time.pass(24 * hourMs);
    const attempts = stages.filter(({ kind }) => kind === "attempting").length;
    // Half of at most a minute each: the randomness of this bench is always one half.
    assert.ok(attempts >= 2_880 && attempts < 2_890, `${attempts} attempts`);
    await connection.disconnect();
  });
});

describe("several devices that lost one server", () => {
  it("come back on their own, each at its own time", async () => {
    const benches = [0, 64, 128, 255].map((byte) => {
      const time = virtualTime(startMs);
      return bench(() => "up", {
        world: {
          clock: time.clock,
          wait: time.wait,
          entropy: {
            bytes: () => new Uint8Array([byte, 0, 0, 0]),
            keyPair: () => Promise.resolve(undefined),
          },
        },
      });
    });
    benches.forEach(({ peers }) => peers[0]?.end(reset));
    await benches[0]?.time.pass(0);
    const nextAt = benches.map(
      ({ stages: [stage] }) => stage?.kind === "waiting" && stage.nextAtMs - startMs,
    );
    assert.deepEqual(nextAt, [0, 250, 500, 996]);
    await Promise.all(benches.map(({ connection }) => connection.disconnect()));
  });
});
