// A report for a stranger: whatever the facts hold, nothing that is to stay here leaves.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redactedReport, type RedactionTerms } from "../../../../src/core/connection/redaction";
import type { ReportFacts } from "../../../../src/core/connection/report";
import { ticketText } from "../../../../src/ui/words/ticket";

const terms: RedactionTerms = {
  secrets: ["Hunter2!x", "Hunter2!xyz"],
  folders: ["/home/ada/fleet"],
  homeFolder: "/home/ada",
  machineName: "workstation",
  hostNames: false,
};

/** Rewrites one fact, in a report to one host. */
function redacted(fact: string, value: string, more: Partial<RedactionTerms> = {}): string | undefined {
  const report: ReportFacts = {
    ok: true,
    server: { name: "Plant", mqttUrl: "mqtts://tb" },
    properties: "/home/ada/fleet/pump.keygen.properties",
    phases: [{ phase: "tls", ok: true, ms: 1, facts: { [fact]: value } }],
    warnings: [],
  };
  return redactedReport(report, { ...terms, ...more }).phases[0]?.facts[fact];
}

describe("a report for a ticket", () => {
  const rows: readonly (readonly [fact: string, value: string, expected: string])[] = [
    ["path", "/home/ada/fleet/site/pump.nopass.pem", "site/pump.nopass.pem"],
    ["path", "/home/ada/certs/ca.pem", "~/certs/ca.pem"],
    ["path", "/home/ada", "~"],
    ["path", "/home/adam/ca.pem", "/home/adam/ca.pem"],
    ["path", "/mnt/ada/ca.pem", "/mnt/user/ca.pem"],
    ["path", "/home/ada/fleet2/ca.pem", "~/fleet2/ca.pem"],
    ["path", "/srv/tb/tb.pub.pem", "/srv/host-1/tb.pub.pem"],
    ["mqttUrl", "mqtts://ada:pw@tb:8883", "mqtts://[secret]@host-1:8883"],
    ["reasonString", "user Hunter2!xyz and Hunter2!x", "user [secret] and [secret]"],
    ["reasonString", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln", "Bearer [token]"],
    ["reasonString", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nthere", "[PEM]\nthere"],
    ["reasonString", "-----BEGIN PRIVATE KEY-----\nMIIE", "[PEM]"],
    ["reasonString", "ask admin.acme.example or 192.0.2.7", "ask host-3 or host-2"],
    ["addresses", "10.0.0.5, 2001:db8::7, 127.0.0.1, ::1", "host-2, host-3, 127.0.0.1, ::1"],
    ["address", "[2001:db8::7]:8883", "[host-2]:8883"],
    ["failed", "10.0.0.5:8883 ECONNREFUSED", "host-2:8883 ECONNREFUSED"],
    ["names", "tb-prod, *.acme.example, 10.0.0.5", "host-2, host-3, host-4"],
    ["certificate1.subject", "CN=tb-prod,O=Acme", "CN=host-2,O=Acme"],
    ["certificate2.issuer", "CN=Acme Root CA,O=Acme", "CN=Acme Root CA,O=Acme"],
    ["clientSubject", "CN=pump,OU=tb", "CN=pump,OU=host-1"],
    ["serverName", "TB", "host-1"],
    ["host", "workstation", "host-2"],
    ["host", "localhost", "localhost"],
    ["trust", "platform", "platform"],
    ["protocol", "TLSv1.3", "TLSv1.3"],
    ["cipher", "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"],
    ["topics", "v1/devices/me/attributes", "v1/devices/me/attributes"],
    ["certificate1.notAfter", "2028-06-01T00:00:00.000Z", "2028-06-01T00:00:00.000Z"],
    ["certificate1.fingerprint256", "AB:CD:EF:01", "AB:CD:EF:01"],
    ["reason", "pem-base64-invalid", "pem-base64-invalid"],
  ];
  for (const [fact, value, expected] of rows) {
    it(`${fact}: ${JSON.stringify(value)} is ${JSON.stringify(expected)}`, () => {
      assert.equal(redacted(fact, value), expected);
    });
  }

  it("keeps hosts where that is wanted", () => {
    assert.equal(redacted("host", "tb-prod", { hostNames: true }), "tb-prod");
    assert.equal(redacted("path", "/home/ada/tb.pem", { hostNames: true }), "~/tb.pem");
  });

  it("has the values that the device sent only where they are chosen", () => {
    const report: ReportFacts = {
      ok: true,
      server: { name: "Plant", mqttUrl: "mqtts://tb" },
      properties: "/home/ada/fleet/pump.keygen.properties",
      phases: [],
      warnings: [],
      arrival: {
        ...{ deviceName: "pump.acme.example", sentAtMs: 0, afterMs: 84, more: { arrived: 2, missing: 1 } },
        values: [
          { kind: "telemetry", key: "door code", state: "arrived", value: "4711 `Hunter2!x`", atMs: 1000 },
          { kind: "telemetry", key: "t", state: "missing" },
        ],
      },
    };
    const ticket = (values?: boolean): string =>
      ticketText(redactedReport(report, values === undefined ? terms : { ...terms, values }), []);
    assert.doesNotMatch(ticket(), /4711|Hunter|acme/);
    assert.equal(ticket(false), ticket());
    const [, shown = ""] = ticket(true).split("## Data on the server\n\n");
    assert.deepEqual(shown.trimEnd().split("\n").slice(0, 5), [
      "- Device: `host-2`",
      "- Outcome: `not there 84 ms after it was sent`",
      "- door code: `` 4711 `[secret]` · 1970-01-01T00:00:01.000Z ``",
      "- t: `not there`",
      "- Values: `and 3 more, 1 of them not there`",
    ]);
    assert.match(shown, /Next: .*Save Timeseries/);
  });

  it("knows Windows' paths", () => {
    const windows = { folders: ["C:\\Users\\ada\\fleet"], homeFolder: "C:\\Users\\ada" };
    assert.equal(redacted("path", "C:\\Users\\ada\\fleet\\a\\b.pem", windows), "a\\b.pem");
    assert.equal(redacted("path", "C:\\Users\\ada\\ca.pem", windows), "~\\ca.pem");
  });
});

/** Mulberry32: the same seed gives the same numbers. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe("whatever a report holds,", () => {
  const facts = [
    "path",
    "reasonString",
    "host",
    "names",
    "failed",
    "certificate1.subject",
    "trust",
    "address",
  ];
  const signs = "abcXYZ019!$%&()*+.?[]^{|}\\-_~#";
  const seed = 20_261_125;

  it(`no password, home folder or host is in its text (seed ${seed})`, () => {
    const random = randomOf(seed);
    const word = (lengthLeast: number): string =>
      Array.from({ length: lengthLeast + random(12) }, () => signs[random(signs.length)]).join("");
    for (let round = 0; round < 500; round += 1) {
      const secrets = [`s${word(8)}`, `p${word(8)}`];
      const home = `/home/u${random(1e9)}`;
      const host = `h${random(1e9)}.acme-${random(99)}.example`;
      const address = `10.${random(256)}.${random(256)}.${random(256)}`;
      const texts = [...secrets, `${home}/x.pem`, host, address, `CN=${host},O=A`, `${address}:8883`];
      const pick = (): string => Array.from({ length: 3 }, () => texts[random(texts.length)]).join(" ");
      const report: ReportFacts = {
        ok: false,
        server: { name: random(2) === 0 ? host : "Plant", mqttUrl: `mqtts://${host}:8883` },
        properties: `${home}/fleet/keygen.properties`,
        phases: facts.map((fact) => ({ phase: "tls", ok: false, ms: 1, facts: { [fact]: pick() } })),
        diagnosis: {
          code: "server-cert-host-mismatch",
          facts: Object.fromEntries(facts.map((fact) => [fact, pick()])),
        },
        warnings: [{ code: "server-cert-pinned", facts: { subject: pick(), notAfter: "2028" } }],
        arrival: {
          ...{ deviceName: pick(), sentAtMs: 1, afterMs: 2, more: { arrived: 0, missing: 0 } },
          values: [{ kind: "attribute", key: pick(), state: "missing", value: pick(), atMs: 1 }],
        },
      };
      const folders = [`${home}/fleet`];
      const values = random(2) === 0;
      const given = { secrets, folders, homeFolder: home, machineName: "pc", hostNames: false, values };
      const text = ticketText(redactedReport(report, given), []);
      for (const hidden of [...secrets, home, host, address]) {
        assert.ok(!text.includes(hidden), `round ${round}: ${hidden} is in\n${text}`);
      }
    }
  });
});
