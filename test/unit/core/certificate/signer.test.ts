import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import { issueCa, issueSelfSigned, issueSignedBy } from "../../../../src/core/certificate/issue";
import type { KeyPair } from "../../../../src/core/certificate/issued";
import { readCertificate, type CertificateFacts } from "../../../../src/core/certificate/read";
import {
  signerCertificateOf,
  signerOf,
  subjectNameOf,
  type Signer,
} from "../../../../src/core/certificate/signer";
import type { KeyAlgorithm, Side } from "../../../../src/core/identity/identity";
import { identityWith, newKeyPair } from "../../../support/identities";

const now = new Date("2026-01-02T03:04:05.678Z");
const terms = { now, validityDays: 30, serial: new Uint8Array(16) };
const caKeys = {
  "EC P-256": newKeyPair({ kind: "ec", curve: "P-256" }),
  "EC P-384": newKeyPair({ kind: "ec", curve: "P-384" }),
  "RSA 2048": newKeyPair({ kind: "rsa", bits: 2048 }),
};
const leafKey = newKeyPair({ kind: "ec", curve: "P-256" });

function caOf(algorithm: KeyAlgorithm, keyPair: KeyPair, validityDays = 7300): Uint8Array {
  const subject = { commonName: "Fleet CA", organization: "Łódź" };
  return issueCa(subject, algorithm, keyPair, { ...terms, validityDays }).certificateDer;
}

function signerFor(certificateDer: Uint8Array, keyPair: KeyPair): Signer {
  const certificate = signerCertificateOf(certificateDer);
  assert.ok(certificate.ok, JSON.stringify(certificate));
  const signer = signerOf(certificate.value, keyPair.privateKeyPkcs8Der);
  assert.ok(signer.ok);
  return signer.value;
}

const p256: KeyAlgorithm = { kind: "ec", curve: "P-256" };

function factsOf(der: Uint8Array): CertificateFacts {
  const facts = readCertificate(der);
  assert.ok(facts.ok);
  return facts.value;
}

describe("a device CA", () => {
  it("may sign certificates and revocation lists, and nothing below it may", () => {
    const der = caOf(p256, caKeys["EC P-256"]);
    const facts = factsOf(der);
    assert.equal(facts.subjectText, "CN=Fleet CA, O=Łódź");
    assert.deepEqual(
      [facts.isSelfIssued, facts.certificateAuthority, facts.keyUsage, facts.extendedKeyUsage],
      [true, true, ["keyCertSign", "cRLSign"], undefined],
    );
    // basicConstraints: CA TRUE, pathLen 0.
    assert.ok(Buffer.from(der).includes(Buffer.from("0603551d130101ff040830060101ff020100", "hex")));
    assert.equal(new X509Certificate(der).ca, true);
  });

  const rows: readonly [keyText: keyof typeof caKeys, algorithm: KeyAlgorithm, signature: string][] = [
    ["EC P-256", p256, "ECDSA with SHA-256"],
    ["EC P-384", { kind: "ec", curve: "P-384" }, "ECDSA with SHA-384"],
    ["RSA 2048", { kind: "rsa", bits: 2048 }, "RSA with SHA-256"],
  ];
  for (const [keyText, algorithm, signature] of rows) {
    it(`of ${keyText} signs a device with ${signature}`, () => {
      const caDer = caOf(algorithm, caKeys[keyText]);
      const signer = signerFor(caDer, caKeys[keyText]);
      const issued = issueSignedBy(signer, identityWith("client"), leafKey, terms);
      const leaf = new X509Certificate(issued.certificateDer);
      const ca = new X509Certificate(caDer);
      assert.equal(leaf.checkIssued(ca) && leaf.verify(ca.publicKey), true);
      const facts = factsOf(issued.certificateDer);
      assert.deepEqual(
        [facts.signatureText, facts.issuerText, facts.isSelfIssued, facts.certificateAuthority],
        [signature, "CN=Fleet CA, O=Łódź", false, false],
      );
      assert.deepEqual(issued.issuersDer, [caDer]);
    });
  }
});

describe("a certificate under a device CA", () => {
  const caDer = caOf(p256, caKeys["EC P-256"], 10);
  const signer = signerFor(caDer, caKeys["EC P-256"]);

  it("ends no later than the CA", () => {
    const issued = issueSignedBy(signer, identityWith("client"), leafKey, terms);
    assert.equal(issued.notAfter.toISOString(), "2026-01-12T02:59:05.000Z");
    assert.equal(factsOf(issued.certificateDer).notAfter.toISOString(), "2026-01-12T02:59:05.000Z");
    const shorter = issueSignedBy(signer, identityWith("client"), leafKey, { ...terms, validityDays: 1 });
    assert.equal(shorter.notAfter.toISOString(), "2026-01-03T02:59:05.000Z");
  });

  it("names the CA's key, and its own", () => {
    const { certificateDer } = issueSignedBy(signer, identityWith("server"), leafKey, terms);
    const hex = Buffer.from(certificateDer).toString("hex");
    assert.ok(
      hex.includes(`0603551d230418301680 14${Buffer.from(signer.keyId).toString("hex")}`.replace(" ", "")),
    );
    assert.ok(!hex.includes(`0603551d0e04160414${Buffer.from(signer.keyId).toString("hex")}`));
  });

  it("keeps a given subject to the byte", () => {
    const old = issueSelfSigned(identityWith("client", { subject: { commonName: "old" } }), leafKey, terms);
    const subjectDer = subjectNameOf(old.certificateDer);
    assert.ok(subjectDer);
    const issued = issueSignedBy(signer, identityWith("client"), leafKey, { ...terms, subjectDer });
    assert.equal(factsOf(issued.certificateDer).subjectText, "CN=old");
    assert.deepEqual(subjectNameOf(issued.certificateDer), subjectDer);
  });
});

describe("nothing signs when", () => {
  const leaf = (side: Side): Uint8Array => issueSelfSigned(identityWith(side), leafKey, terms).certificateDer;
  const rows: readonly [what: string, der: Uint8Array, code: string][] = [
    ["it is no certificate", Uint8Array.of(0x30, 0), "signer-unreadable"],
    ["it is a device's certificate", leaf("client"), "signer-not-a-ca"],
    ["it is a server's certificate", leaf("server"), "signer-not-a-ca"],
  ];
  for (const [what, der, code] of rows) {
    it(what, () => {
      assert.deepEqual(signerCertificateOf(der), { ok: false, failure: { code } });
    });
  }

  it("the key is another's", () => {
    const certificate = signerCertificateOf(caOf(p256, caKeys["EC P-256"]));
    assert.ok(certificate.ok);
    assert.deepEqual(signerOf(certificate.value, leafKey.privateKeyPkcs8Der), {
      ok: false,
      failure: { code: "signer-key-mismatch" },
    });
  });
});
