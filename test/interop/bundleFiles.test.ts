import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { fingerprint256Of } from "../../src/core/certificate/read";
import { algorithms, newBundlePair, passwords, runTool } from "./bundleRig";

for (const { name, algorithm } of algorithms) {
  const pair = await newBundlePair(algorithm);
  after(pair.remove);

  describe(`keytool reads a bundle of ${name}:`, () => {
    const jks = ["-storetype", "JKS", "-keystore", pair.file("client.jks")];
    const jksPassword = ["-storepass", passwords.clientStore];

    it(".jks as true JKS with both entries", async () => {
      const { status, output } = await runTool("keytool", ["-list", "-v", ...jks, ...jksPassword]);
      assert.equal(status, 0, output);
      assert.match(output, /Keystore type: JKS\n/);
      assert.match(output, /Your keystore contains 2 entries/);
      assert.match(
        output,
        /Alias name: clientalias\nCreation date: .*\nEntry type: PrivateKeyEntry\nCertificate chain length: 1/,
      );
      assert.match(output, /Alias name: serveralias\nCreation date: .*\nEntry type: trustedCertEntry/);
      assert.match(output, /Owner: CN=device-1, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US/);
      for (const { certificateDer } of [pair.client, pair.server]) {
        assert.ok(output.includes(`SHA256: ${fingerprint256Of(certificateDer)}`));
      }
    });

    it(".jks, whose key opens with its own password, and not with the store's", async () => {
      const target = pair.file("copy.p12");
      const importing = (keyPassword: string): Promise<{ status: number | null; output: string }> =>
        runTool("keytool", [
          ...[
            "-importkeystore",
            "-noprompt",
            "-srcstoretype",
            "JKS",
            "-srckeystore",
            pair.file("client.jks"),
          ],
          ...["-srcstorepass", passwords.clientStore, "-srcalias", "clientalias", "-srckeypass", keyPassword],
          ...["-destkeystore", target, "-deststoretype", "PKCS12", "-deststorepass", "copy-secret"],
        ]);
      const refused = await importing(passwords.clientStore);
      assert.notEqual(refused.status, 0, refused.output);
      const taken = await importing(passwords.clientKey);
      assert.equal(taken.status, 0, taken.output);
      const copied = await runTool("openssl", [
        ...["pkcs12", "-in", target, "-passin", "pass:copy-secret", "-nodes", "-nocerts"],
      ]);
      const original = await runTool("openssl", ["pkey", "-in", pair.file("client.pk8.pem"), "-pubout"]);
      const same = await runTool("openssl", ["pkey", "-pubout"], copied.output);
      assert.equal(same.output, original.output);
    });

    it(".p12 with the key's password", async () => {
      const { status, output } = await runTool("keytool", [
        ...["-list", "-storetype", "PKCS12", "-keystore", pair.file("client.p12")],
        ...["-storepass", passwords.clientKey],
      ]);
      assert.equal(status, 0, output);
      assert.match(output, /clientalias, .*PrivateKeyEntry/);
    });
  });

  describe(`openssl reads a bundle of ${name}:`, () => {
    const openssl = (...args: readonly string[]): ReturnType<typeof runTool> => runTool("openssl", args);

    for (const [side, purpose] of [
      ["client", "TLS Web Client Authentication"],
      ["server", "TLS Web Server Authentication"],
    ] as const) {
      it(`the certificate of the ${side}`, async () => {
        const { status, output } = await openssl(
          "x509",
          "-in",
          pair.file(`${side}.pub.pem`),
          "-noout",
          "-text",
        );
        assert.equal(status, 0, output);
        assert.match(output, /Version: 3 \(0x2\)/);
        assert.match(
          output,
          /Subject: C = US, ST = CA, L = San Francisco, O = ThingsBoard, OU = ThingsBoard, CN = device-1\n/,
        );
        assert.match(output, /Basic Constraints: critical\n\s+CA:FALSE/);
        assert.match(output, new RegExp(`Extended Key Usage: *\\n\\s+${purpose}\\n`));
      });

      it(`the ${side}'s own certificate as its anchor, strictly`, async () => {
        const certificate = pair.file(`${side}.pub.pem`);
        const names = side === "server" ? ["-verify_hostname", "localhost", "-verify_ip", "127.0.0.1"] : [];
        const checks = ["-x509_strict", "-purpose", `ssl${side}`, ...names];
        const verified = await openssl("verify", ...checks, "-CAfile", certificate, certificate);
        assert.deepEqual(verified, { status: 0, output: `${certificate}: OK\n` });
      });

      it(`the ${side}'s certificate for no other purpose`, async () => {
        const certificate = pair.file(`${side}.pub.pem`);
        const other = side === "server" ? "sslclient" : "sslserver";
        const verified = await openssl("verify", "-purpose", other, "-CAfile", certificate, certificate);
        assert.notEqual(verified.status, 0);
      });
    }

    it("the names of the server", async () => {
      const args = ["x509", "-in", pair.file("server.pub.pem"), "-noout", "-ext", "subjectAltName"];
      const { output } = await openssl(...args);
      assert.match(output, /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1\n/);
    });

    it("the server's .cer, the same certificate as DER", async () => {
      const print = ["-noout", "-fingerprint", "-sha256"];
      const der = await openssl("x509", "-inform", "DER", "-in", pair.file("server.cer"), ...print);
      assert.equal(der.output, `sha256 Fingerprint=${fingerprint256Of(pair.server.certificateDer)}\n`);
    });

    it(".p12: modern encryption, name and id on key and certificate", async () => {
      const args = ["pkcs12", "-info", "-in", pair.file("client.p12"), "-nodes"];
      const right = await openssl(...args, "-passin", `pass:${passwords.clientKey}`);
      assert.equal(right.status, 0, right.output);
      assert.match(right.output, /MAC: sha256, Iteration 10000\n/);
      const cipher = "PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256";
      assert.ok(right.output.includes(`PKCS7 Encrypted data: ${cipher}`));
      assert.ok(right.output.includes(`Shrouded Keybag: ${cipher}`));
      assert.equal(right.output.match(/friendlyName: clientalias/g)?.length, 2);
      assert.equal(new Set(right.output.match(/localKeyID: .*/g)).size, 1);
      const wrong = await openssl(...args, "-passin", `pass:${passwords.clientStore}`);
      assert.notEqual(wrong.status, 0);
      assert.match(wrong.output, /Mac verify error: invalid password\?/);
    });

    it("the keys: plain, and encrypted under the key password alone; all belong to the certificate", async () => {
      const ofCertificate = ["x509", "-in", pair.file("client.pub.pem"), "-noout", "-pubkey"];
      const expected = (await openssl(...ofCertificate)).output;
      assert.match(expected, /BEGIN PUBLIC KEY/);
      for (const args of [
        ["-in", pair.file("client.pk8.pem")],
        ["-in", pair.file("client.nopass.pem")],
        ["-in", pair.file("client.pem"), "-passin", `pass:${passwords.clientKey}`],
      ]) {
        assert.deepEqual(await openssl("pkey", "-pubout", ...args), { status: 0, output: expected });
      }
      const wrong = ["-in", pair.file("client.pem"), "-passin", `pass:${passwords.clientStore}`];
      assert.notEqual((await openssl("pkey", "-noout", ...wrong)).status, 0);
    });
  });
}

describe("the golden keystores are read by", () => {
  const golden = (name: string): string => `test/fixtures/keystore/${name}`;

  it("keytool: golden.jks, both entries", async () => {
    const store = ["-storetype", "JKS", "-keystore", golden("golden.jks"), "-storepass", "store-secret"];
    const { status, output } = await runTool("keytool", ["-list", "-v", ...store]);
    assert.equal(status, 0, output);
    assert.match(output, /Alias name: clientalias\n.*\nEntry type: PrivateKeyEntry/);
    assert.match(output, /Alias name: serveralias\n.*\nEntry type: trustedCertEntry/);
    assert.match(output, /Serial number: 7ffefdfcfbfaf9f8f7f6f5f4f3f2f1f0/);
  });

  it("keytool: golden.p12, the key and the trusted certificate, which Oracle's attribute marks", async () => {
    const store = ["-storetype", "PKCS12", "-keystore", golden("golden.p12"), "-storepass", "key-secret"];
    const { status, output } = await runTool("keytool", ["-list", ...store]);
    assert.equal(status, 0, output);
    assert.match(output, /clientalias, .*PrivateKeyEntry/);
    assert.match(output, /serveralias, .*trustedCertEntry/);
  });

  it("openssl: golden.p12 and golden.encrypted.pem, the same key", async () => {
    const password = ["-passin", "pass:key-secret"];
    const plain = await runTool("openssl", ["pkey", "-in", golden("rsa.pk8.pem")]);
    const pem = await runTool("openssl", ["pkey", "-in", golden("golden.encrypted.pem"), ...password]);
    assert.deepEqual(pem, plain);
    const bags = ["pkcs12", "-in", golden("golden.p12"), ...password, "-nodes", "-nocerts"];
    const taken = await runTool("openssl", ["pkey"], (await runTool("openssl", bags)).output);
    assert.deepEqual(taken, plain);
  });
});
