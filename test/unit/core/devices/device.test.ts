import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BundleOnDisk, Device } from "../../../../src/core/devices/device";
import { deviceStateOf } from "../../../../src/core/devices/device";

const certificate = {
  path: "/w/client.pub.pem",
  subjectText: "CN=pump",
  keyText: "EC P-256",
  notBeforeMs: Date.parse("2030-01-01T00:00:00Z"),
  notAfterMs: Date.parse("2031-01-01T00:00:00Z"),
  fingerprint256: "AA:BB",
  credentialsId: "ab",
};

function deviceWith(found: BundleOnDisk["certificate"]): Device {
  return {
    propertiesPath: "/w/keygen.properties",
    name: "client",
    blockingProblems: 0,
    client: { side: "client", files: [], ...(found === undefined ? {} : { certificate: found }) },
    server: { side: "server", files: [] },
  };
}

describe("a device without a connection is", () => {
  const unreadable = { path: "/w/client.pub.pem", unreadable: true } as const;
  const rows: readonly (readonly [
    what: string,
    found: BundleOnDisk["certificate"],
    now: string,
    state: unknown,
  ])[] = [
    ["without certificate", undefined, "2030-06-01T00:00:00Z", { kind: "no-certificate" }],
    ["with a file that is none", unreadable, "2030-06-01T00:00:00Z", { kind: "unreadable" }],
    ["too early", certificate, "2029-12-31T23:59:59Z", { kind: "not-yet-valid" }],
    ["valid", certificate, "2030-01-01T00:00:00Z", { kind: "valid", days: 365 }],
    ["valid, at the bound", certificate, "2030-12-02T00:00:00Z", { kind: "valid", days: 30 }],
    ["expiring", certificate, "2030-12-02T00:00:01Z", { kind: "expiring", days: 29 }],
    ["expiring, on its last day", certificate, "2030-12-31T12:00:00Z", { kind: "expiring", days: 0 }],
    ["expired", certificate, "2031-01-01T00:00:01Z", { kind: "expired" }],
  ];
  for (const [what, found, now, state] of rows) {
    it(what, () => {
      const terms = { now: new Date(now), expiryWarningDays: 30 };
      assert.deepEqual(deviceStateOf(deviceWith(found), "none", terms), state);
    });
  }

  it("something else while it is connected", () => {
    const terms = { now: new Date("2040-01-01T00:00:00Z"), expiryWarningDays: 30 };
    assert.deepEqual(deviceStateOf(deviceWith(certificate), "connected", terms), { kind: "connected" });
    assert.deepEqual(deviceStateOf(deviceWith(undefined), "connecting", terms), { kind: "connecting" });
  });
});
