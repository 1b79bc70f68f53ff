import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Warning } from "../../../src/core/connection/events";
import type { ReportFacts } from "../../../src/core/connection/report";
import type { EventOf, PhaseReport } from "../../../src/core/connection/session";
import { endLine, headerLine, outcomeLines, phaseLine, reportWords } from "../../../src/ui/words/report";
import { warningWords } from "../../../src/ui/words/warnings";

const context = { device: "pump", atMs: Date.UTC(2026, 2, 1, 11, 2, 3, 4), utcOffsetMinutes: 60 };
const subject = {
  server: { name: "Plant", mqttUrl: "mqtts://10.0.0.5:8883" },
  properties: "/f/keygen.properties",
};
const refused: ReportFacts = {
  ...subject,
  ok: false,
  phases: [
    { phase: "preflight", ok: true, ms: 3, facts: {} },
    { phase: "dns", ok: false, ms: 4, facts: { host: "tb", errorCode: "ENOTFOUND" } },
  ],
  diagnosis: { code: "dns-not-found", facts: { host: "tb", errorCode: "ENOTFOUND" } },
  warnings: [],
};
const late: Warning = {
  code: "client-cert-expires-soon",
  facts: { path: "/f/pump.nopass.pem", notAfter: "2026-03-13T00:00:00.000Z", days: "12" },
};

describe("the line of a phase says what was proven", () => {
  const rows: readonly (readonly [PhaseReport, string])[] = [
    [
      {
        phase: "preflight",
        ok: true,
        ms: 3,
        facts: {
          clientCertificate: "/f/pump.nopass.pem",
          clientSubject: "CN=pump",
          clientNotAfter: "2036-01-01T00:00:00.000Z",
          trust: "/f/mqttserver.pub.pem",
        },
      },
      "✓  preflight     3 ms  certificate and key fit · CN=pump · valid until 2036-01-01 · trusts mqttserver.pub.pem",
    ],
    [
      { phase: "dns", ok: true, ms: 0, facts: { host: "tb", addresses: "10.0.0.5, 10.0.0.6" } },
      "✓  dns           0 ms  tb is 10.0.0.5, 10.0.0.6",
    ],
    [
      { phase: "dns", ok: true, ms: 0, facts: { host: "127.0.0.1", addresses: "127.0.0.1" } },
      "✓  dns           0 ms  127.0.0.1: nothing to look up",
    ],
    [
      {
        phase: "tcp",
        ok: true,
        ms: 12.4,
        facts: { address: "10.0.0.6:8883", failed: "10.0.0.5:8883 ECONNREFUSED" },
      },
      "✓  tcp          12 ms  connected to 10.0.0.6:8883 · in vain: 10.0.0.5:8883 ECONNREFUSED",
    ],
    [
      {
        phase: "tls",
        ok: true,
        ms: 21,
        facts: {
          serverName: "tb",
          protocol: "TLSv1.3",
          cipher: "TLS_AES_256_GCM_SHA384",
          clientCertificateRequested: "true",
          chainLength: "1",
          "certificate1.subject": "CN=tb",
          "certificate1.issuer": "CN=tb",
          "certificate1.notAfter": "2028-06-01T00:00:00.000Z",
          "certificate1.fingerprint256": "AA:BB",
          trustedBy: "pinned",
        },
      },
      "✓  tls          21 ms  TLSv1.3, TLS_AES_256_GCM_SHA384 · server CN=tb (self-signed, pinned) · valid until 2028-06-01 · SHA-256 AA:BB · asked for our certificate",
    ],
    [
      {
        phase: "mqtt",
        ok: true,
        ms: 5,
        facts: { protocol: "MQTT 3.1.1", clientId: "pump0a1b", returnCode: "0", sessionPresent: "false" },
      },
      "✓  mqtt          5 ms  MQTT 3.1.1 accepted · client id pump0a1b · new session",
    ],
    [
      { phase: "subscribe", ok: true, ms: 2, facts: { topics: "a, b", grants: "a QoS 1, b QoS 1" } },
      "✓  subscribe     2 ms  a QoS 1, b QoS 1",
    ],
    [
      { phase: "publish", ok: true, ms: 2, facts: { topic: "t/1", qos: "1", reasonCode: "0" } },
      "✓  publish       2 ms  t/1 was acknowledged · QoS 1",
    ],
    [
      { phase: "mqtt", ok: false, ms: 5, facts: { protocol: "MQTT 3.1.1", clientId: "p", returnCode: "5" } },
      "✗  mqtt          5 ms  MQTT 3.1.1 · client id p · CONNACK 5",
    ],
    [
      { phase: "tls", ok: false, ms: 10_001, facts: { serverName: "tb", afterMs: "10000" } },
      "✗  tls       10001 ms  no answer within 10 s",
    ],
    [{ phase: "tls", ok: false, ms: 1, facts: {} }, "✗  tls           1 ms"],
  ];
  for (const [phase, expected] of rows) {
    it(expected.slice(0, 50), () => {
      assert.equal(phaseLine(phase, context), `12:02:03.004  pump  ${expected}`);
    });
  }
});

describe("a report in the output", () => {
  it("opens with the server", () => {
    assert.equal(
      headerLine(subject.server, context),
      "12:02:03.004  pump  ▶  Test Connection to Plant, mqtts://10.0.0.5:8883",
    );
  });

  it("ends in the diagnosis, the next step and where to read more", () => {
    assert.deepEqual(outcomeLines(refused, context), [
      "12:02:03.004  pump  ✗  dns-not-found: The server's name is unknown",
      "    No address was found for tb (ENOTFOUND).",
      "    Next: Check the host in the server's mqttUrl, and the network that this machine is in.",
      "    More: docs/diagnoses.md#dns-not-found",
    ]);
  });

  it("tells what is worth knowing, then that it works", () => {
    assert.deepEqual(outcomeLines({ ...subject, ok: true, phases: [], warnings: [late] }, context), [
      "12:02:03.004  pump  !  pump.nopass.pem ends on 2026-03-13, in 12 days. Generate a new one in time and paste it into ThingsBoard.",
      "    More: docs/warnings.md#client-cert-expires-soon",
      "12:02:03.004  pump  ✓  The device may connect, subscribe and publish.",
    ]);
  });

  it("lets no name forge a line", () => {
    const forged = headerLine({ name: "a\nb", mqttUrl: "mqtts://x" }, { ...context, device: "d\u001b[31m" });
    assert.equal(forged, "12:02:03.004  d␛[31m  ▶  Test Connection to a␊b, mqtts://x");
  });
});

describe("the report that the command gives", () => {
  it("adds title, sentence and buttons to the facts", () => {
    assert.deepEqual(reportWords(refused), {
      ok: false,
      server: subject.server,
      properties: "/f/keygen.properties",
      phases: refused.phases,
      diagnosis: {
        code: "dns-not-found",
        title: "The server's name is unknown",
        detail: "No address was found for tb (ENOTFOUND).",
        actions: [
          {
            title: "Open Server Settings",
            command: "workbench.action.openSettings",
            args: ["thingsboardX509.servers"],
          },
          {
            title: "Test Again",
            command: "thingsboardX509.testConnection",
            args: ["/f/keygen.properties", { server: "Plant" }],
          },
          {
            title: "Copy Report…",
            command: "thingsboardX509.copyReport",
            args: ["/f/keygen.properties"],
          },
        ],
      },
      warnings: [],
    });
  });

  it("says what changed since the test before, where there was one", () => {
    assert.equal("changes" in reportWords(refused), false);
    assert.deepEqual(reportWords(refused, []).changes, []);
    const cured = [{ kind: "diagnosis", before: "tcp-refused", after: "dns-not-found" }] as const;
    assert.deepEqual(reportWords(refused, cured).changes, [
      "Diagnosis: Nothing listens there → The server's name is unknown",
    ]);
  });

  for (const [days, when] of [
    ["0", "today"],
    ["1", "in 1 day"],
  ] as const) {
    it(`says ${when} where a certificate ends ${when}`, () => {
      const soon = { ...late, facts: { ...late.facts, days } };
      const [warning] = reportWords({ ...subject, ok: true, phases: [], warnings: [soon] }).warnings;
      assert.match(warning?.message ?? "", new RegExp(`ends on 2026-03-13, ${when}\\.`));
    });
  }

  it("has no diagnosis where it is well, and a message for each warning", () => {
    const report = reportWords({ ...subject, ok: true, phases: [], warnings: [late] });
    assert.equal("diagnosis" in report, false);
    assert.deepEqual(report.warnings, [
      {
        code: "client-cert-expires-soon",
        message:
          "pump.nopass.pem ends on 2026-03-13, in 12 days. Generate a new one in time and paste it into ThingsBoard.",
      },
    ]);
  });
});

describe("every warning", () => {
  const rows: readonly (readonly [Warning, string])[] = [
    [
      { code: "server-cert-expires-soon", facts: { subject: "CN=tb", notAfter: "2026-03-13", days: "12" } },
      "The server's certificate, CN=tb, ends on 2026-03-13, in 12 days. Devices will refuse it from then on.",
    ],
    [
      { code: "server-name-in-common-name", facts: { host: "tb", commonName: "tb" } },
      "The server's certificate has the name tb in its CN alone. Many clients look at subject alternative names only and will refuse it.",
    ],
    [
      { code: "client-cert-not-requested", facts: {} },
      "The server asked for no client certificate: two-way TLS is not in force there. Whatever let the device in, it was not its certificate.",
    ],
    [
      { code: "server-cert-pinned", facts: { subject: "CN=tb", notAfter: "2028-03-13T00:00:00.000Z" } },
      "The server is trusted by its own certificate, CN=tb, and by no CA. When it gets a new one, at the latest on 2028-03-13, this device and every other that trusts it so refuses it until it has the new file.",
    ],
    [{ code: "tls-version-old", facts: { protocol: "TLSv1.2" } }, "The server speaks TLSv1.2, not TLSv1.3."],
    [
      {
        code: "server-key-weak",
        facts: { subject: "CN=tb", keyText: "RSA 1024", signatureText: "RSA with SHA-1" },
      },
      "The server's certificate, CN=tb, is weak: key RSA 1024, signature RSA with SHA-1. Strict clients will refuse it.",
    ],
    [
      { code: "subscribe-partly-denied", facts: { topics: "a" } },
      "The server refused some subscriptions: a.",
    ],
  ];
  for (const [warning, expected] of rows) {
    it(`${warning.code} is a sentence with its facts, and whole without them`, () => {
      assert.equal(warningWords(warning), expected);
      assert.doesNotMatch(warningWords({ ...warning, facts: {} }), /undefined|\s{2}/);
    });
  }
});

describe("the end of a connection is told", () => {
  const rows: readonly (readonly [string, Partial<EventOf<"closed">>, string])[] = [
    ["when we ended it", { by: "us" }, "Disconnected."],
    [
      "when the other side did, with every code, as safe text",
      { by: "peer", errorCode: "ECONNRESET", reasonCode: 0x8e, reasonString: "other\nlogin" },
      'The server closed the connection: ECONNRESET, reason code 0x8e, "other␊login".',
    ],
    [
      "when nobody answered",
      { by: "us", keepaliveMissed: true },
      "Closed, as the server did not answer our PINGREQ.",
    ],
    ["when it was no MQTT", { by: "us", malformed: true }, "Closed, as what came was not MQTT."],
  ];
  for (const [title, end, text] of rows) {
    it(title, () => {
      const event: EventOf<"closed"> = { kind: "closed", atMs: 0, by: "us", ...end };
      const line = endLine(event, { device: "pump", atMs: 0, utcOffsetMinutes: 0 });
      assert.equal(line, `00:00:00.000  pump  ■  ${text}`);
    });
  }
});
