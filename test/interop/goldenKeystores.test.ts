import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runTool } from "./bundleRig";

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
