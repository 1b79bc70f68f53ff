import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServerCredentials } from "../../../../src/core/credential/deviceCalls";
import {
  endedJournal,
  inForceOf,
  journalNameOf,
  journalTextOf,
  putBackOf,
  rotationIn,
  type Rotation,
} from "../../../../src/core/credential/rotation";

const rotation: Rotation = {
  propertiesPath: "/home/ada/tb/keygen.properties",
  serverName: "Plant",
  restUrl: "https://tb.example.org",
  deviceId: "11111111-1111-4111-8111-111111111111",
  deviceName: "pump",
  stage: "provisioning",
  oldId: "old",
  newId: "new",
  before: "certificate",
};

describe("a journal", () => {
  it("gives back what was noted", () => {
    assert.deepEqual(rotationIn(journalTextOf(rotation)), rotation);
  });

  it("has a name of its own for each properties file", () => {
    assert.match(journalNameOf("/a"), /^[0-9a-f]{32}\.json$/);
    assert.notEqual(journalNameOf("/a"), journalNameOf("/b"));
  });

  const withoutNewId = { ...rotation, newId: undefined };
  const texts: readonly (readonly [what: string, text: string])[] = [
    ["has ended", endedJournal],
    ["is empty", ""],
    ["is no JSON", "{"],
    ["is a list", "[]"],
    ["has no device", JSON.stringify({ version: 1, rotation: { ...rotation, deviceId: 7 } })],
    ["has an unknown stage", JSON.stringify({ version: 1, rotation: { ...rotation, stage: "x" } })],
    ["may have reached the server, with what is not told", JSON.stringify({ rotation: withoutNewId })],
  ];
  for (const [what, text] of texts) {
    it(`says nothing where it ${what}`, () => {
      assert.equal(rotationIn(text), undefined);
    });
  }
});

function credentials(type: string, credentialsId: string, value?: string): ServerCredentials {
  const whole = { credentialsType: type, credentialsId, credentialsValue: value ?? null };
  return { whole, type, credentialsId };
}

describe("what a server has in force", () => {
  const oldCertificate = credentials("X509_CERTIFICATE", "old", "PEM").whole;
  const oldBasic = credentials("MQTT_BASIC", "hash", '{"password":"a"}').whole;
  const rows: readonly (readonly [ReturnType<typeof credentials>, typeof oldBasic | undefined, string])[] = [
    [credentials("X509_CERTIFICATE", "new"), oldCertificate, "new"],
    [credentials("X509_CERTIFICATE", "old", "PEM written otherwise"), oldCertificate, "old"],
    [credentials("X509_CERTIFICATE", "third"), oldCertificate, "other"],
    [credentials("ACCESS_TOKEN", "new"), oldCertificate, "other"],
    [credentials("MQTT_BASIC", "hash", '{"password":"a"}'), oldBasic, "old"],
    [credentials("MQTT_BASIC", "hash", '{"password":"b"}'), oldBasic, "other"],
    [credentials("MQTT_BASIC", "hash", '{"password":"a"}'), undefined, "other"],
  ];
  for (const [now, old, inForce] of rows) {
    const before = old === undefined ? "nothing that is known" : JSON.stringify(old["credentialsId"]);
    it(`${now.type} ${now.credentialsId} after ${before}: ${inForce}`, () => {
      assert.equal(inForceOf(now, { newId: "new" }, old), inForce);
    });
  }

  it("decides what rolling back does there", () => {
    assert.deepEqual(
      (["old", "gone", "new", "other"] as const).map((one) => putBackOf(one, false)),
      ["nothing", "nothing", "put-back", "leave-to-person"],
    );
    assert.equal(putBackOf("other", true), "put-back");
  });
});
