// Replays recorded streams: every cause of the catalogue has a stream that gives it, and its report names the phase that failed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diagnoseEnd } from "../../../../src/core/connection/diagnose";
import { diagnosisTable, type DiagnosisCode } from "../../../../src/core/connection/diagnoses";
import type { SessionFact, TlsFailed } from "../../../../src/core/connection/events";
import { reportFrom, upTo } from "./stream";

type Row = readonly [
  code: DiagnosisCode,
  what: string,
  stream: readonly SessionFact[],
  facts?: Readonly<Record<string, string>>,
];

const refusedAddress = (address: string, errorCode: string): readonly SessionFact[] => [
  { kind: "connecting", address, port: 8883 },
  { kind: "connectFailed", address, port: 8883, errorCode },
];
const bothFail = (one: string, other: string): readonly SessionFact[] => [
  ...upTo("resolved"),
  ...refusedAddress("192.0.2.1", one),
  ...refusedAddress("2001:db8::1", other),
];
const tlsFailed = (failed: Partial<TlsFailed>): readonly SessionFact[] => [
  ...upTo("securing"),
  { kind: "tlsFailed", errorCode: "CLOSED", receivedBytes: 0, presentedDer: [], ...failed },
];
const refused = (returnCode: number, protocolVersion: 4 | 5): readonly SessionFact[] => [
  ...upTo("mqttConnecting"),
  { kind: "refused", returnCode, protocolVersion },
];
const closed = (changes: Partial<Extract<SessionFact, { kind: "closed" }>> = {}): SessionFact => ({
  kind: "closed",
  by: "peer",
  ...changes,
});
const anyCertificate = [new Uint8Array([1])];

const rows: readonly Row[] = [
  [
    "dns-not-found",
    "no such name",
    [...upTo("resolving"), { kind: "resolveFailed", host: "x", errorCode: "ENOTFOUND" }],
    { host: "tb.example.org", errorCode: "ENOTFOUND" },
  ],
  [
    "dns-timeout",
    "no name server",
    [...upTo("resolving"), { kind: "resolveFailed", host: "x", errorCode: "EAI_AGAIN" }],
  ],
  [
    "dns-timeout",
    "silence",
    [...upTo("resolving"), { kind: "timedOut", phase: "dns", afterMs: 500 }],
    { afterMs: "500" },
  ],
  [
    "tcp-refused",
    "one address refuses, the other is not reachable",
    bothFail("ENETUNREACH", "ECONNREFUSED"),
    { failed: "192.0.2.1:8883 ENETUNREACH, [2001:db8::1]:8883 ECONNREFUSED" },
  ],
  ["tcp-timeout", "both are silent", bothFail("ETIMEDOUT", "ETIMEDOUT")],
  ["tcp-unreachable", "no way to either", bothFail("ENETUNREACH", "EHOSTUNREACH")],
  ["tcp-unreachable", "a code that has no row", bothFail("EPERM", "EPERM")],
  ["tcp-reset", "a reset at connect", bothFail("ECONNRESET", "ETIMEDOUT")],
  ["tcp-reset", "a reset at the first TLS byte", tlsFailed({ errorCode: "ECONNRESET" })],
  [
    "tls-not-tls",
    "an answer in another protocol",
    tlsFailed({ errorCode: "EPROTO", firstBytesHex: "20020001" }),
    { speaks: "mqtt", firstBytesHex: "20020001" },
  ],
  [
    "tls-not-tls",
    "OpenSSL's reason alone",
    tlsFailed({ errorCode: "EPROTO", reason: "wrong version number", receivedBytes: 9 }),
  ],
  ["tls-timeout", "silence", [...upTo("securing"), { kind: "timedOut", phase: "tls", afterMs: 500 }]],
  ["tls-closed", "an end before a byte", tlsFailed({})],
  [
    "tls-closed",
    "a reason that names no cause",
    tlsFailed({ errorCode: "ERR_SSL_WHATEVER", receivedBytes: 9 }),
    { errorCode: "ERR_SSL_WHATEVER" },
  ],
  ["tls-version-unsupported", "alert 70", tlsFailed({ errorCode: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" })],
  [
    "tls-no-shared-cipher",
    "alert 40 in place of a ServerHello",
    tlsFailed({ errorCode: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" }),
  ],
  [
    "client-cert-required",
    "alert 40 after the server's certificate",
    tlsFailed({ errorCode: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", presentedDer: anyCertificate }),
  ],
  [
    "client-cert-required",
    "alert 116 after the handshake",
    [
      ...upTo("trusted"),
      ...upTo("mqttConnecting").slice(-1),
      closed({ errorCode: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" }),
    ],
    { protocol: "TLSv1.3" },
  ],
  [
    "client-cert-rejected-unknown-ca",
    "alert 48",
    tlsFailed({ errorCode: "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA" }),
    { clientSubject: "CN=meter" },
  ],
  [
    "client-cert-rejected-unknown-ca",
    "alert 48 after the handshake",
    [...upTo("secured"), closed({ errorCode: "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA" })],
  ],
  [
    "client-cert-rejected-expired",
    "alert 45",
    tlsFailed({ errorCode: "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED" }),
  ],
  [
    "client-cert-rejected-revoked",
    "alert 44",
    tlsFailed({ errorCode: "ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED" }),
  ],
  [
    "client-cert-rejected",
    "an end after our certificate",
    tlsFailed({ receivedBytes: 900, presentedDer: anyCertificate, certificateRequested: true }),
  ],
  [
    "client-cert-rejected",
    "an end after the handshake, before a word of MQTT",
    [...upTo("secured"), closed()],
  ],
  [
    "tls-closed",
    "the same where none was asked for",
    [...upTo("secured", { certificateRequested: false }), closed()],
  ],
  ["server-cert-weak", "OpenSSL's own refusal", tlsFailed({ errorCode: "ERR_SSL_DH_KEY_TOO_SMALL" })],
  [
    "mqtt-not-mqtt",
    "a web server",
    [...upTo("mqttConnecting"), { kind: "notMqtt", firstBytesHex: "485454502f312e31" }],
    { speaks: "http" },
  ],
  [
    "mqtt-connack-timeout",
    "silence",
    [...upTo("mqttConnecting"), { kind: "timedOut", phase: "mqtt", afterMs: 500 }],
  ],
  ["mqtt-closed", "an end in place of a CONNACK", [...upTo("mqttConnecting"), closed()]],
  ["mqtt-closed", "a code that has no row", refused(0x80, 5), { returnCode: "128" }],
  ["mqtt-closed", "an end while it subscribes", [...upTo("subscribing"), closed()]],
  ["mqtt-version-refused", "3.1.1", refused(1, 4)],
  ["mqtt-version-refused", "5", refused(0x84, 5)],
  ["mqtt-client-id-refused", "3.1.1", refused(2, 4)],
  ["mqtt-client-id-refused", "5", refused(0x85, 5)],
  ["mqtt-server-unavailable", "3.1.1", refused(3, 4)],
  ["mqtt-server-unavailable", "5, busy", refused(0x89, 5)],
  ["mqtt-bad-credentials", "3.1.1", refused(4, 4)],
  ["mqtt-bad-credentials", "5", refused(0x86, 5)],
  ["mqtt-not-authorized", "3.1.1", refused(5, 4), { returnCode: "5", clientSubject: "CN=meter" }],
  ["mqtt-not-authorized", "5", refused(0x87, 5)],
  ["mqtt-banned", "5", refused(0x8a, 5)],
  ["mqtt-rate-limited", "5", refused(0x9f, 5)],
  [
    "mqtt-subscribe-denied",
    "no topic is granted",
    [...upTo("subscribing"), { kind: "subscribed", grants: [{ topic: "a", code: 0x80 }] }],
    { grants: "a refused" },
  ],
  [
    "mqtt-publish-refused",
    "PUBACK 0x87",
    [
      ...upTo("published"),
      { kind: "acknowledged", topic: "t", reasonCode: 0x87, reasonString: "meters only" },
    ],
    { reasonCode: "135", reasonString: "meters only" },
  ],
  ["mqtt-kicked", "DISCONNECT 0x8E while it publishes", [...upTo("published"), closed({ reasonCode: 0x8e })]],
  [
    "mqtt-keepalive-timeout",
    "no SUBACK",
    [...upTo("subscribing"), { kind: "timedOut", phase: "subscribe", afterMs: 500 }],
  ],
  [
    "mqtt-keepalive-timeout",
    "no PINGRESP",
    [...upTo("acknowledged"), closed({ by: "us", keepaliveMissed: true })],
  ],
  ["mqtt-server-shutting-down", "DISCONNECT 0x8B", [...upTo("acknowledged"), closed({ reasonCode: 0x8b })]],
];

/** What the preflight and the judgement of the server have named already. */
const named: readonly DiagnosisCode[] = [
  "properties-invalid",
  "server-url-invalid",
  "client-cert-missing",
  "client-cert-unreadable",
  "client-key-missing",
  "client-key-unreadable",
  "client-key-passphrase-wrong",
  "client-key-mismatch",
  "client-cert-expired",
  "client-cert-not-yet-valid",
  "client-cert-wrong-purpose",
  "server-ca-missing",
  "server-ca-unreadable",
  "server-cert-untrusted",
  "server-cert-self-signed",
  "server-cert-changed",
  "server-cert-expired",
  "server-cert-not-yet-valid",
  "server-cert-host-mismatch",
  "server-cert-incomplete-chain",
  "server-cert-wrong-purpose",
  "server-ca-expired",
];

describe("a recorded stream means", () => {
  for (const [code, what, stream, facts = {}] of rows) {
    it(`${code}: ${what}`, () => {
      const { ok, diagnosis } = reportFrom(stream);
      assert.equal(diagnosis?.code, code);
      assert.equal(ok, false);
      assert.deepEqual({ ...diagnosis.facts, ...facts }, diagnosis.facts);
    });
  }

  for (const code of named) {
    it(`${code}: named where it was found`, () => {
      const isLocal = diagnosisTable[code].phase === "preflight";
      const facts = { path: "/w/x" };
      const stream: readonly SessionFact[] = isLocal
        ? [...upTo("checking"), { kind: "checkFailed", code, facts }]
        : [...upTo("secured"), { kind: "distrusted", code, facts }];
      const { diagnosis, phases } = reportFrom(stream);
      assert.equal(diagnosis?.code, code);
      assert.equal(diagnosis.facts["path"], "/w/x");
      assert.deepEqual([phases.at(-1)?.phase, phases.at(-1)?.ok], [diagnosisTable[code].phase, false]);
    });
  }

  it("every cause of the catalogue, and each has a cure", () => {
    // `refine.test.ts` has those that a REST API tells.
    const told: readonly DiagnosisCode[] = [
      "device-not-provisioned",
      "device-credentials-differ",
      "device-belongs-to-other",
    ];
    const proven = new Set([...rows.map(([code]) => code), ...named, ...told]);
    assert.deepEqual([...proven].sort(), Object.keys(diagnosisTable).sort());
    assert.ok(Object.values(diagnosisTable).every(({ actions }) => actions.length > 0));
  });
});

describe("a report", () => {
  it("of a session that passed has seven phases with their times and facts", () => {
    const { ok, phases, diagnosis } = reportFrom(upTo("acknowledged"));
    assert.deepEqual([ok, diagnosis], [true, undefined]);
    assert.deepEqual(
      phases.map(({ phase, ms }) => `${phase} ${ms}`),
      ["preflight 10", "dns 10", "tcp 10", "tls 20", "mqtt 10", "subscribe 10", "publish 10"],
    );
    assert.deepEqual(phases[2]?.facts, { address: "192.0.2.1:8883" });
    assert.deepEqual(phases[5]?.facts, { topics: "a, b", grants: "a QoS 1, b QoS 1" });
  });

  it("stays as it is when we end the session", () => {
    assert.equal(reportFrom([...upTo("acknowledged"), closed({ by: "us" })]).ok, true);
  });

  it("names an address that failed before one that answered", () => {
    const stream: readonly SessionFact[] = [
      ...upTo("resolved"),
      ...refusedAddress("192.0.2.1", "ETIMEDOUT"),
      { kind: "connecting", address: "2001:db8::1", port: 8883 },
      { kind: "connected", address: "2001:db8::1", port: 8883 },
    ];
    const facts = { address: "[2001:db8::1]:8883", failed: "192.0.2.1:8883 ETIMEDOUT" };
    assert.deepEqual(reportFrom(stream).phases[2]?.facts, facts);
  });

  it("moves a certificate's refusal after the handshake back into the TLS phase", () => {
    const late = closed({ errorCode: "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA" });
    const { phases } = reportFrom([...upTo("mqttConnecting"), late]);
    assert.deepEqual(
      phases.map(({ phase, ok }) => `${phase} ${String(ok)}`),
      ["preflight true", "dns true", "tcp true", "tls false"],
    );
  });

  it("says that the server is not trusted though it closed on us too", () => {
    const stream: readonly SessionFact[] = [
      ...upTo("secured"),
      closed(),
      { kind: "distrusted", code: "server-cert-untrusted", facts: {} },
    ];
    assert.equal(reportFrom(stream).diagnosis?.code, "server-cert-untrusted");
  });

  it("warns where some topics are refused", () => {
    const grants = [
      { topic: "a", code: 1 },
      { topic: "b", code: 0x80 },
    ];
    const { ok, warnings } = reportFrom([...upTo("subscribing"), { kind: "subscribed", grants }]);
    assert.deepEqual([ok, warnings], [true, [{ code: "subscribe-partly-denied", facts: { topics: "b" } }]]);
  });
});

describe("the end of a live session means", () => {
  const ends: [code: DiagnosisCode | undefined, end: Partial<Extract<SessionFact, { kind: "closed" }>>][] = [
    [undefined, { by: "us" }],
    ["mqtt-keepalive-timeout", { by: "us", keepaliveMissed: true }],
    ["mqtt-keepalive-timeout", { reasonCode: 0x8d }],
    ["mqtt-not-mqtt", { by: "us", malformed: true }],
    [undefined, { by: "us", errorCode: "ECONNRESET" }],
    ["mqtt-closed", {}],
    ["mqtt-closed", { errorCode: "ECONNRESET" }],
    ["mqtt-closed", { reasonCode: 0x98 }],
    ["mqtt-closed", { reasonCode: 0xa0 }],
    ["mqtt-closed", { reasonCode: 0x81 }],
    ["mqtt-server-unavailable", { reasonCode: 0x89 }],
    ["mqtt-server-unavailable", { reasonCode: 0x9c }],
    ["mqtt-server-unavailable", { reasonCode: 0x9d }],
    ["mqtt-subscribe-denied", { reasonCode: 0x8f }],
    ["mqtt-subscribe-denied", { reasonCode: 0xa2 }],
    ["mqtt-publish-refused", { reasonCode: 0x95 }],
    ["mqtt-publish-refused", { reasonCode: 0x9b }],
    ["mqtt-rate-limited", { reasonCode: 0x93 }],
    ["mqtt-rate-limited", { reasonCode: 0x9f }],
    ["mqtt-kicked", { reasonCode: 0x8e }],
    ["mqtt-server-shutting-down", { reasonCode: 0x8b }],
    ["mqtt-not-authorized", { reasonCode: 0x87 }],
    ["mqtt-rate-limited", { reasonCode: 0x96 }],
  ];
  for (const [code, end] of ends) {
    it(`${code ?? "nothing"}: ${JSON.stringify(end)}`, () => {
      assert.equal(diagnoseEnd({ atMs: 0, kind: "closed", by: "peer", ...end })?.code, code);
    });
  }

  it("with the codes that came", () => {
    const end = diagnoseEnd({ atMs: 0, kind: "closed", by: "peer", reasonCode: 0x8e, reasonString: "other" });
    assert.deepEqual(end?.facts, { reasonCode: "142", reasonString: "other" });
  });
});
