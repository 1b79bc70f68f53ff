import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { provisionReportText } from "../../../../src/core/fleet/provisionReport";
import type { FleetRowFailure } from "../../../../src/flows/provisionFleet";
import {
  fleetCountsOf,
  fleetProvisionedText,
  fleetProvisionOpeningLine,
  fleetProvisionSummaryLines,
  fleetRowWords,
  fleetStoppedWords,
} from "../../../../src/ui/words/fleetProvisioning";

const server = { name: "Plant", mqttUrl: "mqtts://tb", restUrl: "http://tb" };
const subject = { server, propertiesPath: "/f/a/keygen.properties" };

describe("why a device of a fleet is not on the server", () => {
  const rows: readonly (readonly [FleetRowFailure, RegExp, string | undefined])[] = [
    [
      { code: "device-named-twice", deviceName: "pump", other: "/f/b/keygen.properties" },
      /\/f\/b\/keygen\.properties, is pump on Plant/,
      undefined,
    ],
    [
      { code: "bulk-import-refused", deviceName: "pump", said: "No\nway" },
      /said: No.*way\. Provision/,
      undefined,
    ],
    [{ code: "bulk-import-refused", deviceName: "pump", said: "" }, /gave no reason/, undefined],
    [
      { code: "client-cert-self-signed", path: "/f/a/client.pub.pem" },
      /^client\.pub\.pem is signed by its own key/,
      "thingsboardX509.generateClientCert",
    ],
    [
      { code: "device-ca-not-on-server", issuer: "CN=Fleet" },
      /takes what CN=Fleet signed/,
      "thingsboardX509.provisionDeviceCa",
    ],
    [
      { code: "device-not-created-by-chain", deviceName: "pump", profile: "fleet" },
      /profile fleet of Plant .* pump is not/,
      "thingsboardX509.provisionDeviceCa",
    ],
    [{ code: "client-cert-missing", path: "/f/a/client.pub.pem" }, /./, "thingsboardX509.generateClientCert"],
    [{ code: "rest-rate-limited" }, /Plant/, undefined],
  ];
  for (const [failure, message, command] of rows) {
    it(`is told for ${failure.code}`, () => {
      const words = fleetRowWords(failure, subject);
      assert.equal(words.code, failure.code);
      assert.match(words.message, message);
      if (command !== undefined) {
        assert.equal(words.actions?.[0]?.command, command);
      }
    });
  }
});

describe("what became of a fleet", () => {
  const propertiesPath = "/f/a";
  const rows = [
    { propertiesPath, kind: "provisioned" },
    { propertiesPath, kind: "unchanged" },
    { propertiesPath, kind: "failed", failure: { code: "rest-rate-limited" } },
  ] as const;
  const counts = fleetCountsOf(rows, 5);

  it("is counted, with those that were not come to", () => {
    assert.equal(
      fleetProvisionedText(counts, "each", "Plant"),
      "5 devices on Plant: 1 provisioned, 1 had its certificate already, 1 failed, 2 not reached.",
    );
  });

  it("is said of a chain without a word of provisioning", () => {
    const taken = { total: 2, provisioned: 0, unchanged: 2, failed: 0 };
    assert.equal(
      fleetProvisionedText(taken, "chain", "Plant"),
      "Plant takes 2 of 2 devices when they connect, by the device CA that signed them; none has to be provisioned alone.",
    );
  });

  it("is in the failure that stopped it, with how to go on", () => {
    const words = fleetStoppedWords({ code: "rest-signed-out", message: "Sign in." }, counts, "Plant");
    assert.equal(words.code, "rest-signed-out");
    assert.match(words.message, /^Sign in\. 5 devices .* Run Provision Fleet again to go on/);
  });
});

describe("the provisioning of a fleet in the output", () => {
  const time = { atMs: Date.UTC(2026, 2, 1, 11, 2, 3, 4), utcOffsetMinutes: 60 };
  const row = { properties: "a/keygen.properties" };

  it("begins with a line", () => {
    const line = "12:02:03.004  Fleet  ▶  Provision Fleet on Plant: 2 devices";
    assert.equal(fleetProvisionOpeningLine(2, "Plant", time), line);
  });

  it("ends with the counts, and each failure with its devices", () => {
    const rows = [
      { ...row, name: "a", outcome: "provisioned" },
      { ...row, name: "b", outcome: "failed", code: "rest-conflict", message: "Of b." },
      { ...row, name: "c", outcome: "failed", code: "device-named-twice", message: "Of c." },
      { ...row, name: "d\n", outcome: "failed", code: "device-named-twice", message: "Of d." },
    ] as const;
    assert.deepEqual(fleetProvisionSummaryLines("Counts.", rows, time), [
      "12:02:03.004  Fleet  ✗  Counts.",
      "    2 × device-named-twice: Of c.",
      "        c, d␊",
      "    1 × rest-conflict: Of b.",
      "        b",
    ]);
    const [passed] = fleetProvisionSummaryLines("Counts.", rows.slice(0, 1), time);
    assert.equal(passed, "12:02:03.004  Fleet  ✓  Counts.");
  });

  it("is in a report that no table calculates with", () => {
    assert.equal(
      provisionReportText([
        { ...row, name: "=a", outcome: "unchanged" },
        { ...row, name: "b", outcome: "failed", code: "rest-conflict", message: 'It said "no".' },
      ]),
      `device,properties,outcome,code,message\r\n'=a,a/keygen.properties,unchanged,,\r\nb,a/keygen.properties,failed,rest-conflict,"It said ""no""."\r\n`,
    );
  });
});
