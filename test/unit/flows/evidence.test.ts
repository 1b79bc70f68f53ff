// What is looked up when a connection failed, so that the cure that is offered is one that applies.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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
  readonly caFile?: string;
  readonly certificatePem?: string;
  /** What the port answers with. */
  readonly answer?: readonly SessionFact[];
  readonly world?: InMemoryWorld;
}

/** The evidence, and where it was asked for. */
async function found(
  code: DiagnosisCode,
  { facts = {}, mqttUrl = "mqtts://tb:1883", isOwn = false, answer = [], world = whole, ...rest }: Case,
): Promise<{ readonly evidence: object; readonly dials: readonly Dial[] }> {
  const dials: Dial[] = [];
  const network: Network = {
    open: (dial, emit) => {
      dials.push(dial);
      answer.forEach(emit);
      return Promise.resolve(undefined);
    },
  };
  const { caFile, certificatePem } = rest;
  const server = { mqttUrl, isOwn, ...(caFile !== undefined && { caFile }) };
  const request = { propertiesPath, server, ...(certificatePem !== undefined && { certificatePem }) };
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

describe("an issuer that our chain lacks is found", () => {
  const text = readFileSync("test/fixtures/connection/incompleteChain.pem", "utf8");
  const pemOf = (name: string): string => text.split(`# ${name}\n`)[1]?.split("# ")[0] ?? "";
  const file = "/w/devices/client.nopass.pem";
  const names = {
    missingIssuer: "CN=Plant Issuing CA, O=Plant",
    issuersAbove: "CN=Plant Root CA, O=Plant",
  };
  const looked = async (files: Readonly<Record<string, string>>, given: Case = {}): Promise<object> => {
    const { evidence } = await found("client-cert-rejected-unknown-ca", {
      world: inMemoryWorld(files),
      facts: { clientCertificate: file },
      certificatePem: pemOf("leaf"),
      ...given,
    });
    return evidence;
  };

  const places: readonly (readonly [where: string, path: string, given?: Case])[] = [
    ["beside the properties file", "/w/client.chain.pem"],
    ["in the server's caFile", "/etc/plant.pem", { caFile: "/etc/plant.pem" }],
    ["among the device CAs of the folder", "/w/.thingsboard-ca/plant/plant.ca.pem"],
    ["among the device CAs of a folder above", "/.thingsboard-ca/plant/plant.ca.pem"],
  ];
  for (const [where, path, given] of places) {
    it(where, async () => {
      const evidence = await looked({ [path]: pemOf("leaf") + pemOf("issuing") }, given);
      assert.deepEqual(evidence, { ...names, missingIssuerFile: path, path: file });
    });
  }

  it("in none of these, and is named all the same", async () => {
    assert.deepEqual(await looked({ "/v/issuing.pem": pemOf("issuing") }), {
      missingIssuer: names.missingIssuer,
    });
  });

  it("by the certificate itself, in a keystore that no editor opens", async () => {
    const given = { certificatePem: pemOf("named"), facts: { clientCertificate: "/w/client.p12" } };
    assert.deepEqual(await looked({}, given), names);
  });

  it("nowhere where nothing is missing, or nothing was shown", async () => {
    const files = { "/w/ca.pem": pemOf("root") };
    assert.deepEqual(await looked(files, { certificatePem: pemOf("leaf") + pemOf("issuing") }), {});
    assert.deepEqual(await looked(files, { certificatePem: "" }), {});
    assert.deepEqual((await found("client-cert-rejected", {})).evidence, {});
  });
});
