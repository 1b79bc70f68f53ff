import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionEvent } from "../../../src/core/connection/events";
import type { ReportFacts } from "../../../src/core/connection/report";
import type { TestedReport } from "../../../src/core/connection/reportHistory";
import type { EventOf } from "../../../src/core/connection/session";
import type {
  ConnectionOutcome,
  LiveSession,
  SessionListener,
  TestConnectionRequest,
} from "../../../src/flows/testConnection";
import type { Files } from "../../../src/flows/world";
import { runConnection } from "../../../src/ui/connectionRun";
import type { RunOutcome } from "../../../src/ui/sessionKeeper";

const atMs = Date.UTC(2026, 2, 1, 11, 2, 3, 4);
const request: TestConnectionRequest = {
  propertiesPath: "/f/pump.keygen.properties",
  server: { name: "Plant", mqttUrl: "mqtts://tb:8883" },
  timeoutMs: 1000,
  protocolVersion: 4,
  subscriptions: [],
  keepOpen: true,
};
const works: ReportFacts = {
  ok: true,
  server: request.server,
  properties: request.propertiesPath,
  phases: [{ phase: "preflight", ok: true, ms: 1, facts: { credentialsId: "3fa9" } }],
  warnings: [],
};
const message: SessionEvent = {
  kind: "received",
  atMs,
  topic: "v1/devices/me/attributes",
  payload: new TextEncoder().encode('{"a":1}'),
  qos: 1,
  retain: false,
  duplicate: false,
};

interface Played {
  readonly outcome: RunOutcome | undefined;
  readonly lines: readonly string[];
  readonly phases: readonly string[];
  /** Lets the session report something after the test. */
  readonly later: (event: SessionEvent) => void;
}

/** Plays a connection: what its listener hears, and what comes out. */
async function play(
  hears: (listener: SessionListener) => void,
  outcome: (closed: Promise<EventOf<"closed">>) => ConnectionOutcome | undefined,
  before?: TestedReport,
): Promise<Played> {
  const lines: string[] = [];
  const phases: string[] = [];
  let listener: SessionListener = {};
  let settle: (event: EventOf<"closed">) => void = () => undefined;
  const closed = new Promise<EventOf<"closed">>((resolve) => (settle = resolve));
  const nothing = { ok: false, failure: { code: "file-not-found", path: "" } } as const;
  const ran = await runConnection(
    request,
    {
      world: {
        files: {
          read: () => Promise.resolve(nothing),
          stamp: () => Promise.resolve(nothing),
        } as unknown as Files,
        clock: () => new Date(atMs),
        pause: () => Promise.resolve(),
        // Only the watch for sleep waits so long, until the end.
        wait: (ms, signal) =>
          ms < 10_000
            ? Promise.resolve()
            : new Promise((resolve) => {
                signal.addEventListener("abort", () => {
                  resolve();
                });
              }),
        entropy: { bytes: () => new Uint8Array(4), keyPair: () => Promise.resolve(undefined) },
        machine: { hostName: "m", homeFolder: "/" },
        network: { open: () => Promise.resolve(undefined) },
        mqtt: { converse: () => Promise.resolve(undefined) },
      },
      output: {
        append: (more) => lines.push(...more),
        stream: { take: (_message, write) => lines.push(...write()) },
      },
      nameOf: () => Promise.resolve("pump"),
      observe: () => undefined,
      phase: (phase) => phases.push(phase.phase),
      stage: () => undefined,
      reconnects: () => true,
      before,
      payloadTerms: () => ({ format: "compact", maxPayloadBytes: 1000 }),
      utcOffsetMinutes: () => 60,
      connect: (_request, _world, heard) => {
        listener = heard;
        hears(heard);
        return Promise.resolve(outcome(closed));
      },
    },
    new AbortController().signal,
  );
  const later = (event: SessionEvent): void => {
    listener.event?.(event);
    if (event.kind === "closed") {
      settle(event);
    }
  };
  return { outcome: ran, lines, phases, later };
}

function sessionOf(closed: Promise<EventOf<"closed">>): LiveSession {
  return {
    closed,
    publish: () => Promise.resolve(true),
    check: () => Promise.resolve(true),
    disconnect: () => Promise.resolve(),
  };
}

const header = "12:02:03.004  pump  ▶  Test Connection to Plant, mqtts://tb:8883";
const well = "12:02:03.004  pump  ✓  The device may connect, subscribe and publish.";

describe("a run writes into the output", () => {
  it("each phase as it ends, that it works, and then what comes", async () => {
    const { lines, phases, later } = await play(
      (listener) =>
        listener.phase?.({ phase: "dns", ok: true, ms: 2, facts: { host: "tb", addresses: "::1" } }),
      (closed) => ({ report: works, session: sessionOf(closed) }),
    );
    later(message);
    assert.deepEqual(phases, ["dns"]);
    assert.deepEqual(lines, [
      header,
      "12:02:03.004  pump  ✓  dns           2 ms  tb is ::1",
      well,
      '12:02:03.004  pump  ↓  v1/devices/me/attributes  q1  {"a":1}',
    ]);
  });

  it("what a failed test means, and not the closing that belongs to it", async () => {
    const failed: ReportFacts = {
      ...works,
      ok: false,
      diagnosis: { code: "mqtt-server-unavailable", facts: { returnCode: "3" } },
    };
    const { lines, outcome } = await play(
      (listener) => listener.event?.({ kind: "closed", atMs, by: "peer" }),
      () => ({ report: failed }),
    );
    assert.deepEqual(outcome, { report: failed, atMs });
    assert.deepEqual(lines, [
      header,
      "12:02:03.004  pump  ✗  mqtt-server-unavailable: The server is not ready",
      "    Plant says that it cannot serve now (CONNACK 3).",
      "    Next: Wait a little and test again.",
      "    More: docs/diagnoses.md#mqtt-server-unavailable",
    ]);
  });

  it("what changed since the test before", async () => {
    const failed: ReportFacts = {
      ...works,
      ok: false,
      phases: [...works.phases, { phase: "dns", ok: false, ms: 2, facts: {} }],
      diagnosis: { code: "dns-not-found", facts: {} },
    };
    const { lines } = await play(
      () => undefined,
      () => ({ report: works }),
      { report: failed, atMs: atMs - 86_400_000 },
    );
    assert.deepEqual(lines.slice(1), [
      well,
      "12:02:03.004  pump  ±  Since the last test at 2026-02-28 12:02:",
      "    Cured: The server's name is unknown",
      "    dns: failed → not reached",
    ]);
  });

  it("that nothing changed since the test before", async () => {
    const { lines } = await play(
      () => undefined,
      () => ({ report: works }),
      { report: works, atMs: atMs - 60_000 },
    );
    assert.deepEqual(lines.slice(2), [
      "12:02:03.004  pump  ±  Nothing changed since the last test at 12:01.",
    ]);
  });

  it("that it was stopped", async () => {
    const { lines, outcome } = await play(
      () => undefined,
      () => undefined,
    );
    assert.equal(outcome, undefined);
    assert.deepEqual(lines, [header, "12:02:03.004  pump  ■  The test was stopped."]);
  });

  it("what the other end's closing means, which is also told", async () => {
    const { lines, outcome, later } = await play(
      () => undefined,
      (closed) => ({ report: works, session: sessionOf(closed) }),
    );
    later({ kind: "closed", atMs, by: "peer", reasonCode: 0x8e });
    const end = await outcome?.session?.ended;
    assert.equal(
      end?.message,
      "pump: Another connection took over. Plant ended this connection because the same client connected again. Stop the other client, then test again.",
    );
    assert.deepEqual(
      end.actions.map(({ title }) => title),
      ["Test Again", "Copy openssl Command", "Copy mosquitto_pub Command", "Copy Report…"],
    );
    assert.deepEqual(lines.slice(2), [
      "12:02:03.004  pump  ■  The server closed the connection: reason code 0x8e.",
      "12:02:03.004  pump  ✗  mqtt-kicked: Another connection took over",
      "    Plant ended this connection because the same client connected again.",
      "    Next: Stop the other client, then test again.",
      "    More: docs/diagnoses.md#mqtt-kicked",
      "12:02:03.004  pump  ■  Does not connect again by itself after this.",
    ]);
    assert.equal(end.tested?.report.diagnosis?.code, "mqtt-kicked");
  });

  it("a loss with its diagnosis, each attempt in vain, and that it is back", async () => {
    const back = new Promise<EventOf<"closed">>(() => undefined);
    const outcomes: ConnectionOutcome[] = [
      { report: { ...works, ok: false, diagnosis: { code: "tcp-refused", facts: {} } } },
      { report: { ...works, ok: false, diagnosis: { code: "tcp-refused", facts: {} } } },
      { report: works, session: sessionOf(back) },
    ];
    let runs = 0;
    const { lines, later } = await play(
      () => undefined,
      (closed) => {
        runs += 1;
        return runs === 1
          ? { report: works, session: sessionOf(closed) }
          : (outcomes[runs - 2] ?? { report: works });
      },
    );
    later({ kind: "closed", atMs, by: "us", keepaliveMissed: true });
    await new Promise((resolve) => setImmediate(resolve));
    later(message);
    assert.deepEqual(
      lines.slice(2).filter((line) => !line.startsWith("    ")),
      [
        "12:02:03.004  pump  ■  Closed, as the server did not answer our PINGREQ.",
        "12:02:03.004  pump  ✗  mqtt-keepalive-timeout: The server went silent",
        "12:02:03.004  pump  ↻  Connects again by itself, the first time in 0.0 s.",
        "12:02:03.004  pump  ✗  tcp-refused: Nothing listens there",
        "12:02:03.004  pump  ↻  Attempt 1 failed, tcp-refused: Nothing listens there. The next one is in 0.0 s.",
        "12:02:03.004  pump  ↻  Attempt 2 failed, tcp-refused: Nothing listens there. The next one is in 0.0 s.",
        "12:02:03.004  pump  ✓  Connected again after 0.0 s, 3 attempts.",
        '12:02:03.004  pump  ↓  v1/devices/me/attributes  q1  {"a":1}',
      ],
    );
  });

  it("our own closing, of which nobody is told", async () => {
    const { lines, outcome, later } = await play(
      () => undefined,
      (closed) => ({ report: works, session: sessionOf(closed) }),
    );
    later({ kind: "closed", atMs, by: "us" });
    assert.equal(await outcome?.session?.ended, undefined);
    assert.deepEqual(lines.slice(2), ["12:02:03.004  pump  ■  Disconnected."]);
  });
});
