// Every cause that a real peer can show, from the name to TLS: each gives its code with telling facts, within its bound.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { check as checkWith, nowhere, shortMs, slackMs, type Row } from "./connectionCheck";
import { localhostName, newCa, signedBy } from "./connectionCertificates";
import { inDays, newDevice, test, writeBundle, type Choices, type Device } from "./connectionDevice";
import {
  closedPort,
  fullServer,
  listening,
  mosquitto,
  opensslServer,
  rawServer,
  tlsServer,
  type Running,
} from "./connectionServers";
import { identityWith } from "../support/identities";
import { selfSigned, type Certificate } from "./testServerRig";

let device: Device;
before(async () => {
  device = await newDevice();
});
after(() => {
  device.remove();
});

/** This file's device. */
function check(row: Row): void {
  checkWith(() => device, row);
}

describe("a host that is not reached", () => {
  check({
    what: "a name that cannot be",
    code: "dns-not-found",
    facts: { errorCode: "ENOTFOUND", host: `${"a".repeat(64)}.invalid` },
    peer: () => nowhere(`mqtts://${"a".repeat(64)}.invalid`),
  });

  it("a name that is nobody's ends in its bound, with or without a name server", async () => {
    const tested = await test(device, "mqtts://nobody.invalid", { timeoutMs: shortMs });
    const code = tested.report?.diagnosis?.code;
    assert.ok(code === "dns-not-found" || code === "dns-timeout", code);
    assert.ok(tested.elapsedMs < shortMs + slackMs);
  });

  check({
    what: "nothing listens",
    code: "tcp-refused",
    facts: { failed: /^127\.0\.0\.1:\d+ ECONNREFUSED$/ },
    peer: async () => nowhere(`mqtts://localhost:${await closedPort()}`),
  });
  check({
    what: "no answer to a SYN",
    code: "tcp-timeout",
    facts: { failed: /^127\.0\.0\.1:\d+ ETIMEDOUT$/ },
    peer: fullServer,
    choices: () => ({ timeoutMs: shortMs }),
  });
});

describe("a port that speaks no TLS", () => {
  check({
    what: "plain mosquitto",
    code: "tls-not-tls",
    facts: { speaks: "mqtt", firstBytesHex: /^2002/ },
    peer: () => mosquitto({ folder: device.folder, lines: [] }),
  });
  check({
    what: "a web server",
    code: "tls-not-tls",
    facts: { speaks: "http", firstBytesHex: /^485454502f312e31/ },
    peer: () => listening(createServer()),
  });
  check({
    what: "a banner",
    code: "tls-not-tls",
    facts: { speaks: "unknown", firstBytesHex: Buffer.from("SSH-2.0-x\r\n").toString("hex") },
    peer: () => rawServer((socket) => socket.write("SSH-2.0-x\r\n")),
  });
  check({
    what: "silence",
    code: "tls-timeout",
    facts: { afterMs: String(shortMs) },
    peer: () => rawServer(() => undefined),
    choices: () => ({ timeoutMs: shortMs }),
  });
  check({
    what: "an end at the first byte",
    code: "tls-closed",
    facts: { receivedBytes: "0", errorCode: "CLOSED" },
    peer: () => rawServer((socket) => socket.once("data", () => socket.end())),
  });
  check({
    what: "a reset",
    code: "tcp-reset",
    facts: { receivedBytes: "0", errorCode: "ECONNRESET" },
    peer: () => rawServer((socket) => socket.once("data", () => socket.resetAndDestroy())),
  });
});

describe("a TLS server that has nothing in common with us", () => {
  check({
    what: "TLS 1.1 at most",
    code: "tls-version-unsupported",
    facts: { errorCode: /PROTOCOL/ },
    peer: () =>
      tlsServer(
        { ...ownServer(), minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
        () => undefined,
      ),
  });
  check({
    what: "RSA key exchange with an EC key",
    code: "tls-no-shared-cipher",
    facts: { errorCode: /HANDSHAKE_FAILURE/ },
    peer: () =>
      tlsServer({ ...ownServer(), maxVersion: "TLSv1.2", ciphers: "AES128-SHA256" }, () => undefined),
  });
});

describe("a server that is not to be trusted", () => {
  let ca: Certificate;
  let signed: Certificate;
  before(() => {
    ca = newCa(device.folder, "our-ca");
    signed = signedBy(device.folder, ca, {
      name: "signed",
      extensions: [localhostName],
      from: inDays(-10),
      to: inDays(300),
    });
  });

  const caFile = (): Choices => ({ caFile: ca.certificateFile });
  const serverWith = (certificate: Certificate, ...above: readonly Certificate[]): Promise<Running> =>
    tlsServer(
      {
        cert: [certificate, ...above].map(({ certificatePem }) => certificatePem).join(""),
        key: certificate.keyPem,
        requestCert: true,
        rejectUnauthorized: false,
      },
      () => undefined,
    );

  /** A server's certificate whose CA is not trusted itself: the one that signed that CA is. */
  const belowIntermediate = (): Certificate => {
    const dates = { from: inDays(-10), to: inDays(300) };
    const keyIdentifiers = ["subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always,issuer:always"];
    const authority = [
      "basicConstraints=critical,CA:TRUE",
      "keyUsage=critical,keyCertSign",
      ...keyIdentifiers,
    ];
    const between = signedBy(device.folder, ca, { name: "between", extensions: authority, ...dates });
    const extensions = [localhostName, ...keyIdentifiers];
    return signedBy(device.folder, between, { name: "below", extensions, ...dates });
  };

  check({
    what: "a CA that we do not have",
    code: "server-cert-untrusted",
    facts: {
      subject: "CN=signed",
      issuer: "CN=our-ca",
      verification: /^(UNABLE_TO|SELF_SIGNED)/,
      trusted: /^CN=localhost/,
    },
    peer: () => serverWith(signed, ca),
  });
  check({
    what: "a leaf whose issuer is left out",
    code: "server-cert-untrusted",
    facts: { issuer: "CN=our-ca", verification: /^UNABLE_TO/ },
    peer: () => serverWith(signed),
  });
  check({
    what: "an intermediate CA is left out",
    code: "server-cert-incomplete-chain",
    facts: {
      subject: "CN=below",
      missingIssuer: "CN=between",
      trustedIssuer: "CN=our-ca",
      evidence: "authority-key-id",
      verification: /^UNABLE_TO/,
    },
    peer: () => {
      const { certificateFile, keyFile } = belowIntermediate();
      return opensslServer(["-cert", certificateFile, "-key", keyFile]);
    },
    choices: caFile,
  });
  check({
    what: "a stranger's own signature",
    code: "server-cert-self-signed",
    facts: { subject: "CN=stranger", verification: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    peer: () => serverWith(selfSigned(device.folder, "stranger", ["-addext", localhostName])),
  });
  check({
    what: "the same name with another key",
    code: "server-cert-changed",
    facts: { subject: /^CN=localhost/, trusted: /^CN=localhost/ },
    peer: async () => {
      const other = await newDevice();
      const running = tlsServer(
        { cert: other.text("server.pub.pem"), key: other.text("server.pk8.pem") },
        () => undefined,
      );
      other.remove();
      return running;
    },
  });
  check({
    what: "expired, though pinned",
    code: "server-cert-expired",
    facts: { subject: /CN=tb-old/, notAfter: /^\d{4}-/, now: /^\d{4}-/ },
    peer: () => bundleServer("tb-old", inDays(-40), 10),
    choices: () => ({ caFile: device.file("tb-old.pub.pem") }),
  });
  check({
    what: "expired, from a CA that we trust",
    code: "server-cert-expired",
    facts: { subject: "CN=gone", verification: "CERT_HAS_EXPIRED" },
    peer: () =>
      serverWith(
        signedBy(device.folder, ca, {
          name: "gone",
          extensions: [localhostName],
          from: inDays(-20),
          to: inDays(-5),
        }),
      ),
    choices: caFile,
  });
  check({
    what: "not valid yet",
    code: "server-cert-not-yet-valid",
    facts: { subject: /CN=tb-new/, notBefore: /^\d{4}-/ },
    peer: () => bundleServer("tb-new", inDays(10), 10),
    choices: () => ({ caFile: device.file("tb-new.pub.pem") }),
  });
  check({
    what: "an issuer that has expired",
    code: "server-ca-expired",
    facts: { subject: "CN=below", verification: "CERT_HAS_EXPIRED" },
    peer: () => {
      const between = signedBy(device.folder, ca, {
        name: "between",
        extensions: ["basicConstraints=critical,CA:TRUE", "subjectKeyIdentifier=hash"],
        from: inDays(-20),
        to: inDays(-5),
      });
      const below = signedBy(device.folder, between, {
        name: "below",
        extensions: [localhostName],
        from: inDays(-20),
        to: inDays(300),
      });
      return serverWith(below, between);
    },
    choices: caFile,
  });
  check({
    what: "another host's certificate",
    code: "server-cert-host-mismatch",
    facts: { host: "localhost", names: "tb-prod, 10.0.0.5" },
    peer: () =>
      serverWith(
        signedBy(device.folder, ca, {
          name: "prod",
          extensions: ["subjectAltName=DNS:tb-prod,IP:10.0.0.5"],
          from: inDays(-1),
          to: inDays(300),
        }),
      ),
    choices: caFile,
  });
  check({
    what: "RSA with 768 bits",
    code: "server-cert-weak",
    facts: {},
    peer: () => {
      const small = signedBy(device.folder, ca, {
        name: "small",
        extensions: [localhostName],
        from: inDays(-1),
        to: inDays(300),
        newKey: ["-newkey", "rsa:768"],
      });
      const { certificatePem: cert, keyPem: key } = small;
      return tlsServer({ cert, key, ciphers: "DEFAULT@SECLEVEL=0" }, () => undefined);
    },
    choices: caFile,
  });
  check({
    what: "a client's certificate",
    code: "server-cert-wrong-purpose",
    facts: { extendedKeyUsage: "clientAuth" },
    peer: () =>
      tlsServer({ cert: device.text("client.pub.pem"), key: device.text("client.pk8.pem") }, () => undefined),
    choices: () => ({ caFile: device.file("client.pub.pem") }),
  });
  check({
    what: "a client's certificate from a CA that we trust",
    code: "server-cert-wrong-purpose",
    facts: { extendedKeyUsage: "clientAuth" },
    peer: () =>
      serverWith(
        signedBy(device.folder, ca, {
          name: "device",
          extensions: [localhostName, "extendedKeyUsage=clientAuth"],
          from: inDays(-1),
          to: inDays(300),
        }),
      ),
    choices: caFile,
  });
});

/** Our own server bundle, for Node. */
function ownServer(): { cert: string; key: string } {
  return { cert: device.text("server.pub.pem"), key: device.text("server.pk8.pem") };
}

/** A server with a bundle of our own, valid from then on. */
async function bundleServer(filePrefix: string, from: Date, days: number): Promise<Running> {
  const identity = identityWith("server", { filePrefix });
  const subject = { ...identity.subject, commonName: filePrefix };
  await writeBundle(device.folder, { ...identity, subject }, { from, days });
  return tlsServer(
    { cert: device.text(`${filePrefix}.pub.pem`), key: device.text(`${filePrefix}.pk8.pem`) },
    () => undefined,
  );
}
