// Whom we speak to: what a presented certificate proves, by whom it is trusted, and why not where it is not.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { issueSelfSigned } from "../../../../src/core/certificate/issue";
import type { DiagnosisCode } from "../../../../src/core/connection/diagnoses";
import type { WarningCode } from "../../../../src/core/connection/events";
import { judgeTrust, type TrustTerms } from "../../../../src/core/connection/trust";
import type { Identity, KeyAlgorithm, Side } from "../../../../src/core/identity/identity";
import { countedBytes, identityWith, newKeyPair } from "../../../support/identities";

const now = new Date("2026-05-01T12:00:00Z");
const day = 86_400_000;
const ec: KeyAlgorithm = { kind: "ec", curve: "P-256" };

function issue(changes: Partial<Identity> = {}, algorithm = ec, side: Side = "server"): Uint8Array {
  const identity = identityWith(side, { ...changes, algorithm });
  const terms = { now, validityDays: 365, serial: countedBytes()(16) };
  return issueSelfSigned(identity, newKeyPair(algorithm), terms).certificateDer;
}

function named(commonName: string, names: Identity["names"] = []): Partial<Identity> {
  return { subject: { ...identityWith("server").subject, commonName }, names };
}

const own = issue();
const rebuilt = issue();
const stranger = issue(named("stranger", [{ kind: "dns", value: "localhost" }]));

interface Presented {
  readonly der: readonly Uint8Array[];
  readonly error?: string;
  readonly protocol?: string;
  readonly requested?: boolean;
}

function judgeAny(
  { der, error, protocol = "TLSv1.3", requested }: Presented,
  terms: Partial<TrustTerms> = {},
): ReturnType<typeof judgeTrust> {
  return judgeTrust(
    {
      presentedDer: der,
      protocol,
      ...(error === undefined ? {} : { authorizationError: error }),
      ...(requested === undefined ? {} : { certificateRequested: requested }),
    },
    { host: "localhost", anchorsDer: [own], now, expiryWarningDays: 30, ...terms },
  );
}

const judge = judgeAny;
const selfSignedError = "DEPTH_ZERO_SELF_SIGNED_CERT";

describe("a server is trusted", () => {
  const rows: [what: string, presented: Presented, terms: Partial<TrustTerms>, by: string][] = [
    ["by its fingerprint", { der: [own] }, {}, "pinned"],
    [
      "by its fingerprint, though Node does not know who signed it",
      { der: [own, stranger], error: "SELF_SIGNED_CERT_IN_CHAIN" },
      {},
      "pinned",
    ],
    ["by an anchor of ours", { der: [stranger, own] }, {}, "anchor"],
    ["by the platform", { der: [stranger] }, { anchorsDer: undefined }, "platform"],
    ["under an address", { der: [own] }, { host: "127.0.0.1" }, "pinned"],
  ];
  for (const [what, presented, terms, by] of rows) {
    it(what, () => {
      const verdict = judge(presented, terms);
      assert.deepEqual([verdict.trusted, verdict.trusted && verdict.by], [true, by]);
    });
  }
});

describe("a server is not trusted:", () => {
  const later = new Date(now.getTime() + 400 * day);
  const rows: [code: DiagnosisCode, what: string, presented: Presented, terms?: Partial<TrustTerms>][] = [
    ["server-cert-untrusted", "it shows no certificate", { der: [] }],
    ["server-cert-untrusted", "it shows bytes", { der: [Uint8Array.of(1, 2)] }],
    [
      "server-cert-untrusted",
      "no way to an anchor",
      { der: [stranger, issue(named("their CA"))], error: "SELF_SIGNED_CERT_IN_CHAIN" },
    ],
    [
      "server-cert-untrusted",
      "no way to the platform's",
      { der: [stranger, stranger], error: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
      { anchorsDer: undefined },
    ],
    ["server-cert-self-signed", "by itself alone", { der: [stranger], error: selfSignedError }],
    [
      "server-cert-self-signed",
      "by itself, and sent twice",
      { der: [stranger, stranger], error: selfSignedError },
    ],
    [
      "server-cert-self-signed",
      "by itself, where the platform decides",
      { der: [stranger], error: selfSignedError },
      { anchorsDer: undefined },
    ],
    ["server-cert-changed", "the same subject with another key", { der: [rebuilt], error: selfSignedError }],
    ["server-cert-expired", "past its end", { der: [own], error: "CERT_HAS_EXPIRED" }, { now: later }],
    ["server-cert-expired", "past its end, by our clock alone", { der: [own] }, { now: later }],
    [
      "server-cert-expired",
      "past its end, by Node's clock alone",
      { der: [stranger, own], error: "CERT_HAS_EXPIRED" },
    ],
    [
      "server-cert-not-yet-valid",
      "before its beginning",
      { der: [own] },
      { now: new Date(now.getTime() - day) },
    ],
    [
      "server-cert-not-yet-valid",
      "before its beginning, by Node's clock alone",
      { der: [stranger, own], error: "CERT_NOT_YET_VALID" },
    ],
    [
      "server-cert-wrong-purpose",
      "a client's certificate",
      { der: [issue(named("meter"), ec, "client"), stranger], error: "INVALID_PURPOSE" },
    ],
    ["server-cert-host-mismatch", "another name", { der: [own] }, { host: "tb.example.org" }],
    ["server-cert-host-mismatch", "another address", { der: [own] }, { host: "10.0.0.5" }],
  ];
  for (const [code, what, presented, terms] of rows) {
    it(`${code}: ${what}`, () => {
      const verdict = judge(presented, terms);
      assert.deepEqual([verdict.trusted, verdict.trusted || verdict.code], [false, code]);
    });
  }

  it("server-cert-weak: where Node has no name for it", () => {
    const weak = issue(named("stranger", [{ kind: "dns", value: "localhost" }]), {
      kind: "rsa",
      bits: 1024,
    } as unknown as KeyAlgorithm);
    const verdict = judge({ der: [weak, weak], error: "UNSPECIFIED" });
    assert.deepEqual([verdict.trusted, verdict.trusted || verdict.code], [false, "server-cert-weak"]);
  });

  it("server-ca-expired: its issuer is past its end", () => {
    const verdict = judge(
      { der: [issueLong(), issue(named("their CA"))], error: "CERT_HAS_EXPIRED" },
      { now: later },
    );
    assert.deepEqual([verdict.trusted, verdict.trusted || verdict.code], [false, "server-ca-expired"]);
  });

  it("with the facts of the sentence", () => {
    const verdict = judge({ der: [own] }, { host: "10.0.0.5" });
    assert.ok(!verdict.trusted);
    const { host, names, subject, trusted } = verdict.facts;
    assert.equal(host, "10.0.0.5");
    assert.equal(names, "localhost, 127.0.0.1, ::1");
    assert.match(subject ?? "", /^CN=device-1, /);
    assert.match(trusted ?? "", /^CN=device-1, .*\(([0-9A-F]{2}:){31}[0-9A-F]{2}\)$/);
  });
});

describe("a trusted server is worth a warning", () => {
  // What is pinned is worth one of its own.
  const judge = (presented: Presented, terms: Partial<TrustTerms> = {}): ReturnType<typeof judgeTrust> =>
    judgeAny(presented, { isOwnServer: true, ...terms });
  const rows: [code: WarningCode, presented: Presented, terms: Partial<TrustTerms>][] = [
    ["server-cert-expires-soon", { der: [own] }, { now: new Date(now.getTime() + 350 * day) }],
    ["server-name-in-common-name", { der: [issue(named("localhost"))] }, {}],
    ["server-cert-pinned", { der: [own] }, { isOwnServer: false }],
    ["client-cert-not-requested", { der: [own], requested: false }, {}],
    ["tls-version-old", { der: [own], protocol: "TLSv1.2" }, {}],
    ["server-key-weak", { der: [issue({}, { kind: "rsa", bits: 1024 } as unknown as KeyAlgorithm)] }, {}],
  ];
  for (const [code, presented, terms] of rows) {
    it(code, () => {
      const verdict = judge(presented, terms);
      assert.ok(verdict.trusted);
      assert.ok(verdict.warnings.every((warning) => warning.code === code));
      assert.equal(verdict.warnings.length, 1);
    });
  }

  it("or none", () => {
    const verdict = judge({ der: [own], requested: true });
    assert.deepEqual(verdict.trusted && verdict.warnings, []);
  });
});

function issueLong(): Uint8Array {
  const identity = identityWith("server", named("below", [{ kind: "dns", value: "localhost" }]));
  const terms = { now, validityDays: 4000, serial: countedBytes()(16) };
  return issueSelfSigned(identity, newKeyPair(ec), terms).certificateDer;
}
