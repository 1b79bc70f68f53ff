// What is asked after a failure, and what the answers make of the diagnosis.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nextQuestion, refinedBy } from "../../../../src/core/connection/differential";
import type { DiagnosisCode } from "../../../../src/core/connection/diagnoses";
import type { Probed } from "../../../../src/core/connection/probed";

const diagnosis = (code: DiagnosisCode): { code: DiagnosisCode; facts: Record<string, string> } => ({
  code,
  facts: {},
});
const asked13: Probed = {
  question: "whom-it-accepts",
  protocol: "TLSv1.3",
  suiteHex: "1302",
  isAsking: true,
  acceptedIssuers: ["CN=Plant A"],
};
const hidden13: Probed = { question: "whom-it-accepts", protocol: "TLSv1.3", suiteHex: "1303" };
const offer = (protocol?: string, suiteHex = "c072"): Probed => ({
  question: "any-offer",
  ...(protocol !== undefined && { protocol, suiteHex }),
});
const sameOffer = (protocol?: string): Probed => ({
  question: "whom-it-accepts",
  ...(protocol !== undefined && { protocol, suiteHex: "1302" }),
});

describe("the next question", () => {
  const rows: readonly [
    what: string,
    code: DiagnosisCode,
    probes: readonly Probed[],
    hasPresented: boolean,
    question: string | undefined,
  ][] = [
    ["a refused certificate", "client-cert-rejected", [], true, "whom-it-accepts"],
    ["an unknown issuer: which are known", "client-cert-rejected-unknown-ca", [], true, "whom-it-accepts"],
    ["no certificate", "client-cert-required", [], true, "whom-it-accepts"],
    ["a server that says why", "client-cert-rejected-revoked", [], true, undefined],
    ["answered", "client-cert-rejected", [asked13], true, undefined],
    ["answered, but encrypted", "client-cert-rejected", [hidden13], true, "whom-it-accepts-1.2"],
    ["encrypted, and no TLS 1.2", "client-cert-rejected", [hidden13, sameOffer()], true, undefined],
    ["a close in place of a ServerHello", "tls-closed", [], false, "any-offer"],
    ["a close after the certificate", "tls-closed", [], true, undefined],
    ["no cipher", "tls-no-shared-cipher", [], false, "any-offer"],
    ["a reset", "tcp-reset", [], false, "any-offer"],
    ["a wider offer is refused too", "tls-closed", [offer()], false, undefined],
    ["an old version is taken", "tls-closed", [offer("TLSv1.1")], false, undefined],
    [
      "a wider offer is taken: is the old one still refused?",
      "tls-closed",
      [offer("TLSv1.2")],
      false,
      "whom-it-accepts",
    ],
    ["all is asked", "tls-closed", [offer("TLSv1.2"), sameOffer()], false, undefined],
    ["nobody listens", "tcp-refused", [], false, undefined],
    ["not authorized", "mqtt-not-authorized", [], true, undefined],
  ];
  for (const [what, code, probes, hasPresented, question] of rows) {
    it(what, () => {
      assert.equal(nextQuestion({ diagnosis: diagnosis(code), probes, hasPresented }), question);
    });
  }

  it("is none where nothing failed", () => {
    assert.equal(nextQuestion({ diagnosis: undefined, probes: [], hasPresented: true }), undefined);
  });
});

describe("what the answers make of a diagnosis", () => {
  const rows: readonly [
    what: string,
    code: DiagnosisCode,
    probes: readonly Probed[],
    refined: DiagnosisCode,
    facts: Readonly<Record<string, string>>,
  ][] = [
    ["no answer", "client-cert-rejected", [sameOffer()], "client-cert-rejected", {}],
    [
      "it names others than ours",
      "client-cert-rejected",
      [{ ...asked13, acceptedIssuers: ["CN=B"] }],
      "client-cert-rejected-unknown-ca",
      { acceptedIssuers: "CN=B" },
    ],
    [
      "it names ours among others",
      "client-cert-rejected",
      [{ ...asked13, acceptedIssuers: ["CN=B", "CN=C", "CN=D", "CN=Plant A"] }],
      "client-cert-rejected",
      { acceptedIssuers: "CN=B; CN=C; CN=D", acceptedIssuersMore: "1", acceptedIssuer: "CN=Plant A" },
    ],
    [
      "it asks and names nobody",
      "client-cert-rejected",
      [{ ...asked13, acceptedIssuers: [] }],
      "client-cert-rejected",
      {},
    ],
    [
      "nothing was shown to it",
      "client-cert-required",
      [{ ...asked13, acceptedIssuers: ["CN=B"] }],
      "client-cert-required",
      { acceptedIssuers: "CN=B" },
    ],
    [
      "it is named only up to TLS 1.2",
      "client-cert-rejected",
      [hidden13, { ...asked13, question: "whom-it-accepts-1.2", acceptedIssuers: ["CN=B"] }],
      "client-cert-rejected-unknown-ca",
      { acceptedIssuers: "CN=B" },
    ],
    [
      "it takes an old version",
      "tls-closed",
      [offer("TLSv1", "0035")],
      "tls-version-unsupported",
      { serverProtocol: "TLSv1", serverCipher: "TLS_RSA_WITH_AES_256_CBC_SHA" },
    ],
    [
      "it takes another cipher, and refuses ours again",
      "tls-closed",
      [offer("TLSv1.2"), sameOffer()],
      "tls-no-shared-cipher",
      { serverProtocol: "TLSv1.2", serverCipher: "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256" },
    ],
    [
      "it takes ours too, this time",
      "tls-closed",
      [offer("TLSv1.2"), sameOffer("TLSv1.2")],
      "tls-closed",
      {},
    ],
    ["it takes nothing", "tls-closed", [offer()], "tls-closed", {}],
    [
      "a cipher without a name here",
      "tcp-reset",
      [offer("TLSv1.2", "c0ff"), sameOffer()],
      "tls-no-shared-cipher",
      { serverProtocol: "TLSv1.2", serverCipher: "0xC0FF" },
    ],
  ];
  for (const [what, code, probes, refined, facts] of rows) {
    it(what, () => {
      assert.deepEqual(refinedBy(probes, diagnosis(code), ["CN=meter", "CN=Plant A"]), {
        code: refined,
        facts,
      });
    });
  }
});

describe("issuers that lead to one that the server takes", () => {
  const lack = { missingIssuer: "CN=Plant A", issuersAbove: "CN=R", path: "/w/client.nopass.pem" };
  const refusedWith = (acceptedIssuers: readonly string[]): ReturnType<typeof refinedBy> =>
    refinedBy([{ ...asked13, acceptedIssuers }], { code: "client-cert-rejected", facts: lack }, [
      "CN=meter",
      "CN=Plant A",
    ]);

  it("make what our chain lacks the cause", () => {
    assert.deepEqual(refusedWith(["CN=R"]), {
      code: "client-cert-rejected-unknown-ca",
      facts: { ...lack, acceptedIssuers: "CN=R", trustedIssuer: "CN=R" },
    });
  });

  it("are of no interest where it takes ours, or others", () => {
    assert.deepEqual(refusedWith(["CN=Plant A"]).facts, {
      acceptedIssuers: "CN=Plant A",
      acceptedIssuer: "CN=Plant A",
    });
    assert.deepEqual(refusedWith(["CN=B"]).facts, { acceptedIssuers: "CN=B" });
  });
});
