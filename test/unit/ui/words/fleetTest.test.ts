import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportFacts } from "../../../../src/core/connection/report";
import type { FleetSummary } from "../../../../src/core/fleet/testSummary";
import {
  fleetOpeningLine,
  fleetSummaryLines,
  fleetTestedText,
  testedRowOf,
} from "../../../../src/ui/words/fleetTest";

const time = { atMs: Date.UTC(2026, 2, 1, 11, 2, 3, 4), utcOffsetMinutes: 60 };
const many = Array.from({ length: 12 }, (_, index) => `/f/${index}`);
const summary: FleetSummary = {
  total: 14,
  connected: 1,
  byDiagnosis: [
    { code: "mqtt-not-authorized", count: 12, devices: many },
    { code: "client-cert-expired", count: 1, devices: ["/f/old"] },
  ],
  slowest: [{ device: "/f/slow", ms: 1234 }],
};
const names = { nameOf: (path: string) => path.slice(3), server: "Plant" };

describe("the tests of a fleet in the output", () => {
  it("begin with a line", () => {
    assert.equal(
      fleetOpeningLine({ total: 14, concurrency: 16 }, "Plant", time),
      "12:02:03.004  Fleet  ▶  Test Fleet on Plant: 14 devices, at most 16 at a time",
    );
  });

  it("end with each diagnosis, its devices, and the slowest", () => {
    assert.deepEqual(fleetSummaryLines(summary, { ...names, wanted: 14 }, time), [
      "12:02:03.004  Fleet  ✗  1 of 14 devices connected to Plant.",
      "    12 × mqtt-not-authorized: The server does not know this device",
      "        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 2 more",
      "    More: docs/diagnoses.md#mqtt-not-authorized",
      "    1 × client-cert-expired: The client certificate has expired",
      "        old",
      "    More: docs/diagnoses.md#client-cert-expired",
      "    Slowest: slow 1,234 ms",
    ]);
  });

  it("say how many were not tested where they were stopped", () => {
    const passed: FleetSummary = { total: 2, connected: 2, byDiagnosis: [], slowest: [] };
    assert.deepEqual(fleetSummaryLines(passed, { ...names, wanted: 3 }, time), [
      "12:02:03.004  Fleet  ✗  2 of 3 devices connected to Plant.",
      "12:02:03.004  Fleet  ■  Stopped: 1 device not tested.",
    ]);
  });
});

describe("the tests of a fleet in a notification", () => {
  it("name the causes", () => {
    assert.equal(
      fleetTestedText(summary, "Plant"),
      "1 of 14 devices connected to Plant. 12 × The server does not know this device (mqtt-not-authorized); 1 × The client certificate has expired (client-cert-expired).",
    );
  });

  it("say that all is well", () => {
    const passed: FleetSummary = { total: 2, connected: 2, byDiagnosis: [], slowest: [] };
    assert.equal(fleetTestedText(passed, "Plant"), "All 2 devices connected to Plant.");
  });
});

describe("a report in an export", () => {
  it("has the sentence, the next step and the facts of its diagnosis", () => {
    const facts = { host: "tb", errorCode: "ENOTFOUND" };
    const report: ReportFacts = {
      ok: false,
      server: { name: "Plant", mqttUrl: "mqtts://tb" },
      properties: "/f/keygen.properties",
      phases: [{ phase: "dns", ok: false, ms: 3.6, facts }],
      diagnosis: { code: "dns-not-found", facts },
      warnings: [],
    };
    const { failure, ...row } = testedRowOf(report, { name: "pump", properties: "pump/keygen.properties" });
    assert.deepEqual(row, { name: "pump", properties: "pump/keygen.properties", ms: 4 });
    assert.deepEqual([failure?.code, failure?.phase, failure?.facts], ["dns-not-found", "dns", facts]);
    assert.match(failure?.sentence ?? "", /tb/);
    assert.notEqual(failure?.cure, "");
  });
});
