import assert from "node:assert/strict";
import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { issueSelfSigned } from "../../../../src/core/certificate/issue";
import type { Issued } from "../../../../src/core/certificate/issued";
import { readCertificate, type CertificateFacts } from "../../../../src/core/certificate/read";
import type { KeyAlgorithm, Side } from "../../../../src/core/identity/identity";
import { writePem } from "../../../../src/core/keystore/pem";
import { identityWith, keyPairFrom, newKeyPair } from "../../../support/identities";

const now = new Date("2026-01-02T03:04:05.678Z");
/** FF FE FD … F0: the first byte shows what becomes of the sign. */
const serial = Uint8Array.from({ length: 16 }, (_, index) => 0xff - index);

/** The facts of what was issued. */
function factsOf(issued: Issued): CertificateFacts {
  const facts = readCertificate(issued.certificateDer);
  assert.ok(facts.ok);
  return facts.value;
}

describe("a certificate is issued for", () => {
  const rows: readonly [algorithm: KeyAlgorithm, keyText: string, signatureText: string, usage: string][] = [
    [{ kind: "ec", curve: "P-256" }, "EC P-256", "ECDSA with SHA-256", "digitalSignature"],
    [{ kind: "ec", curve: "P-384" }, "EC P-384", "ECDSA with SHA-384", "digitalSignature"],
    [{ kind: "ec", curve: "P-521" }, "EC P-521", "ECDSA with SHA-512", "digitalSignature"],
    [{ kind: "rsa", bits: 2048 }, "RSA 2048", "RSA with SHA-256", "digitalSignature keyEncipherment"],
    [{ kind: "rsa", bits: 3072 }, "RSA 3072", "RSA with SHA-256", "digitalSignature keyEncipherment"],
  ];
  for (const [algorithm, keyText, signatureText, usage] of rows) {
    it(`${keyText}, signed with ${signatureText} by its own key`, () => {
      const keyPair = newKeyPair(algorithm);
      const terms = { now, validityDays: 825, serial };
      const issued = issueSelfSigned(identityWith("server", { algorithm }), keyPair, terms);
      const facts = factsOf(issued);
      assert.deepEqual(
        [facts.keyText, facts.signatureText, facts.keyUsage?.join(" ")],
        [keyText, signatureText, usage],
      );
      assert.deepEqual(Buffer.from(facts.publicKeySpkiDer), Buffer.from(keyPair.publicKeySpkiDer));
      const byLibrary = new X509Certificate(issued.certificateDer);
      assert.equal(byLibrary.verify(byLibrary.publicKey), true);
      const key = Buffer.from(issued.privateKeyPkcs8Der);
      assert.equal(byLibrary.checkPrivateKey(createPrivateKey({ key, format: "der", type: "pkcs8" })), true);
    });
  }
});

describe("an issued certificate says", () => {
  const rows: readonly [side: Side, facts: Partial<CertificateFacts>][] = [
    [
      "client",
      {
        subjectText: "CN=device-1, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US",
        issuerText: "CN=device-1, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US",
        isSelfIssued: true,
        certificateAuthority: false,
        extendedKeyUsage: ["clientAuth"],
        names: [],
      },
    ],
    [
      "server",
      {
        isSelfIssued: true,
        certificateAuthority: false,
        extendedKeyUsage: ["serverAuth"],
        names: [
          { kind: "dns", value: "localhost" },
          { kind: "ip", value: "127.0.0.1" },
          { kind: "ip", value: "::1" },
        ],
      },
    ],
  ];
  for (const [side, expected] of rows) {
    it(`of a ${side}`, () => {
      const keyPair = keyPairFrom("test/fixtures/keystore/ec.pk8.pem");
      const facts = factsOf(issueSelfSigned(identityWith(side), keyPair, { now, validityDays: 1, serial }));
      assert.deepEqual({ ...facts, ...expected }, facts);
    });
  }
});

describe("the serial number is positive, and 16 bytes long,", () => {
  const rows: readonly [random: string, serialHex: string][] = [
    ["00000000000000000000000000000000", "40000000000000000000000000000000"],
    ["ffffffffffffffffffffffffffffffff", "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"],
    ["80000000000000000000000000000001", "40000000000000000000000000000001"],
  ];
  for (const [random, serialHex] of rows) {
    it(`for ${random}`, () => {
      const keyPair = keyPairFrom("test/fixtures/keystore/ec.pk8.pem");
      const terms = { now, validityDays: 1, serial: Buffer.from(random, "hex") };
      assert.equal(factsOf(issueSelfSigned(identityWith("client"), keyPair, terms)).serialHex, serialHex);
    });
  }
});

describe("the validity is", () => {
  const rows: readonly [now: string, validityDays: number, notBefore: string, notAfter: string][] = [
    ["2026-01-02T03:04:05.678Z", 825, "2026-01-02T02:59:05.000Z", "2028-04-06T02:59:05.000Z"],
    ["2026-01-02T03:04:05.678Z", 3650, "2026-01-02T02:59:05.000Z", "2035-12-31T02:59:05.000Z"],
    ["2049-12-31T23:59:59.000Z", 1, "2049-12-31T23:54:59.000Z", "2050-01-01T23:54:59.000Z"],
    ["2026-01-02T03:04:05.678Z", 9_999_999, "2026-01-02T02:59:05.000Z", "9999-12-31T23:59:59.000Z"],
    ["2026-01-02T03:04:05.678Z", Infinity, "2026-01-02T02:59:05.000Z", "9999-12-31T23:59:59.000Z"],
  ];
  for (const [moment, validityDays, notBefore, notAfter] of rows) {
    it(`${notBefore} to ${notAfter} for ${validityDays} days`, () => {
      const keyPair = keyPairFrom("test/fixtures/keystore/ec.pk8.pem");
      const terms = { now: new Date(moment), validityDays, serial };
      const issued = issueSelfSigned(identityWith("client"), keyPair, terms);
      const facts = factsOf(issued);
      for (const validity of [issued, facts]) {
        assert.equal(validity.notBefore.toISOString(), notBefore);
        assert.equal(validity.notAfter.toISOString(), notAfter);
      }
    });
  }
});

describe("the same arguments give the same bytes with RSA", () => {
  const rows: readonly [side: Side, validityDays: number][] = [
    ["client", 3650],
    ["server", 825],
  ];
  for (const [side, validityDays] of rows) {
    it(`of a ${side}: golden.${side}.pem`, () => {
      const keyPair = keyPairFrom("test/fixtures/keystore/rsa.pk8.pem");
      const identity = identityWith(side, { algorithm: { kind: "rsa", bits: 2048 } });
      const { certificateDer } = issueSelfSigned(identity, keyPair, { now, validityDays, serial });
      const golden = readFileSync(`test/fixtures/certificate/golden.${side}.pem`, "utf8");
      assert.equal(writePem("CERTIFICATE", certificateDer), golden);
    });
  }
});
