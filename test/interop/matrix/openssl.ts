import assert from "node:assert/strict";
import { fingerprint256Of } from "../../../src/core/certificate/read";
import { passwords } from "../bundleRig";
import { opensslServer } from "../connectionServers";
import type { MatrixBundles } from "./bundles";
import { eachRow, must, mustRefuse, type Reader } from "./reader";

const openssl = (...args: readonly string[]): Promise<string> => must("openssl", args);

/** The program openssl. */
export const opensslReader: Reader = {
  name: "openssl",
  proves:
    "`x509` shows version, subject, purpose and names; `verify -x509_strict -purpose` takes each certificate for its own " +
    "purpose alone, by name and address; `pkcs12` opens `P.p12` modern and legacy, with its password alone; `pkey` opens " +
    "every key file; `s_client -verify_hostname -x509_strict` against `s_server -Verify`, TLS 1.2 and 1.3",
  open: eachRow(async (bundles) => {
    await shown(bundles);
    await verified(bundles);
    await opened(bundles);
    await unlocked(bundles);
    await talked(bundles, "-tls1_3");
    await talked(bundles, "-tls1_2");
  }),
};

const sides = [
  ["client", "TLS Web Client Authentication"],
  ["server", "TLS Web Server Authentication"],
] as const;

async function shown({ file, server }: MatrixBundles): Promise<void> {
  for (const [side, purpose] of sides) {
    const text = await openssl("x509", "-in", file(`${side}.pub.pem`), "-noout", "-text");
    assert.match(text, /Version: 3 \(0x2\)/);
    assert.match(
      text,
      /Subject: C ?= ?US, ST ?= ?CA, L ?= ?San Francisco, O ?= ?ThingsBoard, OU ?= ?ThingsBoard, CN ?= ?device-1\n/,
    );
    assert.match(text, /Basic Constraints: critical\n\s+CA:FALSE/);
    assert.match(text, new RegExp(`Extended Key Usage: *\\n\\s+${purpose}\\n`));
  }
  const names = await openssl("x509", "-in", file("server.pub.pem"), "-noout", "-ext", "subjectAltName");
  assert.match(names, /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1\n/);
  const der = ["-inform", "DER", "-in", file("server.cer"), "-noout", "-fingerprint", "-sha256"];
  assert.equal(
    await openssl("x509", ...der),
    `sha256 Fingerprint=${fingerprint256Of(server.certificateDer)}\n`,
  );
}

async function verified({ file, serverAnchor, clientAnchor }: MatrixBundles): Promise<void> {
  for (const [certificate, anchor, purpose, other, names] of [
    [file("client.pub.pem"), clientAnchor, "sslclient", "sslserver", []],
    [
      file("server.pub.pem"),
      serverAnchor,
      "sslserver",
      "sslclient",
      ["-verify_hostname", "localhost", "-verify_ip", "127.0.0.1"],
    ],
  ] as const) {
    const trust = ["-x509_strict", "-CAfile", anchor, ...names];
    assert.equal(await openssl("verify", ...trust, "-purpose", purpose, certificate), `${certificate}: OK\n`);
    await mustRefuse("openssl", ["verify", ...trust, "-purpose", other, certificate]);
  }
  const elsewhere = ["-CAfile", serverAnchor, "-verify_hostname", "elsewhere", file("server.pub.pem")];
  await mustRefuse("openssl", ["verify", ...elsewhere]);
}

const cipherNames = {
  modern: "PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256",
  legacy: "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 10000",
} as const;

async function opened({ file, chainLength }: MatrixBundles): Promise<void> {
  const plain = await openssl("pkey", "-in", file("client.pk8.pem"));
  for (const [name, options, encryption, mac] of [
    ["client.p12", [], "modern", "sha256"],
    ["jks-legacy.p12", ["-legacy"], "legacy", "sha1"],
  ] as const) {
    const args = ["pkcs12", "-info", "-in", file(name), "-nodes", ...options];
    const output = await openssl(...args, "-passin", `pass:${passwords.clientKey}`);
    assert.ok(output.includes(`MAC: ${mac}, Iteration 10000\n`), output);
    assert.ok(output.includes(`PKCS7 Encrypted data: ${cipherNames[encryption]}`));
    assert.ok(output.includes(`Shrouded Keybag: ${cipherNames[encryption]}`));
    assert.equal(output.match(/BEGIN CERTIFICATE/g)?.length, chainLength);
    assert.equal(output.match(/friendlyName: clientalias/g)?.length, 2);
    assert.equal(new Set(output.match(/localKeyID: .*/g)).size, 1);
    assert.equal(await must("openssl", ["pkey"], output), plain);
    const wrong = await mustRefuse("openssl", [...args, "-passin", `pass:${passwords.clientStore}`]);
    assert.match(wrong.output, /Mac verify error: invalid password\?/);
  }
}

async function unlocked({ file }: MatrixBundles): Promise<void> {
  const { clientKey, clientStore, serverKey } = passwords;
  for (const [side, keys] of [
    ["client", [["client.pk8.pem"], ["client.nopass.pem"], ["client.pem", clientKey]]],
    ["server", [["server.pk8.pem"], ["server.pem", serverKey]]],
  ] as const) {
    const expected = await openssl("x509", "-in", file(`${side}.pub.pem`), "-noout", "-pubkey");
    assert.match(expected, /BEGIN PUBLIC KEY/);
    for (const [name, password] of keys) {
      const secret = password === undefined ? [] : ["-passin", `pass:${password}`];
      assert.equal(await openssl("pkey", "-pubout", "-in", file(name), ...secret), expected);
    }
  }
  await mustRefuse("openssl", [
    "pkey",
    "-noout",
    "-in",
    file("client.pem"),
    "-passin",
    `pass:${clientStore}`,
  ]);
}

/**
 * The server answers with a page, which only a client that is let in gets. It looks for parameters where its certificate
 * is, and would ask for the password of a key there.
 */
async function talked({ file, serverAnchor, clientAnchor }: MatrixBundles, protocol: string): Promise<void> {
  const strict = ["-verify_return_error", "-x509_strict", protocol];
  const server = await opensslServer([
    ...["-www", "-Verify", "2", "-CAfile", clientAnchor, ...strict],
    ...["-cert", file("server.pub.pem"), "-key", file("server.pem"), "-pass", `pass:${passwords.serverKey}`],
  ]);
  try {
    const output = await must(
      "openssl",
      [
        ...[
          "s_client",
          "-connect",
          `127.0.0.1:${server.port}`,
          "-CAfile",
          serverAnchor,
          ...strict,
          "-ign_eof",
        ],
        ...["-servername", "localhost", "-verify_hostname", "localhost"],
        ...["-cert", file("client.pem"), "-key", file("client.pem"), "-pass", `pass:${passwords.clientKey}`],
      ],
      "GET / HTTP/1.0\r\n\r\n",
    );
    assert.match(output, /Verify return code: 0 \(ok\)/);
    assert.match(output, /HTTP\/1\.0 200 ok/);
    assert.match(output, /Client certificate\n/);
  } finally {
    await server.stop();
  }
}
