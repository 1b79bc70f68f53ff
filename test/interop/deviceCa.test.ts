import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { issueCa, issueSignedBy } from "../../src/core/certificate/issue";
import { signerCertificateOf, signerOf } from "../../src/core/certificate/signer";
import type { Side } from "../../src/core/identity/identity";
import { bundleOf, type KeystoreFormats } from "../../src/core/keystore/bundleOf";
import type { Bundle } from "../../src/core/keystore/bundle";
import { caBundleOf } from "../../src/core/keystore/caBundle";
import { identityWith, newKeyPair } from "../support/identities";
import { pause } from "../support/patience";
import { runTool } from "./bundleRig";
import { mosquitto, twoWay } from "./connectionServers";

const folder = mkdtempSync(path.join(tmpdir(), "tb-ca-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string): string => path.join(folder, name);

const algorithm = { kind: "ec", curve: "P-256" } as const;
const now = new Date();
const formats: Readonly<Record<string, KeystoreFormats>> = {
  client: { keystore: "jks", pkcs12: "modern" },
  legacy: { keystore: "pkcs12", pkcs12: "legacy" },
  modern: { keystore: "pkcs12", pkcs12: "modern" },
};

function terms(validityDays: number): Parameters<typeof issueCa>[3] {
  return { now, validityDays, serial: randomBytes(16) };
}

function write({ files }: Bundle): void {
  for (const { name, bytes, mode } of files) {
    writeFileSync(file(name), bytes, { mode });
  }
}

const caKey = newKeyPair({ kind: "ec", curve: "P-384" });
const ca = issueCa({ commonName: "Fleet CA" }, { kind: "ec", curve: "P-384" }, caKey, terms(7300));
write(await caBundleOf(ca, "fleet", "ca-passphrase", randomBytes));
const certificate = signerCertificateOf(ca.certificateDer);
assert.ok(certificate.ok);
const signer = signerOf(certificate.value, ca.privateKeyPkcs8Der);
assert.ok(signer.ok);

async function issue(side: Side, prefix: string, peerCertificateDer?: Uint8Array): Promise<Uint8Array> {
  assert.ok(signer.ok);
  const identity = identityWith(side, { filePrefix: prefix });
  const issued = issueSignedBy(signer.value, identity, newKeyPair(algorithm), terms(30));
  write(
    await bundleOf(issued, identity, {
      now,
      random: randomBytes,
      pause,
      ...(peerCertificateDer === undefined ? {} : { peerCertificateDer }),
      ...(formats[prefix] === undefined ? {} : { formats: formats[prefix] }),
    }),
  );
  return issued.certificateDer;
}
const serverDer = await issue("server", "server");
for (const prefix of Object.keys(formats)) {
  await issue("client", prefix, serverDer);
}

describe("openssl, of a device under a CA,", () => {
  for (const [prefix, purpose] of [
    ["client", "sslclient"],
    ["server", "sslserver"],
  ] as const) {
    it(`verifies the ${prefix}'s certificate with the CA alone, strictly`, async () => {
      const checks = ["-x509_strict", "-purpose", purpose, "-CAfile", file("fleet.ca.pem")];
      const verified = await runTool("openssl", ["verify", ...checks, file(`${prefix}.pub.pem`)]);
      assert.deepEqual(verified, { status: 0, output: `${file(`${prefix}.pub.pem`)}: OK\n` });
    });
  }

  it("opens the CA's key with its passphrase alone, and finds it the certificate's", async () => {
    const key = ["pkey", "-in", file("fleet.ca.key.pem"), "-pubout", "-passin"];
    const right = await runTool("openssl", [...key, "pass:ca-passphrase"]);
    const print = ["x509", "-in", file("fleet.ca.pem"), "-noout", "-pubkey"];
    assert.deepEqual(right, await runTool("openssl", print));
    assert.notEqual((await runTool("openssl", [...key, "pass:another"])).status, 0);
  });

  it("reads the legacy PKCS#12 with its legacy provider: triple DES and SHA-1, the same key", async () => {
    const open = [
      "pkcs12",
      "-legacy",
      "-in",
      file("legacy.p12"),
      "-passin",
      "pass:client-key-secret",
      "-nodes",
    ];
    const { status, output } = await runTool("openssl", [...open, "-info"]);
    assert.equal(status, 0, output);
    assert.match(output, /MAC: sha1, Iteration 10000\n/);
    assert.match(output, /PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 10000/);
    assert.match(output, /Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 10000/);
    assert.equal(output.match(/BEGIN CERTIFICATE/g)?.length, 2);
    const taken = await runTool("openssl", ["pkey"], output);
    assert.deepEqual(taken, await runTool("openssl", ["pkey", "-in", file("legacy.pk8.pem")]));
  });
});

describe("keytool reads with the chain, leaf first,", () => {
  const rows: readonly [name: string, type: string, password: string, entries: number][] = [
    ["client.jks", "JKS", "client-store-secret", 2],
    ["client.p12", "PKCS12", "client-key-secret", 1],
    ["modern.jks", "PKCS12", "client-store-secret", 2],
    ["legacy.jks", "PKCS12", "client-store-secret", 2],
    ["legacy.p12", "PKCS12", "client-key-secret", 1],
  ];
  for (const [name, type, password, entries] of rows) {
    it(`${name} as ${type}`, async () => {
      const store = ["-keystore", file(name), "-storepass", password];
      const { status, output } = await runTool("keytool", ["-list", "-v", ...store]);
      assert.equal(status, 0, output);
      assert.match(output, new RegExp(`Keystore type: ${type}\\n`));
      assert.match(output, new RegExp(`Your keystore contains ${entries} entr`));
      assert.match(
        output,
        /Alias name: clientalias\n.*\nEntry type: PrivateKeyEntry\nCertificate chain length: 2/,
      );
      assert.match(output, /Issuer: CN=Fleet CA\n/);
      assert.equal(output.includes("Alias name: serveralias"), entries === 2);
    });
  }

  for (const [name, storePassword, keyPassword] of [
    ["client.jks", "client-store-secret", "client-key-secret"],
    ["legacy.jks", "client-store-secret", "client-store-secret"],
    ["modern.jks", "client-store-secret", "client-store-secret"],
    ["legacy.p12", "client-key-secret", "client-key-secret"],
  ] as const) {
    it(`${name}, and imports its key under store and key password`, async () => {
      const target = file(`copy-of-${name}.p12`);
      const { status, output } = await runTool("keytool", [
        ...["-importkeystore", "-noprompt", "-srckeystore", file(name), "-srcstorepass", storePassword],
        ...["-srcalias", "clientalias", "-srckeypass", keyPassword],
        ...["-destkeystore", target, "-deststoretype", "PKCS12", "-deststorepass", "copy-secret"],
      ]);
      assert.equal(status, 0, output);
    });
  }
});

it("mosquitto that trusts the CA alone lets in the device with its chain, whose client trusts the CA alone", async () => {
  const lines = twoWay(file("fleet.ca.pem"), file("server.chain.pem"), file("server.pk8.pem"));
  const broker = await mosquitto({ folder, lines: [...lines, "use_identity_as_username true"] });
  try {
    const publish = (key: string): ReturnType<typeof runTool> =>
      runTool("mosquitto_pub", [
        ...["-h", "localhost", "-p", String(broker.port), "--cafile", file("fleet.ca.pem")],
        ...["--cert", file("client.nopass.pem"), "--key", file(key), "-q", "1"],
        ...["-t", "v1/devices/me/telemetry", "-m", '{"t":21}'],
      ]);
    assert.deepEqual(await publish("client.nopass.pem"), { status: 0, output: "" });
    assert.notEqual((await publish("legacy.nopass.pem")).status, 0);
  } finally {
    await broker.stop();
  }
});
