import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../../../src/core/devices/device";
import type { Expiry } from "../../../../src/core/devices/expiry";
import { expiryProblemOf } from "../../../../src/core/devices/expiryProblems";
import { deviceProblemWords } from "../../../../src/ui/words/deviceProblems";

function expiry(urgency: Expiry["urgency"], days: number, side: Expiry["side"] = "client"): Expiry {
  const certificate = {
    path: `/w/${side}.pub.pem`,
    subjectText: "CN=pump",
    keyText: "EC P-256",
    notBeforeMs: 0,
    notAfterMs: Date.parse("2030-06-13T23:59:59Z"),
    fingerprint256: "AA:BB",
    credentialsId: "abcd",
  };
  return { device: { propertiesPath: "/w/keygen.properties" } as Device, side, certificate, urgency, days };
}

describe("the Problems view tells of a certificate that", () => {
  const rows: readonly (readonly [what: string, expiry: Expiry, code: string, key: string, begin: string])[] =
    [
      [
        "has ended",
        expiry("expired", -2),
        "certificate-expired",
        "CLIENT_FILE_PREFIX",
        "The certificate in client.pub.pem ended on 2030-06-13, so",
      ],
      [
        "ends soon",
        expiry("soon", 12, "server"),
        "certificate-expires-soon",
        "SERVER_FILE_PREFIX",
        "The certificate in server.pub.pem ends in 12 days, on 2030-06-13.",
      ],
      [
        "ends tomorrow",
        expiry("soon", 1),
        "certificate-expires-soon",
        "CLIENT_FILE_PREFIX",
        "The certificate in client.pub.pem ends in 1 day, on 2030-06-13.",
      ],
      [
        "ends today",
        expiry("soon", 0),
        "certificate-expires-soon",
        "CLIENT_FILE_PREFIX",
        "The certificate in client.pub.pem ends today, on 2030-06-13.",
      ],
    ];
  for (const [what, given, code, key, begin] of rows) {
    it(what, () => {
      const problem = expiryProblemOf(given);
      assert.ok(problem);
      assert.deepEqual([problem.code, problem.key, problem.side], [code, key, given.side]);
      assert.ok(deviceProblemWords(problem, (path) => path).startsWith(begin));
    });
  }

  it("and not of one that is fine", () => {
    assert.equal(expiryProblemOf(expiry("fine", 400)), undefined);
  });
});
