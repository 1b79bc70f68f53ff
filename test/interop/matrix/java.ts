import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { fingerprint256Of } from "../../../src/core/certificate/read";
import { passwords } from "../bundleRig";
import { formatRows, type MatrixBundles } from "./bundles";
import type { Jvm } from "./jvm";
import { must, type Reader } from "./reader";

const subject = "CN=device-1, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US";

/** keytool, its main class run in one JVM with Java's own. */
export const keytoolReader: Reader = {
  name: "keytool",
  proves:
    "`-list -v` of `P.jks` as true JKS and of `P.p12` as PKCS#12 with aliases, chain and fingerprints; " +
    "`-importkeystore` of the key, under its own password and not under the store's; `-exportcert` gives the same bytes",
  open: ({ jvm }) =>
    Promise.resolve({
      read: async (bundles) => {
        await listed(bundles, jvm);
        await imported(bundles, jvm);
        await exported(bundles, jvm);
      },
      close: () => Promise.resolve(),
    }),
};

async function listed({ file, client, server, chainLength }: MatrixBundles, jvm: Jvm): Promise<void> {
  const inJks = ["-storetype", "JKS", "-keystore", file("client.jks"), "-storepass", passwords.clientStore];
  const jks = await jvm.keytool("-list", "-v", ...inJks);
  assert.equal(jks.status, 0, jks.output);
  assert.match(jks.output, /Keystore type: JKS\n/);
  assert.match(jks.output, /Your keystore contains 2 entries/);
  const own = `Entry type: PrivateKeyEntry\nCertificate chain length: ${chainLength}\n`;
  assert.match(jks.output, new RegExp(`Alias name: clientalias\nCreation date: .*\n${own}`));
  assert.match(jks.output, /Alias name: serveralias\nCreation date: .*\nEntry type: trustedCertEntry/);
  assert.ok(jks.output.includes(`Owner: ${subject}`));
  for (const { certificateDer } of [client, server]) {
    assert.ok(jks.output.includes(`SHA256: ${fingerprint256Of(certificateDer)}`));
  }
  const inP12 = ["-storetype", "PKCS12", "-keystore", file("client.p12"), "-storepass", passwords.clientKey];
  const p12 = await jvm.keytool("-list", "-v", ...inP12);
  assert.equal(p12.status, 0, p12.output);
  assert.match(p12.output, new RegExp(`Alias name: clientalias\nCreation date: .*\n${own}`));
}

async function imported({ file }: MatrixBundles, jvm: Jvm): Promise<void> {
  const target = file("imported.p12");
  const importing = (keyPassword: string): ReturnType<Jvm["keytool"]> =>
    jvm.keytool(
      ...["-importkeystore", "-noprompt", "-srcstoretype", "JKS", "-srckeystore", file("client.jks")],
      ...["-srcstorepass", passwords.clientStore, "-srcalias", "clientalias", "-srckeypass", keyPassword],
      ...["-destkeystore", target, "-deststoretype", "PKCS12", "-deststorepass", "copy-secret"],
    );
  const refused = await importing(passwords.clientStore);
  assert.equal(refused.status, 1, refused.output);
  const taken = await importing(passwords.clientKey);
  assert.equal(taken.status, 0, taken.output);
  const bags = await must("openssl", [
    "pkcs12",
    "-in",
    target,
    "-passin",
    "pass:copy-secret",
    "-nodes",
    "-nocerts",
  ]);
  const copy = await must("openssl", ["pkey", "-pubout"], bags);
  assert.equal(copy, await must("openssl", ["pkey", "-in", file("client.pk8.pem"), "-pubout"]));
}

async function exported({ file, server }: MatrixBundles, jvm: Jvm): Promise<void> {
  const store = [
    "-keystore",
    file("server.jks"),
    "-storepass",
    passwords.serverStore,
    "-alias",
    "serveralias",
  ];
  const { status, output } = await jvm.keytool(
    "-exportcert",
    "-rfc",
    "-file",
    file("exported.pem"),
    ...store,
  );
  assert.equal(status, 0, output);
  const certificate = new X509Certificate(readFileSync(file("exported.pem")));
  assert.deepEqual(certificate.raw, Buffer.from(server.certificateDer));
}

/** Java's KeyStore, and SSLSocket on both sides. */
export const javaReader: Reader = {
  name: "Java",
  proves:
    "`KeyStore` loads `P.jks` and `P.p12` of every `keystoreFormat` and `pkcs12Encryption`, the key opens with its own " +
    "password and with no other, signs, and fits its chain; two-way `SSLSocket` with host name check over TLS 1.2 " +
    "and 1.3 with each kind of `P.jks` against `S.jks`",
  open: ({ jvm }) =>
    Promise.resolve({
      read: async (bundles) => {
        for (const row of formatRows) {
          await loaded(bundles, row, jvm);
        }
        await talked(bundles, jvm);
      },
      close: () => Promise.resolve(),
    }),
};

type FormatRow = (typeof formatRows)[number];

/** In PKCS#12 the store's password opens the key too; in JKS each has its own. */
async function loaded(
  { key, file, chainLength }: MatrixBundles,
  { prefix, formats }: FormatRow,
  jvm: Jvm,
): Promise<void> {
  const { clientStore, clientKey } = passwords;
  const opened = `${key.algorithm.kind.toUpperCase()} of the certificate`;
  const own = `key clientalias, chain of ${chainLength}`;
  const isJks = formats.keystore === "jks";
  const jks = [isJks ? "JKS" : "PKCS12", file(`${prefix}.jks`), clientStore] as const;
  assert.equal(await jvm.order("list", ...jks), `${own}; trusted serveralias`);
  const [right, wrong] = isJks ? [clientKey, clientStore] : [clientStore, clientKey];
  assert.equal(await jvm.order("open", ...jks, "clientalias", right), opened);
  assert.equal(await jvm.order("open", ...jks, "clientalias", wrong), "wrong password");
  const p12 = ["PKCS12", file(`${prefix}.p12`), clientKey] as const;
  assert.equal(await jvm.order("list", ...p12), own);
  assert.equal(await jvm.order("open", ...p12, "clientalias", clientKey), opened);
  assert.match(
    await jvm.order("list", "PKCS12", file(`${prefix}.p12`), clientStore),
    /^failed java\.io\.IOException/,
  );
}

async function talked({ file, clientAnchor }: MatrixBundles, jvm: Jvm): Promise<void> {
  const server = [file("server.jks"), passwords.serverStore, passwords.serverKey, clientAnchor] as const;
  const { clientStore, clientKey } = passwords;
  for (const [protocol, ...client] of [
    ["TLSv1.3", "JKS", file("client.jks"), clientStore, clientKey],
    ["TLSv1.2", "JKS", file("client.jks"), clientStore, clientKey],
    ["TLSv1.3", "PKCS12", file("pkcs12-modern.jks"), clientStore, clientStore],
    ["TLSv1.3", "PKCS12", file("pkcs12-legacy.jks"), clientStore, clientStore],
  ] as const) {
    const said = await jvm.order("twoWay", protocol, ...server, ...client);
    assert.equal(said, `${protocol} with CN=device-1, server heard client; let in CN=device-1`);
  }
}
