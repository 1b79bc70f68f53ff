import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Rotation } from "../../../../src/core/credential/rotation";
import {
  restoredWords,
  rotationFailureWords,
  stuckWords,
  type RotationRefusal,
} from "../../../../src/ui/words/rotate";

const propertiesPath = "/home/ada/tb/keygen.properties";
const server = { name: "Plant", mqttUrl: "mqtts://tb.example.org", restUrl: "https://tb.example.org" };
const subject = { server, propertiesPath };
const oldId = `${"a".repeat(8)}${"0".repeat(48)}${"b".repeat(8)}`;
const newId = `${"c".repeat(8)}${"0".repeat(48)}${"d".repeat(8)}`;
const rotation: Rotation = {
  propertiesPath,
  serverName: "Plant",
  restUrl: server.restUrl,
  deviceId: "11111111-1111-4111-8111-111111111111",
  deviceName: "pump",
  stage: "provisioning",
  oldId,
  newId,
  before: "certificate",
};
const report = {
  ok: false,
  server,
  properties: propertiesPath,
  phases: [],
  diagnosis: { code: "tcp-refused", facts: {} },
  warnings: [],
} as const;

const rows: readonly (readonly [RotationRefusal, RegExp, readonly string[]])[] = [
  [{ code: "device-not-provisioned", deviceName: "pump" }, /no device pump/, ["Provision Device"]],
  [{ code: "secrets-unavailable" }, /could not be put back/, []],
  [{ code: "rotation-unfinished", rotation }, /of pump was interrupted/, ["Finish", "Roll Back"]],
  [{ code: "rotation-test-failed", report }, /Nothing listens there/, []],
  [{ code: "rotation-overtaken", has: { type: "ACCESS_TOKEN" } }, /an access token meanwhile/, []],
  [{ code: "rotation-old-lost" }, /keyring of this machine no longer/, []],
  [{ code: "rotation-needs-server" }, /Sign in there/, ["Sign In…"]],
  [
    { code: "rotation-bundle-missing", path: "/home/ada/tb/client.pub.pem", credentialsId: oldId },
    /aaaaaaaa…bbbbbbbb are neither beside keygen\.properties nor in backup\//,
    [],
  ],
  [{ code: "http-timeout" }, /did not answer in time/, ["Change Timeout"]],
  [{ code: "disk-full", path: "/home/ada/tb/client.jks" }, /disk is full/, []],
];

describe("why a certificate was not rotated", () => {
  for (const [failure, says, titles] of rows) {
    it(`${failure.code}: is told in whole sentences, with what cures it`, () => {
      const { code, message, actions = [] } = rotationFailureWords(failure, subject);
      assert.equal(code, failure.code);
      assert.match(message, says);
      assert.match(message, /[.”]$/);
      assert.doesNotMatch(message, /undefined|\.\./);
      const shown = actions.map(({ title }) => title);
      assert.deepEqual(
        titles.filter((title) => !shown.includes(title)),
        [],
      );
    });
  }

  it("says at which step, and that everything is as before", () => {
    const why = { code: "http-unreachable", cause: "ECONNREFUSED" } as const;
    const words = restoredWords({ kind: "restored", step: "provision", why }, subject);
    assert.equal(words?.code, "http-unreachable");
    assert.match(
      words.message,
      /^The certificate was not rotated, as Plant could not be given the new one\. Its files and Plant are as before\. /,
    );
    assert.equal(
      restoredWords({ kind: "restored", step: "test", why: { code: "cancelled" } }, subject),
      undefined,
    );
  });

  it("says which certificate is where, what the server has, and offers both ways", () => {
    const why = { code: "rotation-test-failed", report } as const;
    const undoing = { why: { code: "http-timeout" }, inForce: "unknown" } as const;
    const where = { old: { backup: "client-20260120T000000Z", pem: "" }, new: { pem: "" } };
    const { message, actions } = stuckWords(
      { kind: "stuck", step: "test", why, undoing, rotation },
      where,
      subject,
    );
    assert.match(
      message,
      /The old certificate, id aaaaaaaa…bbbbbbbb, lies in backup\/client-20260120T000000Z\. The new certificate, id cccccccc…dddddddd, lies beside keygen\.properties\. Plant could not be asked which of them it has\. No key is lost/,
    );
    assert.doesNotMatch(message, /\.\./);
    assert.deepEqual(
      actions?.slice(0, 2).map(({ title, args }) => [title, args[1]]),
      [
        ["Finish", { finish: true }],
        ["Roll Back", { finish: false }],
      ],
    );
  });
});
