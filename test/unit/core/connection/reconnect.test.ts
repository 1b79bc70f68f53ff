import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diagnosisTable, type DiagnosisCode } from "../../../../src/core/connection/diagnoses";
import {
  connected,
  decideAfter,
  fractionOf,
  newReconnect,
  type ReconnectDecision,
  type ReconnectState,
} from "../../../../src/core/connection/reconnect";

const atMs = Date.UTC(2030, 0, 1);
const almostOne = 1 - 2 ** -32;

function after(
  code: DiagnosisCode,
  more: {
    readonly state?: ReconnectState;
    readonly random?: number;
    readonly facts?: Readonly<Record<string, string>>;
    readonly atMs?: number;
  } = {},
): ReconnectDecision {
  const { state = newReconnect, random = almostOne, facts = {} } = more;
  return decideAfter(state, { diagnosis: { code, facts }, atMs: more.atMs ?? atMs, random });
}

/** The waits of so many failures in a row. */
function waits(code: DiagnosisCode, count: number, random = almostOne): readonly number[] {
  const seen: number[] = [];
  let state = newReconnect;
  for (let index = 0; index < count; index += 1) {
    const decision = after(code, { state, random });
    if (decision.kind === "wait") {
      seen.push(decision.waitMs);
      state = decision.state;
    }
  }
  return seen;
}

describe("a cause by which nothing is tried again", () => {
  const stopping: readonly DiagnosisCode[] = [
    "mqtt-kicked",
    "server-cert-changed",
    "server-cert-untrusted",
    "server-cert-self-signed",
    "server-cert-expired",
    "server-cert-host-mismatch",
    "mqtt-not-authorized",
    "mqtt-bad-credentials",
    "mqtt-banned",
    "device-not-provisioned",
    "properties-invalid",
    "client-cert-expired",
    "client-key-mismatch",
    "client-cert-rejected-revoked",
    "mqtt-subscribe-denied",
  ];
  for (const code of stopping) {
    it(code, () => {
      assert.deepEqual(after(code), { kind: "stop", diagnosis: { code, facts: {} } });
    });
  }

  it("is every one about a certificate, a key or the properties file", () => {
    const codes = Object.entries(diagnosisTable)
      .filter(([code]) => /^(server-c|client-|properties-|device-)/.test(code))
      .filter(([, { reconnect }]) => reconnect !== "stop");
    assert.deepEqual(codes, []);
  });
});

describe("the wait for the next attempt", () => {
  it("is at most a second first, then twice as long each time, up to a minute", () => {
    assert.deepEqual(waits("tcp-refused", 8), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    assert.equal(waits("tcp-refused", 2_000).at(-1), 60_000);
  });

  it("may be any part of that", () => {
    assert.deepEqual(waits("tcp-refused", 3, 0), [0, 0, 0]);
    assert.deepEqual(waits("tcp-refused", 3, 0.25), [250, 500, 1_000]);
  });

  it("is longer, and never short, where the server asked for rest", () => {
    assert.deepEqual(waits("mqtt-rate-limited", 5), [30_000, 60_000, 120_000, 240_000, 300_000]);
    assert.deepEqual(waits("mqtt-rate-limited", 2, 0), [15_000, 30_000]);
  });

  const going: readonly DiagnosisCode[] = [
    "dns-not-found",
    "dns-timeout",
    "tcp-refused",
    "tcp-timeout",
    "tcp-reset",
    "tls-timeout",
    "mqtt-connack-timeout",
    "mqtt-closed",
    "mqtt-server-unavailable",
    "mqtt-keepalive-timeout",
    "mqtt-server-shutting-down",
  ];
  for (const code of going) {
    it(`comes after ${code}`, () => {
      assert.equal(after(code).kind, "wait");
    });
  }

  const failures = { failures: 5, silentEnds: 0 };
  it("begins anew after a connection that lasted a minute", () => {
    const state = connected(failures, atMs - 60_000);
    const decision = after("tcp-reset", { state });
    assert.deepEqual(decision, { kind: "wait", waitMs: 1_000, state: { failures: 1, silentEnds: 0 } });
  });

  it("goes on growing after one that did not", () => {
    const state = connected(failures, atMs - 59_999);
    assert.deepEqual(after("tcp-reset", { state }), {
      kind: "wait",
      waitMs: 32_000,
      state: { failures: 6, silentEnds: 0 },
    });
  });

  it("is drawn from four random bytes", () => {
    assert.equal(fractionOf(new Uint8Array([0, 0, 0, 0])), 0);
    assert.equal(fractionOf(new Uint8Array([128, 0, 0, 0])), 0.5);
    assert.equal(fractionOf(new Uint8Array([255, 255, 255, 255])), almostOne);
  });
});

describe("a server that ends one connection after the other without a word", () => {
  const silent = { kind: "wait", waitMs: 0 } as const;

  it("has another client with the same id, after the third", () => {
    const first = after("mqtt-closed", { state: connected(newReconnect, atMs - 3_600_000), random: 0 });
    assert.deepEqual(first, { ...silent, state: { failures: 1, silentEnds: 1 } });
    const second = after("mqtt-closed", {
      state: connected({ failures: 1, silentEnds: 1 }, atMs),
      random: 0,
    });
    assert.deepEqual(second, { ...silent, state: { failures: 2, silentEnds: 2 } });
    const third = after("mqtt-closed", { state: connected({ failures: 2, silentEnds: 2 }, atMs) });
    assert.deepEqual(third, { kind: "stop", diagnosis: { code: "mqtt-kicked", facts: { silentEnds: "3" } } });
  });

  const before = { failures: 2, silentEnds: 2 };
  const rows: readonly [string, ReconnectDecision][] = [
    [
      "not where it gives a reason",
      after("mqtt-closed", { state: connected(before, atMs), facts: { reasonCode: "152" } }),
    ],
    [
      "not where the network broke",
      after("mqtt-closed", { state: connected(before, atMs), facts: { errorCode: "ECONNRESET" } }),
    ],
    ["not where it did not let the device in", after("mqtt-closed", { state: before })],
    ["not where it was gone in between", after("tcp-refused", { state: before })],
  ];
  for (const [what, decision] of rows) {
    it(what, () => {
      assert.equal(decision.kind === "wait" && decision.state.silentEnds, 0);
    });
  }

  it("not where each connection was stable", () => {
    const decision = after("mqtt-closed", { state: connected(before, atMs - 60_000) });
    assert.equal(decision.kind === "wait" && decision.state.silentEnds, 1);
  });
});
