import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { connect } from "node:tls";
import { readCertificate } from "../../src/core/certificate/read";
import { canonicalPemOf, credentialIdOf } from "../../src/core/credential/credentialId";
import { readJks } from "../../src/core/keystore/jks";
import { unprotectJksKey } from "../../src/core/keystore/jksProtection";
import { readPem } from "../../src/core/keystore/pem";
import { privateKeyOf } from "../../src/core/keystore/privateKey";
import { algorithms, newBundlePair, openTwoWayServer, passwords, runTool } from "../interop/bundleRig";
import { newPatience } from "../support/patience";

for (const { name, algorithm } of algorithms) {
  describe(`a bundle of ${name} made on BoringSSL`, () => {
    it("is read back there: facts, both keys, all passwords", async () => {
      const pair = await newBundlePair(algorithm);
      try {
        const facts = readCertificate(pair.client.certificateDer);
        assert.deepEqual(facts.ok && [facts.value.keyText, facts.value.extendedKeyUsage], [
          name,
          ["clientAuth"],
        ]);
        const entries = readJks(readFileSync(pair.file("client.jks")), passwords.clientStore);
        const own = entries.ok ? entries.value[0] : undefined;
        assert.ok(own?.kind === "private-key");
        const plain = { ok: true, value: Buffer.from(pair.client.privateKeyPkcs8Der) };
        assert.deepEqual(unprotectJksKey(own.protectedKeyDer, passwords.clientKey), plain);
        const encrypted = readPem(readFileSync(pair.file("client.pem"), "latin1")).blocks.at(-1);
        assert.ok(encrypted);
        assert.deepEqual(await privateKeyOf(encrypted, [passwords.clientKey], newPatience()), plain);
        assert.deepEqual(await privateKeyOf(encrypted, [passwords.clientStore], newPatience()), {
          ok: false,
          failure: { code: "key-passphrase-wrong" },
        });
        const text = readFileSync(pair.file("client.nopass.pem"), "latin1");
        const certificate = new X509Certificate(canonicalPemOf(pair.client.certificateDer));
        assert.equal(certificate.checkPrivateKey(createPrivateKey(text)), true);
      } finally {
        pair.remove();
      }
    });

    it("is read by OpenSSL and keytool, and has the credentials id that OpenSSL computes", async () => {
      const pair = await newBundlePair(algorithm);
      try {
        const server = pair.file("server.pub.pem");
        const verified = await runTool("openssl", [
          ...["verify", "-x509_strict", "-purpose", "sslserver", "-verify_ip", "127.0.0.1"],
          ...["-CAfile", server, server],
        ]);
        assert.equal(verified.output, `${server}: OK\n`);
        const bags = await runTool("openssl", [
          ...["pkcs12", "-in", pair.file("client.p12"), "-passin", `pass:${passwords.clientKey}`],
          ...["-nodes", "-nocerts"],
        ]);
        const taken = await runTool("openssl", ["pkey"], bags.output);
        const plain = await runTool("openssl", ["pkey", "-in", pair.file("client.pk8.pem")]);
        assert.deepEqual(taken, plain);
        const base64 = Buffer.from(pair.client.certificateDer).toString("base64");
        const digest = await runTool("openssl", ["dgst", "-sha3-256", "-r"], base64);
        assert.equal(digest.output.split(" ")[0], credentialIdOf(pair.client.certificateDer));
        const listed = await runTool("keytool", [
          ...["-list", "-storetype", "JKS", "-keystore", pair.file("client.jks")],
          ...["-storepass", passwords.clientStore],
        ]);
        assert.match(listed.output, /clientalias, .*PrivateKeyEntry/);
        assert.match(listed.output, /serveralias, .*trustedCertEntry/);
      } finally {
        pair.remove();
      }
    });

    it("carries two-way TLS between a client and a server of BoringSSL", async () => {
      const pair = await newBundlePair(algorithm);
      const server = await openTwoWayServer(pair);
      try {
        const clientPem = readFileSync(pair.file("client.nopass.pem"));
        const ca = readFileSync(pair.file("server.pub.pem"));
        const socket = connect({ host: "127.0.0.1", port: server.port, ca, key: clientPem, cert: clientPem });
        await once(socket, "secureConnect");
        socket.write("from BoringSSL\n");
        const [echo] = (await once(socket, "data")) as [Buffer];
        assert.equal(echo.toString(), "from BoringSSL\n");
        assert.deepEqual(server.admitted, ["device-1"]);
        socket.destroy();
      } finally {
        await server.close();
        pair.remove();
      }
    });
  });
}
