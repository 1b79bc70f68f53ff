// Who reads nothing but the notification knows what to do.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diagnosisTable, type DiagnosisCode } from "../../../../src/core/connection/diagnoses";
import { diagnosisWords } from "../../../../src/ui/words/diagnoses";
import { notificationText } from "../../../../src/ui/words/notification";

const subject = {
  server: { name: "ThingsBoard production", mqttUrl: "mqtts://thingsboard.example.org:8883" },
  properties: "/home/ada/fleet/pump.keygen.properties",
};
const sha256 = Array.from({ length: 32 }, () => "AB").join(":");

/** What sessions give: of every phase at once. */
const typical: Readonly<Record<string, string>> = {
  path: "/home/ada/fleet/pump.nopass.pem",
  reason: "pem-base64-invalid",
  line: "12",
  host: "thingsboard.example.org",
  names: "localhost, tb-prod, 127.0.0.1, ::1",
  subject: "CN=tb-prod,OU=ThingsBoard,O=ThingsBoard,L=San Francisco,ST=CA,C=US",
  issuer: "CN=Acme Root CA,O=Acme",
  missingIssuer: "CN=Acme Issuing CA 3,O=Acme",
  fingerprint256: sha256,
  trust: "/home/ada/fleet/mqttserver.pub.pem",
  notBefore: "2026-01-01T00:00:00.000Z",
  notAfter: "2028-06-01T00:00:00.000Z",
  now: "2026-03-01T12:00:00.000Z",
  clientSubject: "CN=pump,OU=Thingsboard,O=Thingsboard,L=San Francisco,ST=CA,C=US",
  clientNotAfter: "2036-01-01T00:00:00.000Z",
  credentialsId: "3fa9".repeat(16),
  failed: "192.0.2.1:8883 ECONNREFUSED, [2001:db8::1]:8883 ECONNREFUSED",
  errorCode: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
  speaks: "mqtt",
  tlsPort: "8883",
  afterMs: "10000",
  topics: "v1/devices/me/attributes, v1/devices/me/rpc/request/+",
  topic: "v1/devices/me/attributes/request/1",
};
const long = Object.fromEntries(Object.keys(typical).map((name) => [name, "x".repeat(5_000)]));

function textOf(code: DiagnosisCode, facts: Readonly<Record<string, string>>): string {
  return notificationText("pump", diagnosisWords({ code, facts }, subject));
}

describe("the notification of a diagnosis", () => {
  for (const code of Object.keys(diagnosisTable) as DiagnosisCode[]) {
    it(`ends with the next step and is read at a glance: ${code}`, () => {
      const { title, cure } = diagnosisWords({ code, facts: typical }, subject);
      const [step = ""] = cure.split(/(?<=\.) (?=[A-Z])/);
      for (const facts of [{}, typical, long]) {
        const text = textOf(code, facts);
        assert.ok(text.length <= 400, `${text.length}: ${text}`);
        assert.ok(text.startsWith(`pump: ${title}. `), text);
        assert.ok(text.endsWith(` ${step}`), text);
      }
      // The first sentence has the facts of the case, whole.
      assert.doesNotMatch(textOf(code, typical).slice(0, -step.length), /…(?!…| )(?![0-9a-f]{8}\))/);
    });
  }

  it("leaves out the last sentences of a long explanation", () => {
    const words = { title: "T", detail: `First. ${"Second ".repeat(60)}. Third.`, cure: "Do it. Or not." };
    assert.equal(notificationText("pump", words), "pump: T. First. Do it.");
  });

  const localSteps: readonly (readonly [code: DiagnosisCode, step: string])[] = [
    ["tcp-refused", "Start the Local Test Server and test again."],
    ["device-not-provisioned", "Register the device: one click makes it there with this certificate."],
  ];
  for (const [code, step] of localSteps) {
    it(`ends at the Local Test Server with the step of its button: ${code}`, () => {
      const server = { name: "Local Test Server", mqttUrl: "mqtts://127.0.0.1:8883" };
      const words = diagnosisWords({ code, facts: {} }, { ...subject, server });
      assert.ok(notificationText("pump", words).endsWith(` ${step}`));
      assert.ok(!textOf(code, {}).endsWith(` ${step}`));
    });
  }

  const reasons: readonly (readonly [code: DiagnosisCode, reasonCode: number, says: RegExp])[] = [
    ["mqtt-closed", 0x98, /reason code 152, administrative action\)\. .*credentials were changed/],
    ["mqtt-closed", 0xa0, /longest time to be connected reached\)\. It ends every connection after a time/],
    ["mqtt-server-unavailable", 0x9c, /use another server\)\. It wants the device to use another server/],
    ["mqtt-keepalive-timeout", 0x8d, /ended the connection \(reason code 141, keep alive timeout\)/],
    ["mqtt-publish-refused", 0x95, /refused its message to its topic \(reason code 149, packet too large\)/],
  ];
  for (const [code, reasonCode, says] of reasons) {
    it(`says what reason ${reasonCode} means`, () => {
      assert.match(textOf(code, { reasonCode: String(reasonCode) }), says);
    });
  }
});
