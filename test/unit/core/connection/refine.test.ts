import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiagnosisCode, DiagnosisFacts } from "../../../../src/core/connection/diagnoses";
import { isRefinable, refined, type ServerKnowledge } from "../../../../src/core/connection/refine";
import type { ReportFacts } from "../../../../src/core/connection/report";
import type { Comparison } from "../../../../src/core/credential/comparison";

const device = { id: "d1", name: "alpha" };
const comparisons: Readonly<Record<string, Comparison>> = {
  none: { state: "not-provisioned", deviceName: "alpha" },
  token: { state: "differs", device, has: { type: "ACCESS_TOKEN" } },
  certificate: { state: "differs", device, has: { type: "X509_CERTIFICATE", credentialsId: "b7" } },
  other: { state: "other-device", device: { id: "d2", name: "beta" }, deviceName: "alpha" },
  same: { state: "in-sync", device },
};

function report(code: DiagnosisCode | undefined, facts: Record<string, string> = {}): ReportFacts {
  return {
    ok: code === undefined,
    server: { name: "Plant", mqttUrl: "mqtts://plant:8883" },
    properties: "/w/keygen.properties",
    phases: [],
    ...(code === undefined ? {} : { diagnosis: { code, facts } }),
    warnings: [],
  };
}

function diagnosed(code: DiagnosisCode, comparison: Comparison | undefined): DiagnosisFacts | undefined {
  const knowledge: ServerKnowledge = comparison === undefined ? {} : { comparison };
  return refined(report(code, { returnCode: "5" }), knowledge).diagnosis;
}

describe("a refusal is split by what the server has", () => {
  const rows: readonly [name: string, code: DiagnosisCode, facts: Record<string, string>][] = [
    ["none", "device-not-provisioned", { deviceName: "alpha" }],
    ["token", "device-credentials-differ", { deviceName: "alpha", serverCredentialsType: "ACCESS_TOKEN" }],
    [
      "certificate",
      "device-credentials-differ",
      { deviceName: "alpha", serverCredentialsType: "X509_CERTIFICATE", serverCredentialsId: "b7" },
    ],
    ["other", "device-belongs-to-other", { deviceName: "alpha", otherDeviceName: "beta" }],
  ];
  for (const refusal of ["mqtt-not-authorized", "mqtt-bad-credentials", "mqtt-client-id-refused"] as const) {
    for (const [name, code, facts] of rows) {
      it(`${refusal}, ${name}: ${code}`, () => {
        assert.deepEqual(diagnosed(refusal, comparisons[name]), {
          code,
          facts: { returnCode: "5", ...facts },
        });
      });
    }

    it(`${refusal} stays where the server has the certificate, and says so`, () => {
      assert.deepEqual(diagnosed(refusal, comparisons["same"]), {
        code: refusal,
        facts: { returnCode: "5", inSyncDevice: "alpha" },
      });
    });

    it(`${refusal} stays as it is where nothing is known`, () => {
      assert.deepEqual(diagnosed(refusal, undefined), { code: refusal, facts: { returnCode: "5" } });
    });
  }

  it("and nothing else is", () => {
    assert.equal(isRefinable(report("mqtt-banned")), false);
    assert.equal(isRefinable(report(undefined)), false);
    assert.equal(diagnosed("tcp-refused", comparisons["none"])?.code, "tcp-refused");
  });
});

describe("two clocks that differ are warned of", () => {
  const rows: readonly [what: string, clockAheadMs: number, aheadSeconds: string | undefined][] = [
    ["a minute and a second ahead", 61_000, "61"],
    ["a day behind", -86_400_000, "-86400"],
    ["not when a minute apart", 60_000, undefined],
    ["not when alike", 0, undefined],
  ];
  for (const [what, clockAheadMs, aheadSeconds] of rows) {
    it(what, () => {
      const { warnings } = refined(report(undefined), { clockAheadMs });
      assert.deepEqual(
        warnings,
        aheadSeconds === undefined
          ? []
          : [{ code: "clock-skew", facts: { by: "rest", aheadSeconds, server: "Plant" } }],
      );
    });
  }

  it("by the server's certificate, where nobody is signed in", () => {
    const notBefore = "2026-05-01T00:00:00.000Z";
    const early = report("server-cert-not-yet-valid", { notBefore });
    assert.deepEqual(refined(early, {}).warnings, [
      { code: "clock-skew", facts: { by: "certificate", notBefore } },
    ]);
    assert.deepEqual(refined(early, { clockAheadMs: 100 }).warnings, []);
  });
});
