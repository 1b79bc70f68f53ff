import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiagnosisCode } from "../../../../src/core/connection/diagnoses";
import type { ReportFacts } from "../../../../src/core/connection/report";
import { fleetSummaryOf } from "../../../../src/core/fleet/testSummary";

function report(properties: string, ms: readonly number[], code?: DiagnosisCode): ReportFacts {
  return {
    ok: code === undefined,
    server: { name: "Plant", mqttUrl: "mqtts://tb" },
    properties,
    phases: ms.map((one) => ({ phase: "tls", ok: true, ms: one, facts: {} })),
    warnings: [],
    ...(code === undefined ? {} : { diagnosis: { code, facts: {} } }),
  };
}

describe("the tests of a fleet are summed up", () => {
  it("by diagnosis, the most frequent first, with each device", () => {
    const summary = fleetSummaryOf([
      report("/f/d", [1], "tcp-refused"),
      report("/f/meter-10", [1], "mqtt-not-authorized"),
      report("/f/a", [2, 3.4]),
      report("/f/meter-9", [1], "mqtt-not-authorized"),
      report("/f/e", [1], "client-cert-expired"),
    ]);
    assert.deepEqual(summary, {
      total: 5,
      connected: 1,
      byDiagnosis: [
        { code: "mqtt-not-authorized", count: 2, devices: ["/f/meter-9", "/f/meter-10"] },
        { code: "client-cert-expired", count: 1, devices: ["/f/e"] },
        { code: "tcp-refused", count: 1, devices: ["/f/d"] },
      ],
      slowest: [{ device: "/f/a", ms: 5 }],
    });
  });

  it("with the slowest five of those that connected", () => {
    const times = [10, 60, 30, 40, 50, 20];
    const reports = times.map((ms) => report(`/f/${ms}`, [ms]));
    const { slowest } = fleetSummaryOf([...reports, report("/f/refused", [999], "tcp-timeout")]);
    assert.deepEqual(
      slowest.map(({ device }) => device),
      ["/f/60", "/f/50", "/f/40", "/f/30", "/f/20"],
    );
  });

  it("where there are none", () => {
    assert.deepEqual(fleetSummaryOf([]), { total: 0, connected: 0, byDiagnosis: [], slowest: [] });
  });
});
