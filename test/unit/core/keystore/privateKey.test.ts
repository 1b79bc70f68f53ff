import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  nullValue,
  octetString,
  primitive,
  sequence,
  smallInteger,
  tags,
} from "../../../../src/core/certificate/asn1";
import { encodeDer, objectIdentifier, type Asn1 } from "../../../../src/core/certificate/forge";
import { oids } from "../../../../src/core/certificate/oids";
import { passwordKeyOf } from "../../../../src/core/keystore/pbes2";
import { readPem, writePem, type PemBlock } from "../../../../src/core/keystore/pem";
import type { KeyFailure } from "../../../../src/core/keystore/keyFailure";
import { decryptPkcs8, encryptPkcs8, isPrivateKeyInfo } from "../../../../src/core/keystore/pkcs8";
import { privateKeyOf } from "../../../../src/core/keystore/privateKey";
import { countedBytes, keyPairFrom, newKeyPair } from "../../../support/identities";
import { newPatience } from "../../../support/patience";

type Outcome = "ec" | "rsa" | KeyFailure["code"] | `unsupported: ${string}`;

/** What became of a file's first block: the fixture key that came out, or the failure's code. */
async function outcomeOf(block: PemBlock | undefined, password: string): Promise<Outcome> {
  assert.ok(block);
  const key = await privateKeyOf(block, [password], newPatience());
  if (!key.ok) {
    const { failure } = key;
    return failure.code === "key-algorithm-unsupported" ? `unsupported: ${failure.algorithm}` : failure.code;
  }
  const found = createPrivateKey({ key: Buffer.from(key.value), format: "der", type: "pkcs8" });
  const known = (["ec", "rsa"] as const).find((name) =>
    createPrivateKey(readFileSync(`test/fixtures/keystore/${name}.pk8.pem`, "utf8"))
      .export({ type: "pkcs8", format: "der" })
      .equals(found.export({ type: "pkcs8", format: "der" })),
  );
  assert.ok(known, "the key is another than the fixture's");
  return known;
}

function blockOf(file: string): PemBlock | undefined {
  return readPem(readFileSync(`test/fixtures/keystore/${file}`, "utf8")).blocks[0];
}

describe("a private key of OpenSSL", () => {
  // test/fixtures/keystore/README.md has the command of each; their password is key-secret.
  const rows: readonly [file: string, right: Outcome, wrong: Outcome][] = [
    ["ec.pk8.pem", "ec", "ec"],
    ["ec.sec1.pem", "ec", "ec"],
    ["rsa.pk8.pem", "rsa", "rsa"],
    ["rsa.pkcs1.pem", "rsa", "rsa"],
    ["ec.aes256.pem", "ec", "key-passphrase-wrong"],
    ["ec.aes128-sha1.pem", "ec", "key-passphrase-wrong"],
    ["ec.aes256-sha384.pem", "ec", "key-passphrase-wrong"],
    ["ec.des3-sha512.pem", "ec", "key-passphrase-wrong"],
    ["golden.encrypted.pem", "rsa", "key-passphrase-wrong"],
    ["ec.scrypt.pem", "unsupported: scrypt", "unsupported: scrypt"],
    ["ec.pbes1.pem", "ec", "key-passphrase-wrong"],
    ["ec.legacy.pem", "unsupported: AES-256-CBC with MD5", "unsupported: AES-256-CBC with MD5"],
    ["ec-k1.pk8.pem", "unsupported: EC 1.3.132.0.10", "unsupported: EC 1.3.132.0.10"],
    ["ed25519.pk8.pem", "unsupported: Ed25519", "unsupported: Ed25519"],
  ];
  for (const [file, right, wrong] of rows) {
    it(`${file}: ${right}, with another password ${wrong}`, async () => {
      assert.equal(await outcomeOf(blockOf(file), "key-secret"), right);
      assert.equal(await outcomeOf(blockOf(file), "Key-secret"), wrong);
      assert.equal(await outcomeOf(blockOf(file), ""), wrong);
    });
  }
});

describe("a private key is unreadable that is", () => {
  const numbers = (count: number): Asn1 => sequence(...Array.from({ length: count }, () => smallInteger(1)));
  const ecAlgorithm = sequence(objectIdentifier(oids.ecPublicKey), objectIdentifier(oids.secp256r1));
  const rows: readonly [what: string, label: string, der: Uint8Array][] = [
    ["no DER", "PRIVATE KEY", Uint8Array.of(1)],
    ["a number", "PRIVATE KEY", encodeDer(smallInteger(1))],
    ["a certificate's block", "CERTIFICATE", encodeDer(sequence())],
    ["an empty RSA key", "RSA PRIVATE KEY", encodeDer(numbers(0))],
    ["an RSA key of eight numbers", "RSA PRIVATE KEY", encodeDer(numbers(8))],
    ["an RSA key of nine ones", "RSA PRIVATE KEY", encodeDer(numbers(9))],
    [
      "a SEC1 key without its curve",
      "EC PRIVATE KEY",
      encodeDer(sequence(smallInteger(1), octetString(new Uint8Array(32)))),
    ],
    ["a SEC1 key without a key", "EC PRIVATE KEY", encodeDer(sequence(smallInteger(1), nullValue()))],
    [
      "an EC key of nothing",
      "PRIVATE KEY",
      encodeDer(sequence(smallInteger(0), ecAlgorithm, octetString(new Uint8Array(0)))),
    ],
    [
      "encrypted without an algorithm",
      "ENCRYPTED PRIVATE KEY",
      encodeDer(sequence(sequence(), octetString(new Uint8Array(16)))),
    ],
    ["encrypted without a content", "ENCRYPTED PRIVATE KEY", encodeDer(sequence(sequence()))],
    [
      "encrypted, and cut off",
      "ENCRYPTED PRIVATE KEY",
      blockOf("ec.aes256.pem")?.der.subarray(0, 100) ?? new Uint8Array(0),
    ],
  ];
  for (const [what, label, der] of rows) {
    it(what, async () => {
      const [block] = readPem(writePem(label, der)).blocks;
      assert.equal(await outcomeOf(block, "key-secret"), "key-unreadable");
    });
  }
});

interface Pbes2Parts {
  readonly scheme: string;
  readonly derivation: string;
  readonly salt: Asn1;
  readonly iterations: Asn1;
  readonly afterIterations: readonly Asn1[];
  readonly cipher: string;
  readonly iv: Asn1;
  readonly ciphertext: Uint8Array;
}

/** An EncryptedPrivateKeyInfo of PBES2, some of whose parts are others. */
function pbes2With(changes: Partial<Pbes2Parts>): Uint8Array {
  const parts: Pbes2Parts = {
    scheme: oids.pbes2,
    derivation: oids.pbkdf2,
    salt: octetString(new Uint8Array(8)),
    iterations: smallInteger(1),
    afterIterations: [],
    cipher: oids.aes256Cbc,
    iv: octetString(new Uint8Array(16)),
    ciphertext: new Uint8Array(16),
    ...changes,
  };
  const derivation = sequence(parts.salt, parts.iterations, ...parts.afterIterations);
  const algorithm = sequence(
    objectIdentifier(parts.scheme),
    sequence(
      sequence(objectIdentifier(parts.derivation), derivation),
      sequence(objectIdentifier(parts.cipher), parts.iv),
    ),
  );
  return encodeDer(sequence(algorithm, octetString(parts.ciphertext)));
}

describe("an encrypted key is judged by its structure before any password:", () => {
  const rows: readonly [what: string, outcome: string, changes: Partial<Pbes2Parts>][] = [
    ["a sound one of noise", "key-passphrase-wrong", {}],
    ["another scheme", "1.2.3", { scheme: "1.2.3" }],
    ["another derivation", "scrypt", { derivation: "1.3.6.1.4.1.11591.4.11" }],
    ["another cipher", "AES-256-GCM", { cipher: "2.16.840.1.101.3.4.1.46" }],
    ["another PRF", "1.2.3", { afterIterations: [sequence(objectIdentifier("1.2.3"))] }],
    ["a key length and no PRF", "key-passphrase-wrong", { afterIterations: [smallInteger(32)] }],
    ["a salt that is none", "key-unreadable", { salt: nullValue() }],
    ["no iterations", "key-unreadable", { iterations: smallInteger(0) }],
    ["negative iterations", "key-unreadable", { iterations: primitive(tags.integer, Uint8Array.of(0xff)) }],
    [
      "4,294,967,295 iterations",
      "PBKDF2 with 4294967295 iterations",
      { iterations: smallInteger(0xffffffff) },
    ],
    ["10,000,001 iterations", "PBKDF2 with 10000001 iterations", { iterations: smallInteger(10_000_001) }],
    ["an initial vector of 15 bytes", "key-unreadable", { iv: octetString(new Uint8Array(15)) }],
    ["no initial vector", "key-unreadable", { iv: nullValue() }],
    ["no ciphertext", "key-unreadable", { ciphertext: new Uint8Array(0) }],
    ["half a block of ciphertext", "key-unreadable", { ciphertext: new Uint8Array(24) }],
  ];
  for (const [what, outcome, changes] of rows) {
    it(`${what}: ${outcome}`, async () => {
      const failure = outcome.startsWith("key-")
        ? { code: outcome }
        : { code: "key-algorithm-unsupported", algorithm: outcome };
      const decrypted = await decryptPkcs8(pbes2With(changes), "key-secret", newPatience());
      assert.deepEqual(decrypted, { ok: false, failure });
    });
  }
});

describe("an encrypted key of ours", () => {
  it("is the same for the same random bytes: golden.encrypted.pem", async () => {
    const { privateKeyPkcs8Der } = keyPairFrom("test/fixtures/keystore/rsa.pk8.pem");
    const random = countedBytes();
    const encrypted = encryptPkcs8(privateKeyPkcs8Der, await passwordKeyOf("key-secret", random), random);
    assert.equal(
      writePem("ENCRYPTED PRIVATE KEY", encrypted),
      readFileSync("test/fixtures/keystore/golden.encrypted.pem", "utf8"),
    );
  });

  for (const password of ["", "a", "pass word", "sécret-пароль-😀", "x".repeat(200)]) {
    it(`comes back under ${JSON.stringify(password.slice(0, 20))}, and never under another password`, async () => {
      const { privateKeyPkcs8Der } = newKeyPair({ kind: "ec", curve: "P-384" });
      const random = countedBytes();
      const encrypted = encryptPkcs8(privateKeyPkcs8Der, await passwordKeyOf(password, random), random);
      assert.deepEqual(await decryptPkcs8(encrypted, password, newPatience()), {
        ok: true,
        value: Buffer.from(privateKeyPkcs8Der),
      });
      const other = await decryptPkcs8(encrypted, `${password}!`, newPatience());
      assert.deepEqual(other, { ok: false, failure: { code: "key-passphrase-wrong" } });
    });
  }

  it("has no padding by chance that a thousand wrong passwords would take for right", async () => {
    const { privateKeyPkcs8Der } = newKeyPair({ kind: "ec", curve: "P-256" });
    const parts = pbes2With({ ciphertext: Buffer.from(privateKeyPkcs8Der.subarray(0, 128)) });
    const results = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => decryptPkcs8(parts, `wrong-${index}`, newPatience())),
    );
    const codes = results.map((result) => (result.ok ? "opened" : result.failure.code));
    assert.deepEqual(new Set(codes), new Set(["key-passphrase-wrong"]));
  });
});

describe("a PrivateKeyInfo", () => {
  it("is told from what is none", () => {
    const { privateKeyPkcs8Der, publicKeySpkiDer } = keyPairFrom("test/fixtures/keystore/ec.pk8.pem");
    assert.equal(isPrivateKeyInfo(privateKeyPkcs8Der), true);
    assert.equal(isPrivateKeyInfo(publicKeySpkiDer), false);
    assert.equal(isPrivateKeyInfo(privateKeyPkcs8Der.subarray(1)), false);
    assert.equal(isPrivateKeyInfo(new Uint8Array(0)), false);
  });
});
