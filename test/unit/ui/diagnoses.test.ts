import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diagnosisTable, type DiagnosisCode } from "../../../src/core/connection/diagnoses";
import { diagnosisEntries, diagnosisWords, type DiagnosisSubject } from "../../../src/ui/words/diagnoses";

const properties = "/home/ada/fleet/pump.keygen.properties";
const broker: DiagnosisSubject = {
  server: { name: "Plant", mqttUrl: "mqtts://10.0.0.5:8883" },
  properties,
};
const local: DiagnosisSubject = {
  server: { name: "Local Test Server", mqttUrl: "mqtts://127.0.0.1:8883" },
  properties,
};
const codes = Object.keys(diagnosisTable) as DiagnosisCode[];

function detailOf(code: DiagnosisCode, facts: Record<string, string>, subject = broker): string {
  return diagnosisWords({ code, facts }, subject).detail;
}

function titlesOf(code: DiagnosisCode, facts: Record<string, string>, subject = broker): readonly string[] {
  return diagnosisWords({ code, facts }, subject).actions.map((action) => action.title);
}

/** Without those that every diagnosis of a phase has. */
function curesOf(code: DiagnosisCode, facts: Record<string, string>, subject = broker): readonly string[] {
  return titlesOf(code, facts, subject).filter(
    (title) => !title.startsWith("Copy ") || title.endsWith("Cert"),
  );
}

describe("every diagnosis", () => {
  it("has an entry, and every entry a code", () => {
    assert.deepEqual(Object.keys(diagnosisEntries).sort(), [...codes].sort());
  });

  for (const code of codes) {
    it(`says whole sentences, however few facts there are: ${code}`, () => {
      for (const subject of [broker, local]) {
        const { title, detail, cure } = diagnosisWords({ code, facts: {} }, subject);
        const { meaning } = diagnosisEntries[code];
        assert.doesNotMatch(`${title} ${detail} ${cure} ${meaning}`, /undefined|NaN|null|\s{2}|\(\)|\s[.,:]/);
        assert.doesNotMatch(title, /[.!]$/);
        for (const sentence of [detail, cure, meaning]) {
          assert.match(sentence, /^\S.*[.]$/s);
        }
      }
    });

    it(`has a button that runs a command: ${code}`, () => {
      for (const subject of [broker, local]) {
        const { actions } = diagnosisWords({ code, facts: {} }, subject);
        assert.ok(actions.length > 0);
        assert.ok(actions.every(({ command }) => /^(thingsboardX509|workbench\.action)\.\w+$/.test(command)));
      }
    });
  }
});

describe("the sentence of a diagnosis has the facts of the case in it", () => {
  const rows: readonly (readonly [DiagnosisCode, Record<string, string>, string])[] = [
    [
      "server-cert-host-mismatch",
      { names: "tb-prod", host: "10.0.0.5" },
      "The certificate is for tb-prod, you connect to 10.0.0.5.",
    ],
    [
      "client-cert-missing",
      { path: "/home/ada/fleet/pump.nopass.pem" },
      "pump.nopass.pem is not beside pump.keygen.properties.",
    ],
    [
      "properties-invalid",
      { path: properties, reason: "problems", problems: "value-unquoted-space, key-missing", offset: "40" },
      "pump.keygen.properties has errors that leave no safe reading: value-unquoted-space, key-missing.",
    ],
    [
      "properties-invalid",
      { path: properties, reason: "invalid-utf8", line: "3", column: "7" },
      "pump.keygen.properties is not UTF-8 text (line 3, column 7).",
    ],
    [
      "properties-invalid",
      { path: properties, reason: "file-not-found" },
      "pump.keygen.properties is not there any more.",
    ],
    [
      "server-url-invalid",
      { mqttUrl: "mqtt://tb:1883", reason: "not-tls" },
      "Plant has the address mqtt://tb:1883: that is MQTT without TLS, where no certificate is shown. Write mqtts:// instead.",
    ],
    [
      "client-cert-unreadable",
      { path: "/home/ada/fleet/pump.nopass.pem", reason: "pem-base64-invalid", line: "7" },
      "pump.nopass.pem has characters in it that are not Base64 (line 7).",
    ],
    [
      "client-cert-expired",
      { path: "/f/pump.nopass.pem", notAfter: "2026-01-31T00:00:00.000Z", now: "2026-03-01T12:00:00.000Z" },
      "pump.nopass.pem ended on 2026-01-31; today is 2026-03-01.",
    ],
    [
      "dns-not-found",
      { host: "tb.exmaple.com", errorCode: "ENOTFOUND" },
      "No address was found for tb.exmaple.com (ENOTFOUND).",
    ],
    [
      "tcp-refused",
      { failed: "10.0.0.5:8883 ECONNREFUSED" },
      "10.0.0.5:8883 refused the connection (tried 10.0.0.5:8883 ECONNREFUSED). The machine is there, but no server listens on that port.",
    ],
    ["tcp-timeout", { afterMs: "10000" }, "10.0.0.5:8883 gave no answer within 10 s."],
    [
      "tls-not-tls",
      { speaks: "mqtt", tlsPort: "8883" },
      "10.0.0.5:8883 answers, but not with TLS: it speaks plain MQTT, without TLS. Port 8883 there answers with TLS.",
    ],
    [
      "tls-closed",
      { tlsPort: "none" },
      "10.0.0.5:8883 closed the connection in the middle of the handshake and did not say why. Port 8883 there does not answer with TLS either.",
    ],
    [
      "tls-not-tls",
      { speaks: "http", errorCode: "ERR_SSL_WRONG_VERSION_NUMBER" },
      "10.0.0.5:8883 answers, but not with TLS: it speaks HTTP.",
    ],
    [
      "server-cert-self-signed",
      {
        subject: "CN=tb-prod",
        issuer: "CN=tb-prod",
        fingerprint256: "AA:BB",
        trust: "/f/mqttserver.pub.pem",
      },
      "Plant shows a certificate that CN=tb-prod signed itself (SHA-256 AA:BB). It was checked against mqttserver.pub.pem.",
    ],
    [
      "server-cert-untrusted",
      { subject: "CN=tb-prod", issuer: "CN=Our CA", trust: "platform" },
      "Plant shows the certificate of CN=tb-prod, signed by CN=Our CA. It was checked against the certificate authorities of this machine.",
    ],
    [
      "server-cert-incomplete-chain",
      {
        subject: "CN=tb",
        missingIssuer: "CN=Issuing CA",
        trustedIssuer: "CN=Root CA",
        evidence: "authority-key-id",
        trust: "/f/plant.ca.pem",
      },
      "Plant shows the certificate of CN=tb and not the one of its issuer, CN=Issuing CA, which CN=Root CA issued. It was checked against plant.ca.pem.",
    ],
    [
      "server-cert-incomplete-chain",
      {
        subject: "CN=tb",
        missingIssuer: "CN=Issuing CA",
        trustedIssuer: "CN=Root CA",
        evidence: "organization",
        trust: "/f/plant.ca.pem",
      },
      "Plant shows the certificate of CN=tb and not the one of its issuer, CN=Issuing CA, which seems to belong to CN=Root CA: both are of one organization. It was checked against plant.ca.pem.",
    ],
    [
      "client-cert-rejected-unknown-ca",
      { clientSubject: "CN=pump", clientNotAfter: "2036-01-01T00:00:00.000Z" },
      "Plant refused the certificate CN=pump: it knows neither this certificate nor who signed it. It is valid here until 2036-01-01 and fits its key.",
    ],
    [
      "client-cert-rejected-unknown-ca",
      {
        clientSubject: "CN=pump",
        clientCertificate: "/f/pump.nopass.pem",
        missingIssuer: "CN=Issuing",
        issuersAbove: "CN=Root",
        missingIssuerFile: "/f/pump.chain.pem",
        trustedIssuer: "CN=Root",
        acceptedIssuers: "CN=Root",
      },
      "Plant refused the certificate CN=pump: it takes certificates of CN=Root, and the certificate of CN=Issuing, by which this one leads there, is not in pump.nopass.pem. It lies in pump.chain.pem. It is valid here and fits its key.",
    ],
    [
      "client-cert-rejected-unknown-ca",
      {
        clientSubject: "CN=pump",
        clientCertificate: "/f/pump.p12",
        missingIssuer: "CN=Issuing",
        issuersAbove: "CN=Root",
      },
      "Plant refused the certificate CN=pump: it knows neither this certificate nor who signed it. The certificate of CN=Issuing, by which it was issued, is not in pump.p12: a server that knows only the issuer above, CN=Root, needs that too. It is valid here and fits its key.",
    ],
    [
      "client-cert-rejected-unknown-ca",
      { clientSubject: "CN=pump", acceptedIssuers: "CN=Issuing", acceptedIssuer: "CN=Issuing" },
      "Plant refused the certificate CN=pump: it takes certificates of CN=Issuing, who is this one's issuer by name. It knows another CA of that name, or lacks the one above it. It is valid here and fits its key.",
    ],
    [
      "mqtt-closed",
      { errorCode: "ECONNRESET" },
      "Plant closed the connection (ECONNRESET) and gave no reason.",
    ],
    [
      "mqtt-closed",
      { reasonCode: "152", reasonString: "credentials updated" },
      "Plant closed the connection (reason code 152, administrative action) (it says: “credentials updated”). Somebody ended it there: in ThingsBoard, the device's credentials were changed or the device was deleted.",
    ],
    [
      "mqtt-not-authorized",
      {
        returnCode: "5",
        clientSubject: "CN=pump",
        clientNotAfter: "2036-01-01T00:00:00.000Z",
        credentialsId: "3fa9",
      },
      "Plant answered “not authorized” (CONNACK 5): no device there has this certificate (credentials id 3fa9), or the device has another one, or the server's clock is far off. The certificate itself is valid until 2036-01-01 and fits its key, and TLS is up.",
    ],
    [
      "mqtt-subscribe-denied",
      { topics: "v1/devices/me/attributes" },
      "The device is connected, but Plant refused to let it subscribe to v1/devices/me/attributes.",
    ],
  ];
  for (const [code, facts, expected] of rows) {
    it(`${code}: ${expected.slice(0, 60)}`, () => {
      assert.equal(detailOf(code, facts), expected);
    });
  }

  it("with the Local Test Server, one cause of not-authorized remains", () => {
    const detail = detailOf("mqtt-not-authorized", { returnCode: "5", credentialsId: "3fa9" }, local);
    assert.match(detail, /none of its devices has this certificate yet \(credentials id 3fa9\)\./);
  });
});

describe("the next step goes by what is missing:", () => {
  const ours = {
    clientCertificate: "/f/pump.nopass.pem",
    missingIssuer: "CN=Issuing",
    issuersAbove: "CN=Root",
  };
  const add = "Have pump.nopass.pem hold the certificate of CN=Issuing behind the device's own";
  const rows: readonly (readonly [what: string, Record<string, string>, string])[] = [
    [
      "an issuer in our chain, which lies here",
      { ...ours, missingIssuerFile: "/f/pump.chain.pem", trustedIssuer: "CN=Root" },
      `${add}, as it is in pump.chain.pem, then test again.`,
    ],
    [
      "an issuer in our chain, perhaps",
      ours,
      `${add}, then test again. If the server refuses it still, give the public certificate to whoever runs the server.`,
    ],
    [
      "an issuer in the server's list",
      { acceptedIssuer: "CN=Issuing" },
      "Have whoever runs the server compare CN=Issuing there with yours, and put the CAs above it into the server's CA file too.",
    ],
    [
      "the certificate in the server's list",
      { missingIssuer: "CN=Issuing" },
      "Give the public certificate to whoever runs the server; mosquitto wants it in its cafile.",
    ],
  ];
  for (const [what, facts, expected] of rows) {
    it(what, () => {
      const { cure } = diagnosisWords({ code: "client-cert-rejected-unknown-ca", facts }, broker);
      assert.equal(cure, expected);
    });
  }
});

describe("the buttons of a diagnosis are those that apply", () => {
  const rows: readonly (readonly [DiagnosisCode, DiagnosisSubject, readonly string[]])[] = [
    ["mqtt-not-authorized", local, ["Register with Local Test Server", "Copy Public Cert"]],
    ["mqtt-not-authorized", broker, ["Copy Public Cert"]],
    ["device-not-provisioned", local, ["Register with Local Test Server", "Copy Public Cert"]],
    ["device-not-provisioned", broker, ["Provision Device", "Copy Public Cert"]],
    ["device-credentials-differ", broker, ["Provision Device", "Copy Public Cert"]],
    ["device-belongs-to-other", broker, ["Generate Client Cert", "Provision Device"]],
    ["tcp-refused", local, ["Start Local Test Server", "Test Again"]],
    ["tcp-refused", broker, ["Open Server Settings", "Test Again"]],
    ["server-cert-untrusted", local, ["Test Again"]],
    ["properties-invalid", broker, ["Open pump.keygen.properties"]],
    ["dns-timeout", broker, ["Test Again", "Change Timeout"]],
  ];
  for (const [code, subject, expected] of rows) {
    it(`${code} at ${subject.server.name}`, () => {
      assert.deepEqual(curesOf(code, {}, subject), expected);
    });
  }

  const evidence: readonly (readonly [DiagnosisCode, Record<string, string>, readonly string[]])[] = [
    [
      "server-cert-host-mismatch",
      { host: "10.0.0.5", ownServerCertificate: "true" },
      [
        "Add 10.0.0.5 to the Certificate…",
        "Open Server Settings",
        "Open pump.keygen.properties",
        "Generate Server Cert",
      ],
    ],
    [
      "server-cert-host-mismatch",
      { host: "10.0.0.5" },
      ["Open Server Settings", "Open pump.keygen.properties", "Generate Server Cert"],
    ],
    [
      "client-cert-rejected-unknown-ca",
      { path: "/f/pump.nopass.pem" },
      ["Open pump.nopass.pem", "Copy Public Cert", "Open Server Settings"],
    ],
    ["client-cert-rejected-unknown-ca", {}, ["Copy Public Cert", "Open Server Settings"]],
    ["client-cert-expired", { clientRenewable: "true" }, ["Renew Client Cert…", "Generate Client Cert"]],
    ["client-cert-expired", {}, ["Generate Client Cert"]],
    [
      "server-cert-expired",
      { ownServerCertificate: "true" },
      ["Renew Server Cert…", "Generate Server Cert", "Open Server Settings"],
    ],
    ["tls-not-tls", { tlsPort: "8883" }, ["Use Port 8883", "Open Server Settings"]],
    ["tls-not-tls", { tlsPort: "none" }, ["Open Server Settings"]],
  ];
  for (const [code, facts, expected] of evidence) {
    it(`${code} with ${JSON.stringify(facts)}`, () => {
      assert.deepEqual(curesOf(code, facts), expected);
    });
  }

  it("an address without TLS is offered with it", () => {
    const server = { name: "Plant", mqttUrl: "mqtt://tb:1883" };
    const [first] = diagnosisWords(
      { code: "server-url-invalid", facts: { reason: "not-tls" } },
      { server, properties },
    ).actions;
    assert.deepEqual(first, {
      title: "Use mqtts://tb:8883",
      command: "thingsboardX509.setServerPort",
      args: ["Plant", { port: 8883 }],
    });
  });

  it("every diagnosis ends with the report for a ticket, and one of the wire with what shows the same", () => {
    for (const code of codes) {
      assert.equal(titlesOf(code, {}).at(-1), "Copy Report…");
      const { phase } = diagnosisTable[code];
      const isOnTheWire = phase !== "preflight" && phase !== "dns";
      assert.equal(titlesOf(code, {}).includes("Copy openssl Command"), isOnTheWire, code);
      assert.equal(titlesOf(code, {}).includes("Copy mosquitto_pub Command"), isOnTheWire, code);
    }
  });

  it("the commands that show the same go to the same server", () => {
    const action = diagnosisWords({ code: "tls-closed", facts: {} }, broker).actions.find(
      ({ title }) => title === "Copy openssl Command",
    );
    assert.deepEqual(action?.args, [properties, { language: "openssl", server: "Plant" }]);
  });

  it("a broken file is opened at the place of the trouble", () => {
    const facts = { path: "/f/pump.nopass.pem", line: "7" };
    assert.deepEqual(diagnosisWords({ code: "client-cert-unreadable", facts }, broker).actions[0], {
      title: "Open pump.nopass.pem",
      command: "thingsboardX509.openAt",
      args: ["/f/pump.nopass.pem", { line: 7 }],
    });
  });

  it("commands get the device and, for another test, the server", () => {
    const [copy] = diagnosisWords({ code: "mqtt-not-authorized", facts: {} }, broker).actions;
    const [again] = diagnosisWords({ code: "mqtt-kicked", facts: {} }, broker).actions;
    assert.deepEqual(copy?.args, [properties]);
    assert.deepEqual(again?.args, [properties, { server: "Plant" }]);
  });
});

describe("a server's own words", () => {
  it("make no link in a notification", () => {
    const detail = detailOf("mqtt-kicked", { reasonString: "[click](command:workbench.action.quit)" });
    assert.doesNotMatch(detail, /\]\(/);
  });

  it("can neither begin a line nor go on for ever", () => {
    const detail = detailOf("mqtt-kicked", { reasonString: `a\nb${"x".repeat(65_000)}` });
    assert.match(detail, /a␊b/);
    assert.ok(detail.length < 500);
  });
});
