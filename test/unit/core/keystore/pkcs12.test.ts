import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import {
  contentOf,
  contextContentOf,
  contextItems,
  numberOf,
  sequenceItems,
  setItems,
  tags,
  textOf,
} from "../../../../src/core/certificate/asn1";
import { decodeDer, encodeDer, identifierOf, type Asn1 } from "../../../../src/core/certificate/forge";
import { decrypt, readEncryption } from "../../../../src/core/keystore/encryption";
import { passwordKeyOf } from "../../../../src/core/keystore/pbes2";
import type { Patience } from "../../../../src/core/keystore/patience";
import { readPem } from "../../../../src/core/keystore/pem";
import { writePkcs12, type Pkcs12Contents } from "../../../../src/core/keystore/pkcs12";
import { derivePkcs12, pkcs12Kdf, type Pkcs12Derivation } from "../../../../src/core/keystore/pkcs12Kdf";
import { decryptPkcs8 } from "../../../../src/core/keystore/pkcs8";
import { countedBytes, keyPairFrom } from "../../../support/identities";
import { newPatience, pause } from "../../../support/patience";

const { privateKeyPkcs8Der } = keyPairFrom("test/fixtures/keystore/rsa.pk8.pem");

function certificate(name: string): Uint8Array {
  const [block] = readPem(readFileSync(`test/fixtures/certificate/${name}.pem`, "utf8")).blocks;
  assert.ok(block);
  return Buffer.from(block.der);
}

async function written(contents: Pkcs12Contents, password = "key-secret"): Promise<Buffer> {
  const random = countedBytes();
  return Buffer.from(await writePkcs12(contents, await passwordKeyOf(password, random), { random, pause }));
}

function hexOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}

describe("PKCS#12 derives", () => {
  // Bouncy Castle's PKCS12Test vectors, which OpenSSL's and Go's tests have too; SHA-256 and SHA-512 with
  //   openssl kdf -keylen N -kdfopt digest:D -kdfopt hexpass:BMP -kdfopt hexsalt:S -kdfopt iter:I -kdfopt id:P PKCS12KDF
  const rows: readonly [expected: string, salt: string, derivation: Omit<Pkcs12Derivation, "salt">][] = [
    [
      "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3",
      "0a58cf64530d823f",
      { hash: "sha1", password: "smeg", iterations: 1, purpose: "key", lengthBytes: 24 },
    ],
    [
      "79993dfe048d3b76",
      "0a58cf64530d823f",
      { hash: "sha1", password: "smeg", iterations: 1, purpose: "iv", lengthBytes: 8 },
    ],
    [
      "8d967d88f6caa9d714800ab3d48051d63f73a312",
      "3d83c0e4546ac140",
      { hash: "sha1", password: "smeg", iterations: 1, purpose: "mac", lengthBytes: 20 },
    ],
    [
      "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4",
      "05dec959acff72f7",
      { hash: "sha1", password: "queeg", iterations: 1000, purpose: "key", lengthBytes: 24 },
    ],
    [
      "5ec4c7a80df652294c3925b6489a7ab857c83476",
      "263216fcc2fab31c",
      { hash: "sha1", password: "queeg", iterations: 1000, purpose: "mac", lengthBytes: 20 },
    ],
    [
      "6e1e4ca08d4dcc3a950c1565fb9190637c460073dd4ec46491040ee47f75ee27",
      "000102030405060708090a0b0c0d0e0f10111213",
      { hash: "sha256", password: "key-secret", iterations: 10_000, purpose: "mac", lengthBytes: 32 },
    ],
    [
      "6a6f349e5ef05a9536375cee461949b4ddb3fba624ce26f5e01e4e6cc89d48e6efb530e1fbdd4127c5f3305cf4a1cebc2bf01e9a22e6e0e321d084ff1decabf0d6327947cb3f9d4d23ba6adb4576ac7b01b12dc9406882cbab25980cd42706f7e3e96269",
      "0001020304050607",
      { hash: "sha512", password: "пароль", iterations: 3, purpose: "key", lengthBytes: 100 },
    ],
  ];
  for (const [expected, salt, derivation] of rows) {
    it(`${expected} with ${derivation.hash} for its ${derivation.purpose}`, async () => {
      const derived = await pkcs12Kdf({ ...derivation, salt: Buffer.from(salt, "hex") }, pause);
      assert.equal(hexOf(derived), expected);
    });
  }

  it("the same in slices, between which other work is done, until the signal says stop", async () => {
    const derivation = {
      ...({ hash: "sha1", password: "smeg", salt: Buffer.from("0a58cf64530d823f", "hex") } as const),
      ...({ iterations: 20_001, purpose: "key", lengthBytes: 24 } as const),
    };
    let pauses = 0;
    const stop = new AbortController();
    const counted = (limit: number): Patience => ({
      ...newPatience({ signal: stop.signal }),
      pause: async () => {
        pauses += 1;
        await setImmediate();
        if (pauses === limit) {
          stop.abort();
        }
      },
    });
    assert.deepEqual(await derivePkcs12(derivation, counted(Infinity)), {
      ok: true,
      value: await pkcs12Kdf(derivation, pause),
    });
    // Two blocks of SHA-1 for 24 bytes, eight slices each.
    assert.equal(pauses, 16);
    assert.deepEqual(await derivePkcs12(derivation, counted(18)), {
      ok: false,
      failure: { code: "cancelled" },
    });
    assert.equal(pauses, 18);
  });

  it("something without salt and password too", async () => {
    const derivation = { hash: "sha1", password: "", salt: new Uint8Array(0), iterations: 1 } as const;
    const derived = await pkcs12Kdf({ ...derivation, purpose: "mac", lengthBytes: 20 }, pause);
    assert.equal(derived.length, 20);
  });
});

/** What lies in a PKCS#12 file: MAC and envelopes opened. */
async function opened(
  pfx: Uint8Array,
  password: string,
): Promise<{ readonly bags: readonly Asn1[]; readonly mac: readonly string[] }> {
  const decoded = decodeDer(pfx);
  assert.ok(decoded.ok);
  const [version, content, macNode] = sequenceItems(decoded.value) ?? [];
  assert.equal(numberOf(version), 3);
  const authenticated = dataOf(content);
  const safes = sequenceItems(valueOf(authenticated)) ?? [];
  const [digestInfo, salt, iterations] = sequenceItems(macNode) ?? [];
  const [algorithm, digest] = sequenceItems(digestInfo) ?? [];
  const derivation = {
    hash: "sha256",
    password,
    salt: contentOf(salt, tags.octetString) ?? new Uint8Array(0),
    iterations: numberOf(iterations) ?? 0,
    purpose: "mac",
    lengthBytes: 32,
  } as const;
  const key = await pkcs12Kdf(derivation, pause);
  const contents = await Promise.all(safes.map((safe) => safeContent(safe, password)));
  return {
    bags: contents.flatMap((der) => sequenceItems(valueOf(der)) ?? []),
    mac: [
      identifierOf(sequenceItems(algorithm)?.[0]) ?? "",
      hexOf(contentOf(digest, tags.octetString)),
      createHmac("sha256", key).update(authenticated).digest("hex"),
    ],
  };
}

function valueOf(der: Uint8Array): Asn1 {
  const decoded = decodeDer(der);
  assert.ok(decoded.ok);
  return decoded.value;
}

/** The bytes in a ContentInfo of type data. */
function dataOf(contentInfo: Asn1 | undefined): Uint8Array {
  const [type, wrapped] = sequenceItems(contentInfo) ?? [];
  assert.equal(identifierOf(type), "1.2.840.113549.1.7.1");
  return contentOf(contextItems(wrapped, 0)?.[0], tags.octetString) ?? new Uint8Array(0);
}

async function safeContent(safe: Asn1, password: string): Promise<Uint8Array> {
  const [type, wrapped] = sequenceItems(safe) ?? [];
  if (identifierOf(type) === "1.2.840.113549.1.7.1") {
    return dataOf(safe);
  }
  assert.equal(identifierOf(type), "1.2.840.113549.1.7.6");
  const [version, encrypted] = sequenceItems(contextItems(wrapped, 0)?.[0]) ?? [];
  assert.equal(numberOf(version), 0);
  const [, algorithm, ciphertext] = sequenceItems(encrypted) ?? [];
  const encryption = readEncryption(algorithm);
  assert.ok(encryption.ok);
  const bytes = contextContentOf(ciphertext, 0) ?? new Uint8Array(0);
  const plain = await decrypt(encryption.value, bytes, password, newPatience());
  assert.ok(plain.ok);
  return plain.value;
}

/** A bag as a line: kind, SHA-256 of its content, attributes. */
async function bagText(bag: Asn1, password: string): Promise<string> {
  const [type, wrapped, attributes] = sequenceItems(bag) ?? [];
  const value = contextItems(wrapped, 0)?.[0];
  const isKey = identifierOf(type) === "1.2.840.113549.1.12.10.1.2";
  const content = isKey ? await keyIn(value, password) : certificateIn(value);
  return [
    isKey ? "key" : "certificate",
    createHash("sha256").update(content).digest("hex").slice(0, 16),
    ...(setItems(attributes) ?? []).map(attributeText),
  ].join(" ");
}

async function keyIn(value: Asn1 | undefined, password: string): Promise<Uint8Array> {
  assert.ok(value);
  const key = await decryptPkcs8(encodeDer(value), password, newPatience());
  assert.ok(key.ok);
  return key.value;
}

function certificateIn(value: Asn1 | undefined): Uint8Array {
  const [type, wrapped] = sequenceItems(value) ?? [];
  assert.equal(identifierOf(type), "1.2.840.113549.1.9.22.1");
  return contentOf(contextItems(wrapped, 0)?.[0], tags.octetString) ?? new Uint8Array(0);
}

function attributeText(attribute: Asn1): string {
  const [type, values] = sequenceItems(attribute) ?? [];
  const [value] = setItems(values) ?? [];
  const shown = textOf(value) ?? identifierOf(value) ?? hexOf(contentOf(value, tags.octetString));
  return `${identifierOf(type) ?? ""}=${shown}`;
}

describe("a PKCS#12 file", () => {
  const key = {
    alias: "clientalias",
    pkcs8Der: privateKeyPkcs8Der,
    chainDer: [certificate("golden.client"), certificate("ca")],
  };
  const trusted = [{ alias: "servér", certificateDer: certificate("golden.server") }];
  // openssl x509 -in golden.client.pem -outform DER | sha1sum
  const localKeyId = `1.2.840.113549.1.9.21=a14a07d4b9c55c1e5c1846f5888b978dfca560d6`;
  const friendlyName = "1.2.840.113549.1.9.20=clientalias";
  const rows: readonly [what: string, contents: Pkcs12Contents, bags: readonly string[]][] = [
    [
      "holds certificates first, then the key; name and id tie leaf and key",
      { key, trusted: [] },
      [
        `certificate f71d5aa3fa911c89 ${localKeyId} ${friendlyName}`,
        "certificate 901e5f8809af9a86",
        `key eaa2583f079f3773 ${localKeyId} ${friendlyName}`,
      ],
    ],
    [
      "marks a trusted certificate as Oracle does, or Java would not list it",
      { trusted },
      ["certificate 7967c02ec46a9253 2.16.840.1.113894.746875.1.1=2.5.29.37.0 1.2.840.113549.1.9.20=servér"],
    ],
    ["may be empty", { trusted: [] }, []],
  ];
  for (const [what, contents, expected] of rows) {
    it(what, async () => {
      const { bags, mac } = await opened(await written(contents), "key-secret");
      assert.deepEqual(await Promise.all(bags.map((bag) => bagText(bag, "key-secret"))), expected);
      assert.equal(mac[0], "2.16.840.1.101.3.4.2.1");
      assert.equal(mac[1], mac[2]);
    });
  }

  it("is the same for the same random bytes: golden.p12", async () => {
    const contents = {
      key: { ...key, chainDer: key.chainDer.slice(0, 1) },
      trusted: [{ alias: "serveralias", certificateDer: certificate("golden.server") }],
    };
    assert.deepEqual(await written(contents), readFileSync("test/fixtures/keystore/golden.p12"));
  });

  it("has another initial vector for each of its two safes", async () => {
    const hex = (await written({ key, trusted: [] })).toString("hex");
    assert.equal(hex.includes("0410101112131415161718191a1b1c1d1e1f"), true);
    assert.equal(hex.includes("0410202122232425262728292a2b2c2d2e2f"), true);
  });
});
