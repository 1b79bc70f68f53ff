import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CertificateDetails } from "../../../../src/core/certificate/details";
import {
  lintCertificate,
  lintTable,
  type LintCase,
  type LintCode,
} from "../../../../src/core/certificate/lint";
import type { CertificateFacts } from "../../../../src/core/certificate/read";

const facts: CertificateFacts = {
  subject: { commonName: "pump" },
  issuer: { commonName: "pump" },
  subjectText: "CN=pump",
  issuerText: "CN=pump",
  serialHex: "01",
  notBefore: new Date("2026-01-01T00:00:00Z"),
  notAfter: new Date("2027-01-01T00:00:00Z"),
  fingerprint256: "",
  names: [{ kind: "dns", value: "tb.local" }],
  isSelfIssued: true,
  certificateAuthority: false,
  keyUsage: ["digitalSignature"],
  extendedKeyUsage: ["serverAuth"],
  keyText: "EC P-256",
  signatureText: "ECDSA with SHA-256",
  publicKeySpkiDer: new Uint8Array(0),
};

const details: CertificateDetails = {
  version: 3,
  isSerialPositive: true,
  serialBytes: 16,
  fingerprint1: "",
  extensions: [{ identifier: "2.5.29.19", isCritical: true, lengthBytes: 2 }],
  subjectKeyIdHex: "aa",
  authorityKeyIdHex: "aa",
};

interface Change {
  readonly facts?: Partial<CertificateFacts>;
  readonly details?: Partial<CertificateDetails>;
  readonly role?: LintCase["role"];
  readonly now?: string;
}

function codesOf(change: Change): readonly LintCode[] {
  return lintCertificate({
    facts: { ...facts, ...change.facts },
    details: { ...details, ...change.details },
    role: change.role ?? "server",
    now: new Date(change.now ?? "2026-06-01T00:00:00Z"),
    expiryWarningDays: 30,
  }).map(({ code }) => code);
}

/** Leaves out facts that a certificate need not have. */
function without(...names: readonly (keyof CertificateFacts)[]): Partial<CertificateFacts> {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

const ca = { certificateAuthority: true, keyUsage: ["keyCertSign"], ...without("extendedKeyUsage") };
const issued = { isSelfIssued: false, issuerText: "CN=ca" };

/** For each code what breaks it, and what comes close and does not. */
const rows: Readonly<Record<LintCode, { readonly bad: Change; readonly good: Change }>> = {
  "certificate-expired": { bad: { now: "2027-01-01T00:00:01Z" }, good: { now: "2027-01-01T00:00:00Z" } },
  "certificate-not-yet-valid": {
    bad: { now: "2025-12-31T23:59:59Z" },
    good: { now: "2026-01-01T00:00:00Z" },
  },
  "validity-reversed": {
    bad: { facts: { notAfter: new Date("2025-01-01T00:00:00Z") } },
    good: { facts: { notAfter: facts.notBefore } },
  },
  "purpose-not-client": {
    bad: { role: "client" },
    good: { role: "client", facts: { extendedKeyUsage: ["serverAuth", "clientAuth"] } },
  },
  "purpose-not-server": {
    bad: { facts: { extendedKeyUsage: ["clientAuth"] } },
    good: { facts: { extendedKeyUsage: ["anyExtendedKeyUsage"] } },
  },
  "key-weak": { bad: { facts: { keyText: "RSA 1024" } }, good: { facts: { keyText: "RSA 2048" } } },
  "signature-weak": {
    bad: { facts: { signatureText: "RSA with SHA-1" } },
    good: { role: "ca", facts: { ...ca, signatureText: "RSA with SHA-1" } },
  },
  "extension-critical-unknown": {
    bad: { details: { extensions: [{ identifier: "1.2.3", isCritical: true, lengthBytes: 1 }] } },
    good: { details: { extensions: [{ identifier: "1.2.3", isCritical: false, lengthBytes: 1 }] } },
  },
  "ca-key-usage-unfit": {
    bad: { role: "ca", facts: { ...ca, keyUsage: ["digitalSignature"] } },
    good: { role: "ca", facts: { ...ca, ...without("keyUsage") } },
  },
  "version-1": { bad: { details: { version: 1 } }, good: {} },
  "san-missing": { bad: { facts: { names: [] } }, good: { role: "client", facts: { names: [] } } },
  "san-address-as-name": {
    bad: { facts: { names: [{ kind: "dns", value: "10.0.0.5" }] } },
    good: { facts: { names: [{ kind: "ip", value: "10.0.0.5" }] } },
  },
  "leaf-is-ca": { bad: { facts: { certificateAuthority: true } }, good: { role: "ca", facts: ca } },
  "ca-flag-missing": {
    bad: { facts: without("certificateAuthority") },
    good: { facts: without("certificateAuthority"), details: { version: 1 } },
  },
  "ca-flag-not-critical": {
    bad: {
      role: "ca",
      facts: ca,
      details: { extensions: [{ identifier: "2.5.29.19", isCritical: false, lengthBytes: 5 }] },
    },
    good: { details: { extensions: [{ identifier: "2.5.29.19", isCritical: false, lengthBytes: 2 }] } },
  },
  "ca-key-id-missing": {
    bad: { role: "ca", facts: ca, details: { subjectKeyIdHex: undefined as unknown as string } },
    good: { details: { subjectKeyIdHex: undefined as unknown as string } },
  },
  "authority-key-id-missing": {
    bad: { facts: issued, details: { authorityKeyIdHex: undefined as unknown as string } },
    good: { details: { authorityKeyIdHex: undefined as unknown as string } },
  },
  "key-usage-unfit": {
    bad: { facts: { keyUsage: ["keyAgreement"] } },
    good: { facts: without("keyUsage") },
  },
  "validity-too-long": {
    bad: { facts: { notAfter: new Date("2028-04-06T00:00:00Z") } },
    good: { facts: { notAfter: new Date("2028-04-05T00:00:00Z") } },
  },
  "expires-soon": { bad: { now: "2026-12-03T00:00:00Z" }, good: { now: "2026-12-02T00:00:00Z" } },
  "serial-not-positive": { bad: { details: { isSerialPositive: false } }, good: {} },
  "serial-too-long": { bad: { details: { serialBytes: 21 } }, good: { details: { serialBytes: 20 } } },
  "common-name-too-long": {
    bad: { facts: { subject: { commonName: "x".repeat(65) } } },
    good: { facts: { subject: { commonName: "x".repeat(64) } } },
  },
  "key-algorithm-unusual": {
    bad: { facts: { keyText: "Ed25519" } },
    good: { facts: { keyText: "EC P-521" } },
  },
  "purpose-missing": {
    bad: { facts: without("extendedKeyUsage") },
    good: { role: "ca", facts: ca },
  },
  "common-name-missing": { bad: { facts: { subject: { commonName: "" } } }, good: {} },
};

describe("a certificate is found to", () => {
  it("be sound", () => {
    assert.deepEqual(codesOf({}), []);
  });

  for (const code of Object.keys(lintTable) as LintCode[]) {
    it(`break ${code}, and not by a hair`, () => {
      assert.ok(codesOf(rows[code].bad).includes(code));
      assert.ok(!codesOf(rows[code].good).includes(code));
    });
  }
});
