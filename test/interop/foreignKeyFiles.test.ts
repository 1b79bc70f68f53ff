import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { KeyFilePasswords } from "../../src/core/keystore/open";
import { told } from "../support/keyFiles";
import { runTool } from "./bundleRig";

const folder = mkdtempSync(path.join(tmpdir(), "tb-foreign-"));
const file = (name: string): string => path.join(folder, name);
const store: KeyFilePasswords = { storePassword: "store-secret" };
const wrong: KeyFilePasswords = { storePassword: "wrong-secret" };

async function must(tool: string, ...args: readonly string[]): Promise<string> {
  const { status, output } = await runTool(tool, args);
  assert.equal(status, 0, `${tool} ${args.join(" ")}\n${output}`);
  return output;
}

const openssl = (...args: readonly string[]): Promise<string> => must("openssl", ...args);
const certtool = (...args: readonly string[]): Promise<string> => must("certtool", ...args);

function keytool(command: string, keystore: string, ...args: readonly string[]): Promise<string> {
  return must("keytool", command, "-keystore", file(keystore), "-storepass", "store-secret", ...args);
}

/** What is in a file, by right and by wrong passwords. */
async function expectTold(name: string, lines: readonly string[], refused: readonly string[]): Promise<void> {
  const bytes = readFileSync(file(name));
  assert.deepEqual(await told(bytes, store), lines);
  assert.deepEqual(await told(bytes, wrong), refused);
}

before(async () => {
  const days = ["-days", "30"];
  for (const [name, algorithm, option] of [
    ["root", "EC", "ec_paramgen_curve:P-256"],
    ["ec", "EC", "ec_paramgen_curve:P-256"],
    ["rsa", "RSA", "rsa_keygen_bits:2048"],
  ] as const) {
    await openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option, "-out", file(`${name}.key`));
  }
  const root = ["-x509", "-key", file("root.key"), "-subj", "/CN=Foreign Root", "-out", file("root.pem")];
  await openssl("req", ...root, ...days);
  for (const name of ["ec", "rsa"]) {
    const request = ["-key", file(`${name}.key`), "-subj", `/CN=device-${name}`, "-out", file(`${name}.csr`)];
    await openssl("req", "-new", ...request);
    const signing = ["-CA", file("root.pem"), "-CAkey", file("root.key"), "-CAcreateserial", ...days];
    await openssl("x509", "-req", "-in", file(`${name}.csr`), ...signing, "-out", file(`${name}.pem`));
  }
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("PKCS#12 of openssl is read:", () => {
  const rows: readonly [what: string, options: readonly string[]][] = [
    ["as it is written today", []],
    ["of triple DES", ["-legacy", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]],
    ["of triple DES with two keys", ["-certpbe", "PBE-SHA1-2DES", "-keypbe", "PBE-SHA1-2DES", "-legacy"]],
    ["of AES-128 and SHA-384", ["-certpbe", "AES-128-CBC", "-keypbe", "AES-128-CBC", "-macalg", "sha384"]],
    ["sealed with SHA-512", ["-macalg", "sha512"]],
    ["with a key in the clear", ["-keypbe", "NONE"]],
    ["with certificates in the clear", ["-certpbe", "NONE"]],
  ];
  for (const key of ["ec", "rsa"]) {
    for (const [what, options] of key === "ec" ? rows : rows.slice(0, 2)) {
      it(`${key}, ${what}`, async () => {
        const input = [
          "-inkey",
          file(`${key}.key`),
          "-in",
          file(`${key}.pem`),
          "-certfile",
          file("root.pem"),
        ];
        const output = ["-name", "Gerät 1", "-passout", "pass:store-secret", "-out", file("o.p12")];
        await openssl("pkcs12", "-export", ...input, ...options, ...output);
        await expectTold(
          "o.p12",
          ["pkcs12 verified", `key Gerät 1 open: device-${key} < Foreign Root`],
          ["key-passphrase-wrong"],
        );
      });
    }
  }

  it("but of RC2-40, as it was written before OpenSSL 3, it is named", async () => {
    const input = ["-inkey", file("ec.key"), "-in", file("ec.pem"), "-legacy"];
    await openssl("pkcs12", "-export", ...input, "-passout", "pass:store-secret", "-out", file("rc2.p12"));
    const named = ["key-algorithm-unsupported RC2-40"];
    await expectTold("rc2.p12", named, named);
  });

  it("and certificates alone, which Java would not list", async () => {
    const input = ["-nokeys", "-in", file("root.pem"), "-passout", "pass:store-secret"];
    await openssl("pkcs12", "-export", ...input, "-out", file("trust.p12"));
    await expectTold("trust.p12", ["pkcs12 verified", "trusted -: Foreign Root"], ["key-passphrase-wrong"]);
  });
});

describe("keys of openssl are read:", () => {
  const rows: readonly [what: string, args: readonly string[]][] = [
    ["PKCS#8", ["pkcs8", "-topk8", "-nocrypt"]],
    ["PKCS#8, DER", ["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"]],
    ["SEC1 and PKCS#1", ["pkey", "-traditional"]],
    ["SEC1 and PKCS#1, DER", ["pkey", "-traditional", "-outform", "DER"]],
    ["encrypted PKCS#8", ["pkcs8", "-topk8", "-passout", "pass:store-secret"]],
    ["encrypted PKCS#8, DER", ["pkcs8", "-topk8", "-passout", "pass:store-secret", "-outform", "DER"]],
    ["PKCS#8 of triple DES", ["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", "pass:store-secret"]],
  ];
  for (const [what, args] of rows) {
    for (const key of ["ec", "rsa"]) {
      it(`${key}, ${what}`, async () => {
        await openssl(...args, "-in", file(`${key}.key`), "-out", file("one.key"));
        const [first, ...lines] = await told(readFileSync(file("one.key")), store);
        assert.equal(first, what.endsWith("DER") ? "der absent" : "pem absent");
        assert.deepEqual(lines, ["key - open: "]);
      });
    }
  }
});

describe("keystores of keytool are read:", () => {
  const generated = (alias: string, ...more: readonly string[]): readonly string[] => [
    ...["-alias", alias, "-dname", `CN=${alias}`, "-keyalg", "EC", "-groupname", "secp256r1", ...more],
  ];

  it("JKS of several keys and trusted certificates; a key has its own password", async () => {
    const jks = ["-storetype", "JKS"];
    await keytool("-genkeypair", "s.jks", ...jks, ...generated("One", "-keypass", "store-secret"));
    await keytool("-genkeypair", "s.jks", ...jks, ...generated("two", "-keypass", "other-secret"));
    await keytool("-importcert", "s.jks", ...jks, "-noprompt", "-alias", "ca", "-file", file("root.pem"));
    const lines = await told(readFileSync(file("s.jks")), store);
    assert.deepEqual([...lines].sort(), [
      "jks verified",
      "key one open: One",
      "key two key-passphrase-wrong: two",
      "trusted by Java ca: Foreign Root",
    ]);
    assert.deepEqual(await told(readFileSync(file("s.jks")), wrong), ["key-passphrase-wrong"]);
  });

  it("PKCS#12 of several, with a secret key, which is skipped and named", async () => {
    await keytool("-genkeypair", "s.p12", ...generated("One"));
    await keytool("-genkeypair", "s.p12", ...generated("two"));
    await keytool("-importcert", "s.p12", "-noprompt", "-alias", "ca", "-file", file("root.pem"));
    await keytool("-genseckey", "s.p12", "-alias", "hidden", "-keyalg", "AES", "-keysize", "256");
    const lines = await told(readFileSync(file("s.p12")), store);
    assert.deepEqual([...lines].sort(), [
      "key one open: One",
      "key two open: two",
      "pkcs12 verified",
      "skipped secret-key hidden 1.2.840.113549.1.12.10.1.2",
      "trusted by Java ca: Foreign Root",
    ]);
    assert.deepEqual(await told(readFileSync(file("s.p12")), wrong), ["key-passphrase-wrong"]);
  });

  it("but JCEKS is named", async () => {
    await keytool("-genkeypair", "s.jceks", "-storetype", "JCEKS", ...generated("one"));
    assert.deepEqual(await told(readFileSync(file("s.jceks")), store), ["key-algorithm-unsupported JCEKS"]);
  });
});

describe("files of certtool are read:", () => {
  // GnuTLS derives with 600,000 rounds: seconds for each password, so one is tried.
  it("PKCS#12 of triple DES", async () => {
    const input = ["--load-privkey", file("ec.key"), "--load-certificate", file("ec.pem")];
    const output = ["--p12-name", "device", "--password", "store-secret", "--outder"];
    await certtool(
      ...["--to-p12", ...input, "--load-ca-certificate", file("root.pem"), "--pkcs-cipher", "3des"],
      ...[...output, "--outfile", file("g.p12")],
    );
    assert.deepEqual(await told(readFileSync(file("g.p12")), store), [
      "pkcs12 verified",
      "key device open: device-ec < Foreign Root",
    ]);
  });

  it("PKCS#12 of AES-192 is named", async () => {
    const input = ["--load-privkey", file("ec.key"), "--load-certificate", file("ec.pem")];
    await certtool(
      ...["--to-p12", ...input, "--pkcs-cipher", "aes-192", "--p12-name", "device"],
      ...["--password", "store-secret", "--outder", "--outfile", file("g.p12")],
    );
    const named = ["key-algorithm-unsupported AES-192-CBC"];
    await expectTold("g.p12", named, named);
  });

  it("a key with its explanation", async () => {
    await certtool("--generate-privkey", "--ecc", "--curve", "secp256r1", "--outfile", file("g.key"));
    assert.deepEqual(await told(readFileSync(file("g.key")), {}), ["pem absent", "key - open: "]);
  });
});
