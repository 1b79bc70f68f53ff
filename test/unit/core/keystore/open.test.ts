import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { KeyFilePasswords } from "../../../../src/core/keystore/open";
import { readPem } from "../../../../src/core/keystore/pem";
import { told } from "../../../support/keyFiles";
import { newPatience } from "../../../support/patience";

function fixture(name: string): Buffer {
  return readFileSync(`test/fixtures/keystore/${name}`);
}

function derOf(pem: Buffer): Buffer {
  const [block] = readPem(pem.toString("latin1")).blocks;
  assert.ok(block);
  return Buffer.from(block.der);
}

function changedAt(bytes: Buffer, offset: number, hex: string): Buffer {
  const changed = Buffer.from(bytes);
  changed.write(hex, offset, "hex");
  return changed;
}

const store: KeyFilePasswords = { storePassword: "store-secret" };
const own: KeyFilePasswords = { storePassword: "store-secret", keyPassword: "key-secret" };
const wrong: KeyFilePasswords = { storePassword: "Store-secret" };
const chain = "device-1 < Fixture Intermediate < Fixture Root";
const chainPem = fixture("openssl/chain.pem").toString("latin1");
const modern = fixture("openssl/modern.p12");

describe("a file is opened, whatever its format:", () => {
  const rows: readonly [
    what: string,
    bytes: Uint8Array,
    passwords: KeyFilePasswords,
    lines: readonly string[],
  ][] = [
    ["PKCS#12 of today", modern, store, ["pkcs12 verified", `key Device-1 open: ${chain}`]],
    [
      "PKCS#12 of triple DES and SHA-1",
      fixture("openssl/tripledes.p12"),
      store,
      ["pkcs12 verified", `key Device-1 open: ${chain}`],
    ],
    [
      "PKCS#12 in the clear",
      fixture("openssl/plain.p12"),
      store,
      ["pkcs12 verified", `key Device-1 open: ${chain}`],
    ],
    [
      "PKCS#12 without a seal, in the clear",
      fixture("openssl/unsealed.p12"),
      {},
      ["pkcs12 absent", `key Device-1 open: ${chain}`],
    ],
    [
      "PKCS#12 without a seal, its key encrypted",
      fixture("openssl/nomac.p12"),
      store,
      ["pkcs12 absent", `key Device-1 open: ${chain}`],
    ],
    [
      "PKCS#12 without a seal, its key encrypted, by another password",
      fixture("openssl/nomac.p12"),
      wrong,
      ["pkcs12 absent", `key Device-1 key-passphrase-wrong: ${chain}`],
    ],
    [
      "PKCS#12 sealed as RFC 9579 has it",
      fixture("openssl/pbmac1.p12"),
      store,
      ["pkcs12 verified", `key Device-1 open: ${chain}`],
    ],
    [
      "PKCS#12 with an empty password",
      fixture("openssl/empty.p12"),
      {},
      ["pkcs12 verified", `key Device-1 open: ${chain}`],
    ],
    [
      "PKCS#12 of ours",
      fixture("golden.p12"),
      { storePassword: "key-secret" },
      ["pkcs12 verified", "key clientalias open: device-1", "trusted by Java serveralias: device-1"],
    ],
    [
      "JKS of keytool",
      fixture("keytool.jks"),
      own,
      ["jks verified", "key clientalias open: device-1", "trusted by Java serveralias: tb.local"],
    ],
    [
      "JKS whose key has another password",
      fixture("keytool.jks"),
      store,
      [
        "jks verified",
        "key clientalias key-passphrase-wrong: device-1",
        "trusted by Java serveralias: tb.local",
      ],
    ],
    [
      "PEM in any order, with text between",
      Buffer.from(chainPem),
      {},
      ["pem absent", `key - open: ${chain}`],
    ],
    [
      "PEM of Windows",
      Buffer.from(chainPem.replaceAll("\n", "\r\n")),
      {},
      ["pem absent", `key - open: ${chain}`],
    ],
    [
      "PEM of PowerShell, UTF-16",
      Buffer.from(`\ufeff${chainPem}`, "utf16le"),
      {},
      ["pem absent", `key - open: ${chain}`],
    ],
    [
      "PEM with a locked key and its chain",
      Buffer.concat([
        fixture("ec.aes256.pem"),
        Buffer.from(chainPem.replace(/-----BEGIN EC[^]*END EC PRIVATE KEY-----/, "")),
      ]),
      {},
      ["pem absent", `key - key-passphrase-wrong: ${chain}`],
    ],
    [
      "PEM with a key and a certificate of another",
      Buffer.concat([fixture("rsa.pkcs1.pem"), readFileSync("test/fixtures/certificate/ca.pem")]),
      {},
      ["pem absent", "key - open: ", "trusted -: Test CA"],
    ],
    ["an encrypted PKCS#8 key as PEM", fixture("ec.aes256.pem"), own, ["pem absent", "key - open: "]],
    ["an encrypted PKCS#8 key as DER", derOf(fixture("ec.aes256.pem")), own, ["der absent", "key - open: "]],
    [
      "a locked PKCS#8 key as DER",
      derOf(fixture("ec.aes256.pem")),
      wrong,
      ["der absent", "key - key-passphrase-wrong: "],
    ],
    ["a PKCS#8 key as DER", derOf(fixture("rsa.pk8.pem")), {}, ["der absent", "key - open: "]],
    ["a SEC1 key as DER", derOf(fixture("ec.sec1.pem")), {}, ["der absent", "key - open: "]],
    ["a PKCS#1 key as DER", derOf(fixture("rsa.pkcs1.pem")), {}, ["der absent", "key - open: "]],
    [
      "a certificate as DER",
      derOf(readFileSync("test/fixtures/certificate/ca.pem")),
      {},
      ["der absent", "trusted -: Test CA"],
    ],
    [
      "a certificate of version 1 as DER",
      derOf(readFileSync("test/fixtures/certificate/v1.pem")),
      {},
      ["der absent", "trusted -: old"],
    ],
  ];
  for (const [what, bytes, passwords, lines] of rows) {
    it(what, async () => {
      assert.deepEqual(await told(bytes, passwords), lines);
    });
  }

  it("by its content, of which its place in memory is no part", async () => {
    const whole = Buffer.concat([Buffer.alloc(7, 0x30), modern, Buffer.alloc(9)]);
    const part = whole.subarray(7, 7 + modern.length);
    assert.deepEqual(await told(part, store), ["pkcs12 verified", `key Device-1 open: ${chain}`]);
  });
});

describe("a wrong password is told from damage and from what is not supported:", () => {
  const pemLines = chainPem.split("\n");
  const brokenPem = pemLines.map((line, index) => (index === 6 ? "!" : line)).join("\n");
  const withoutRoot = modern.subarray(0, -1);
  // The certificate's ciphertext starts behind the first 0x80-tagged value of a length of two bytes.
  const ciphertextAt = modern.indexOf(Buffer.from("8082", "hex")) + 40;
  const rows: readonly [what: string, bytes: Uint8Array, passwords: KeyFilePasswords, line: string][] = [
    ["PKCS#12, another password", modern, wrong, "key-passphrase-wrong"],
    ["PKCS#12, no password", modern, {}, "key-passphrase-wrong"],
    [
      "PKCS#12 of triple DES, another password",
      fixture("openssl/tripledes.p12"),
      wrong,
      "key-passphrase-wrong",
    ],
    ["PKCS#12 cut off", withoutRoot, store, "key-unreadable 1"],
    [
      "PKCS#12 with a byte behind it",
      Buffer.concat([modern, Buffer.alloc(1)]),
      store,
      `key-unreadable ${modern.length}`,
    ],
    ["PKCS#12, its seal changed", changedAt(modern, modern.length - 20, "ffff"), store, "key-unreadable"],
    [
      "PKCS#12, its certificates changed",
      changedAt(modern, ciphertextAt, "ffff"),
      wrong,
      "key-passphrase-wrong",
    ],
    [
      "PKCS#12 sealed as RFC 9579 has it, another password",
      fixture("openssl/pbmac1.p12"),
      wrong,
      "key-passphrase-wrong",
    ],
    ["PKCS#12 of RC2-40", fixture("openssl/rc2.p12"), store, "key-algorithm-unsupported RC2-40"],
    [
      "PKCS#12 of RC2-40, another password",
      fixture("openssl/rc2.p12"),
      wrong,
      "key-algorithm-unsupported RC2-40",
    ],
    ["JKS, another password", fixture("keytool.jks"), wrong, "key-passphrase-wrong"],
    ["JKS cut off", fixture("keytool.jks").subarray(0, 700), store, "key-unreadable 179"],
    [
      "JKS of version 1",
      changedAt(fixture("keytool.jks"), 4, "00000001"),
      store,
      "key-algorithm-unsupported JKS version 1",
    ],
    ["JCEKS", changedAt(fixture("keytool.jks"), 0, "cececece"), store, "key-algorithm-unsupported JCEKS"],
    ["PEM with a bad line", Buffer.from(brokenPem), {}, "key-unreadable 7"],
    ["PEM cut off", Buffer.from(pemLines.slice(0, -5).join("\n")), {}, "key-unreadable 34"],
    [
      "PEM of PKCS#7 alone",
      Buffer.from("-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n"),
      {},
      "key-algorithm-unsupported PKCS7",
    ],
    [
      "PEM of a certificate that is none",
      Buffer.from("\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"),
      {},
      "key-unreadable 2",
    ],
    [
      "a certificate cut off",
      derOf(readFileSync("test/fixtures/certificate/ca.pem")).subarray(0, 100),
      {},
      "key-unreadable 1",
    ],
    [
      "PKCS#7",
      Buffer.from("300f06092a864886f70d010702a0023000", "hex"),
      {},
      "key-algorithm-unsupported PKCS#7",
    ],
    ["a text", Buffer.from("0 is where it starts"), {}, "key-file-unknown"],
    [
      "a text that speaks of PEM",
      Buffer.from("see -----BEGIN CERTIFICATE----- there"),
      {},
      "key-file-unknown",
    ],
    ["nothing", new Uint8Array(0), {}, "key-file-unknown"],
    ["another DER value", Buffer.from("3003020101", "hex"), {}, "key-file-unknown"],
    ["more than four megabytes", new Uint8Array(4 * 1024 * 1024 + 1), {}, "key-file-too-large 4194304"],
  ];
  for (const [what, bytes, passwords, line] of rows) {
    it(`${what}: ${line}`, async () => {
      assert.deepEqual(await told(bytes, passwords), [line]);
    });
  }
});

describe("keys are named that are not supported, and open nothing else:", () => {
  const rows: readonly [file: string, line: string][] = [
    ["ed25519.pk8.pem", "key - key-algorithm-unsupported Ed25519: "],
    ["ec-k1.pk8.pem", "key - key-algorithm-unsupported EC 1.3.132.0.10: "],
    ["ec.scrypt.pem", "key - key-algorithm-unsupported scrypt: "],
    ["ec.legacy.pem", "key - key-algorithm-unsupported AES-256-CBC with MD5: "],
  ];
  for (const [file, line] of rows) {
    it(`${file}: ${line}`, async () => {
      assert.deepEqual(await told(fixture(file), own), ["pem absent", line]);
    });
  }
});

describe("waiting has an end:", () => {
  it("rounds beyond the limit are not done, but named", async () => {
    const patience = newPatience({ maxIterations: 9_999 });
    assert.deepEqual(await told(fixture("golden.p12"), own, patience), [
      "key-algorithm-unsupported PKCS#12 key derivation with 10000 iterations",
    ]);
  });

  it("an aborted signal ends it, before anything is derived", async () => {
    const patience = newPatience({ signal: AbortSignal.abort() });
    assert.deepEqual(await told(fixture("golden.p12"), own, patience), ["cancelled"]);
    assert.deepEqual(await told(fixture("ec.aes256.pem"), own, patience), ["cancelled"]);
  });
});
