// What is looked up when a connection failed, so that the cure that is offered is one that applies.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import type { SessionFact } from "../../../src/core/connection/events";
import { leafIn } from "../../../src/core/keystore/leaf";
import { evidenceFor } from "../../../src/flows/evidence";
import { generateIdentity } from "../../../src/flows/generateIdentity";
import type { Dial, Network } from "../../../src/flows/world";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const propertiesPath = "/w/keygen.properties";
const { signal } = new AbortController();

const whole = inMemoryWorld({ [propertiesPath]: soundTextWith("") });
for (const side of ["client", "server"] as const) {
  const request = { propertiesPath, side, overwrite: false, validityDays: 365 };
  assert.ok((await generateIdentity(request, whole, signal)).ok);
}
const shown = leafIn(whole.text("/w/server.pub.pem") ?? "")?.certificate.fingerprint256 ?? "";

function worldWithout(...gone: readonly string[]): InMemoryWorld {
  const world = inMemoryWorld();
  whole.disk.forEach((file, path) => world.disk.set(path, file));
  gone.forEach((name) => world.disk.delete(`/w/${name}`));
  return world;
}

interface Case {
  readonly facts?: Readonly<Record<string, string>>;
  readonly mqttUrl?: string;
  readonly isOwn?: boolean;
  /** What the port answers with. */
  readonly answer?: readonly SessionFact[];
  readonly world?: InMemoryWorld;
}

/** The evidence, and where it was asked for. */
async function found(
  code: DiagnosisCode,
  { facts = {}, mqttUrl = "mqtts://tb:1883", isOwn = false, answer = [], world = whole }: Case,
): Promise<{ readonly evidence: object; readonly dials: readonly Dial[] }> {
  const dials: Dial[] = [];
  const network: Network = {
    open: (dial, emit) => {
      dials.push(dial);
      answer.forEach(emit);
      return Promise.resolve(undefined);
    },
  };
  const request = { propertiesPath, server: { mqttUrl, isOwn } };
  const evidence = await evidenceFor({ code, facts }, request, { world: { ...world, network }, signal });
  return { evidence, dials };
}

const secured: SessionFact = { kind: "secured", protocol: "TLSv1.3", cipher: "c", presentedDer: [] };
const refused: SessionFact = {
  kind: "tlsFailed",
  errorCode: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
  receivedBytes: 1000,
  presentedDer: [new Uint8Array(1)],
};
const plain: SessionFact = { kind: "tlsFailed", errorCode: "CLOSED", receivedBytes: 0, presentedDer: [] };

describe("where a port may be the wrong one,", () => {
  const rows: readonly (readonly [DiagnosisCode, Case, object])[] = [
    ["tls-not-tls", { answer: [secured] }, { tlsPort: "8883" }],
    ["tcp-refused", { answer: [refused] }, { tlsPort: "8883" }],
    ["tls-closed", { answer: [plain] }, { tlsPort: "none" }],
    ["tcp-timeout", { answer: [] }, { tlsPort: "none" }],
    ["mqtt-not-mqtt", { mqttUrl: "mqtts://[::1]:443", answer: [secured] }, { tlsPort: "8883" }],
  ];
  for (const [code, given, expected] of rows) {
    it(`${code}: port 8883 is asked, with nothing of the device: ${JSON.stringify(expected)}`, async () => {
      const { evidence, dials } = await found(code, given);
      assert.deepEqual(evidence, expected);
      const [dial] = dials;
      assert.equal(dial?.port, 8883);
      assert.equal(dial.client, undefined);
      assert.ok(dial.timeoutMs <= 1000);
    });
  }

  const unasked: readonly (readonly [why: string, DiagnosisCode, Case])[] = [
    ["8883 itself was dialled", "tcp-refused", { mqttUrl: "mqtts://tb" }],
    ["it is the Local Test Server", "tcp-refused", { isOwn: true }],
    ["the cause is another one", "mqtt-not-authorized", {}],
  ];
  for (const [why, code, given] of unasked) {
    it(`nothing is asked where ${why}`, async () => {
      assert.deepEqual(await found(code, { ...given, answer: [secured] }), { evidence: {}, dials: [] });
    });
  }
});

describe("the server's certificate is made here", () => {
  const own = { ownServerCertificate: "true" };
  const rows: readonly (readonly [what: string, Case, object])[] = [
    ["where it is shown and its key lies beside", { facts: { fingerprint256: shown } }, own],
    ["also where the handshake failed", { facts: { "certificate1.fingerprint256": shown } }, own],
    ["not where another is shown", { facts: { fingerprint256: "AA:BB" } }, {}],
    [
      "not where it was only fetched",
      { facts: { fingerprint256: shown }, world: worldWithout("server.pk8.pem") },
      {},
    ],
    [
      "not where there is none",
      { facts: { fingerprint256: shown }, world: worldWithout("server.pub.pem") },
      {},
    ],
    ["not where none was shown", {}, {}],
  ];
  for (const [what, given, expected] of rows) {
    it(what, async () => {
      assert.deepEqual((await found("server-cert-host-mismatch", given)).evidence, expected);
    });
  }
});

describe("the client's certificate can be renewed", () => {
  it("where P.pub.pem has one", async () => {
    assert.deepEqual((await found("client-cert-expired", {})).evidence, { clientRenewable: "true" });
  });

  it("not where only a keystore has it", async () => {
    const world = worldWithout("client.pub.pem");
    assert.deepEqual((await found("client-cert-expired", { world })).evidence, {});
  });
});
