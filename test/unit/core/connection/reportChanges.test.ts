import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Phase, Warning } from "../../../../src/core/connection/events";
import type { ReportFacts } from "../../../../src/core/connection/report";
import { changesBetween } from "../../../../src/core/connection/reportChanges";
import type { PhaseReport } from "../../../../src/core/connection/session";
import { changeText, changeWords } from "../../../../src/ui/words/reportChanges";

function phase(name: Phase, changes: Partial<PhaseReport> = {}): PhaseReport {
  return { phase: name, ok: true, ms: 10, facts: {}, ...changes };
}

const preflight = phase("preflight", {
  facts: {
    clientSubject: "CN=pump",
    clientFingerprint256: "11:22:33:44:55:66:77:88:99",
    clientNotAfter: "2036-01-01T00:00:00.000Z",
  },
});
const dns = phase("dns", { facts: { host: "tb", addresses: "10.0.0.5, 10.0.0.6" } });
const tls = phase("tls", {
  facts: {
    protocol: "TLSv1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    "certificate1.subject": "CN=tb",
    "certificate1.fingerprint256": "AA:BB:CC:DD:EE:FF:00:11:22",
    "certificate1.notAfter": "2028-06-01T00:00:00.000Z",
  },
});
const works: ReportFacts = {
  ok: true,
  server: { name: "Plant", mqttUrl: "mqtts://tb:8883" },
  properties: "/f/keygen.properties",
  phases: [preflight, dns, phase("tcp"), tls, phase("mqtt"), phase("subscribe"), phase("publish")],
  warnings: [],
};
const refused: ReportFacts = {
  ...works,
  ok: false,
  phases: [preflight, dns, phase("tcp"), tls, phase("mqtt", { ok: false })],
  diagnosis: { code: "mqtt-not-authorized", facts: {} },
};
const nobody: ReportFacts = {
  ...works,
  ok: false,
  phases: [preflight, dns, phase("tcp", { ok: false })],
  diagnosis: { code: "tcp-refused", facts: {} },
};
const late: Warning = { code: "client-cert-expires-soon", facts: { days: "12" } };

/** The same report with one phase that says something else. */
function worksBut(name: Phase, changes: Partial<PhaseReport>): ReportFacts {
  return {
    ...works,
    phases: works.phases.map((one) =>
      one.phase === name ? { ...one, ...changes, facts: { ...one.facts, ...changes.facts } } : one,
    ),
  };
}

describe("between two tests of a device and a server", () => {
  const rows: readonly (readonly [
    what: string,
    before: ReportFacts,
    after: ReportFacts,
    changes: readonly string[],
  ])[] = [
    ["nothing changed", works, works, []],
    ["nothing changed where both fail alike", nobody, nobody, []],
    [
      "it was cured",
      refused,
      works,
      [
        "Cured: The server does not know this device",
        "mqtt: failed → passed",
        "subscribe, publish: not reached → passed",
      ],
    ],
    [
      "it broke, earlier than before",
      refused,
      nobody,
      [
        "Diagnosis: The server does not know this device → Nothing listens there",
        "tcp: passed → failed",
        "tls: passed → not reached",
        "mqtt: failed → not reached",
      ],
    ],
    [
      "the server has another certificate",
      works,
      worksBut("tls", { facts: { "certificate1.fingerprint256": "FF:BB:CC:DD:EE:FF:00:11:22" } }),
      [
        "Server certificate: SHA-256 AA:BB:CC:DD:EE:FF:00:11… until 2028-06-01 → SHA-256 FF:BB:CC:DD:EE:FF:00:11… until 2028-06-01",
      ],
    ],
    [
      "the client has another certificate, of another name",
      works,
      worksBut("preflight", { facts: { clientSubject: "CN=p\u202e", clientFingerprint256: "00" } }),
      [
        "Client certificate: CN=pump SHA-256 11:22:33:44:55:66:77:88… until 2036-01-01 → CN=p⟨U+202E⟩ SHA-256 00 until 2036-01-01",
      ],
    ],
    [
      "the addresses came in another order",
      works,
      worksBut("dns", { facts: { addresses: "10.0.0.6, 10.0.0.5" } }),
      [],
    ],
    [
      "the name leads elsewhere",
      works,
      worksBut("dns", { facts: { addresses: "10.0.0.9" } }),
      ["Addresses: 10.0.0.5, 10.0.0.6 → 10.0.0.9"],
    ],
    [
      "another TLS version was agreed on",
      works,
      worksBut("tls", { facts: { protocol: "TLSv1.2", cipher: "X" } }),
      ["TLS: TLSv1.3, TLS_AES_256_GCM_SHA384 → TLSv1.2, X"],
    ],
    [
      "the server moved",
      works,
      { ...works, server: { name: "Plant", mqttUrl: "mqtts://tb:8884" } },
      ["Server address: mqtts://tb:8883 → mqtts://tb:8884"],
    ],
    [
      "warnings came and went, and one has fewer days left",
      { ...works, warnings: [late, { code: "tls-version-old", facts: {} }] },
      {
        ...works,
        warnings: [
          { ...late, facts: { days: "11" } },
          { code: "server-key-weak", facts: {} },
        ],
      },
      ["New warning: The server's certificate is weak", "Warning gone: The server does not speak TLS 1.3"],
    ],
    ["a phase is three times slower, by little", works, worksBut("tcp", { ms: 209 }), []],
    [
      "a phase is slower by much, not three times",
      worksBut("tcp", { ms: 300 }),
      worksBut("tcp", { ms: 800 }),
      [],
    ],
    ["a phase is much slower", works, worksBut("tcp", { ms: 210 }), ["tcp is slower: 10 ms → 210 ms"]],
    [
      "a phase is much faster",
      worksBut("mqtt", { ms: 3000 }),
      worksBut("mqtt", { ms: 1000 }),
      ["mqtt is faster: 3,000 ms → 1,000 ms"],
    ],
    [
      "a phase that failed took long",
      nobody,
      { ...nobody, phases: [preflight, dns, phase("tcp", { ok: false, ms: 9999 })] },
      [],
    ],
  ];
  for (const [what, before, after, changes] of rows) {
    it(what, () => {
      assert.deepEqual(changesBetween(before, after).map(changeText), changes);
    });
  }

  it("a screen reader says what was and what is", () => {
    const [change] = changesBetween(works, worksBut("tls", { facts: { protocol: "TLSv1.2", cipher: "X" } }));
    assert.ok(change);
    assert.equal(changeWords(change).spoken, "TLS: was TLSv1.3, TLS_AES_256_GCM_SHA384, is TLSv1.2, X");
  });
});
