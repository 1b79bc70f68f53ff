import assert from "node:assert/strict";
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { encodeDer, objectIdentifier } from "../../../../src/core/certificate/forge";
import { octetString, sequence } from "../../../../src/core/certificate/asn1";
import { readCertificate } from "../../../../src/core/certificate/read";
import { readJks, writeJks, type JksEntry, type JksFailure } from "../../../../src/core/keystore/jks";
import {
  isProtectedKey,
  jksDigest,
  protectJksKey,
  unprotectJksKey,
} from "../../../../src/core/keystore/jksProtection";
import { fromModifiedUtf8, toModifiedUtf8 } from "../../../../src/core/keystore/modifiedUtf8";
import { readPem } from "../../../../src/core/keystore/pem";
import { diceOf } from "../../../support/bashCorpus";
import { countedBytes, keyPairFrom } from "../../../support/identities";

const keytoolBytes = readFileSync("test/fixtures/keystore/keytool.jks");
const { privateKeyPkcs8Der } = keyPairFrom("test/fixtures/keystore/rsa.pk8.pem");

function certificate(name: string): Uint8Array {
  const [block] = readPem(readFileSync(`test/fixtures/certificate/${name}.pem`, "utf8")).blocks;
  assert.ok(block);
  return Buffer.from(block.der);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("a keystore of keytool", () => {
  it("gives its entries, with keytool's own dates and certificates", () => {
    const entries = readJks(keytoolBytes, "store-secret");
    assert.ok(entries.ok);
    assert.deepEqual(
      entries.value.map((entry) => [
        entry.kind,
        entry.alias,
        new Date(entry.createdMs).toISOString(),
        ...(entry.kind === "private-key" ? entry.chainDer : [entry.certificateDer]).map(sha256),
      ]),
      [
        [
          "private-key",
          "clientalias",
          "2026-11-24T16:11:47.287Z",
          "ce8a42d2255e317d00d19407bffda6fbebf86ca1ad688691c5faf965b080a0b8",
        ],
        [
          "trusted-certificate",
          "serveralias",
          "2026-11-24T16:11:47.879Z",
          "439280e65832c9d87bb88a66cf154a5f8a57893e0ea86dcf979e0058d88c0a09",
        ],
      ],
    );
  });

  it("gives the key that belongs to its certificate, under the key's own password alone", () => {
    const entries = readJks(keytoolBytes, "store-secret");
    const [own] = entries.ok ? entries.value : [];
    assert.ok(own?.kind === "private-key");
    const key = unprotectJksKey(own.protectedKeyDer, "key-secret");
    assert.ok(key.ok);
    const privateKey = createPrivateKey({ key: Buffer.from(key.value), format: "der", type: "pkcs8" });
    const leaf = readCertificate(own.chainDer[0] ?? new Uint8Array(0));
    assert.ok(leaf.ok);
    assert.deepEqual(
      createPublicKey(privateKey).export({ type: "spki", format: "der" }),
      Buffer.from(leaf.value.publicKeySpkiDer),
    );
    for (const password of ["store-secret", "key-secret ", ""]) {
      assert.deepEqual(unprotectJksKey(own.protectedKeyDer, password), {
        ok: false,
        failure: { code: "key-passphrase-wrong" },
      });
    }
  });

  it("is written again byte for byte", () => {
    const entries = readJks(keytoolBytes, "store-secret");
    assert.ok(entries.ok);
    assert.deepEqual(Buffer.from(writeJks(entries.value, "store-secret")), keytoolBytes);
  });
});

describe("a keystore of ours", () => {
  const createdMs = Date.parse("2026-01-02T03:04:05.678Z");

  it("is the same for the same random bytes: golden.jks", () => {
    const protectedKeyDer = protectJksKey(privateKeyPkcs8Der, "key-secret", countedBytes());
    const chainDer = [certificate("golden.client")];
    const bytes = writeJks(
      [
        { kind: "private-key", alias: "clientalias", createdMs, protectedKeyDer, chainDer },
        {
          kind: "trusted-certificate",
          alias: "serveralias",
          createdMs,
          certificateDer: certificate("golden.server"),
        },
      ],
      "store-secret",
    );
    assert.deepEqual(Buffer.from(bytes), readFileSync("test/fixtures/keystore/golden.jks"));
  });

  const protectedKeyDer = Buffer.from(protectJksKey(privateKeyPkcs8Der, "key", countedBytes()));
  const own: JksEntry = {
    kind: "private-key",
    alias: "own",
    createdMs,
    protectedKeyDer,
    chainDer: [certificate("golden.client"), certificate("ca")],
  };
  const trusted: JksEntry = {
    kind: "trusted-certificate",
    alias: "other",
    createdMs: 0,
    certificateDer: certificate("v1"),
  };
  const rows: readonly [what: string, entries: readonly JksEntry[], password: string][] = [
    ["no entry", [], "store-secret"],
    ["a key with its chain", [own], "store-secret"],
    ["a key without a chain", [{ ...own, chainDer: [] }], "store-secret"],
    ["trusted certificates and a key, in their order", [trusted, own, { ...trusted, alias: "b" }], "x"],
    ["an alias beyond ASCII", [{ ...own, alias: "gerät \0 😀" }], "store-secret"],
    ["a password beyond ASCII", [own], "pässwörd-😀"],
    ["no password", [own], ""],
    ["a date before 1970", [{ ...trusted, createdMs: -1 }], "store-secret"],
  ];
  for (const [what, entries, password] of rows) {
    it(`comes back with ${what}`, () => {
      const bytes = writeJks(entries, password);
      assert.deepEqual(readJks(bytes, password), { ok: true, value: entries });
      assert.deepEqual(readJks(bytes, `${password}!`), {
        ok: false,
        failure: { code: "keystore-wrong-password" },
      });
    });
  }

  it("has its aliases in lower case, as keytool does", () => {
    const entries = readJks(writeJks([{ ...trusted, alias: "ServerAlias" }], "x"), "x");
    assert.equal(entries.ok && entries.value[0]?.alias, "serveralias");
  });
});

/** keytool.jks with some bytes from an offset replaced. */
function changedAt(offset: number, hex: string): Buffer {
  const bytes = Buffer.from(keytoolBytes);
  bytes.write(hex, offset, "hex");
  return bytes;
}

describe("a keystore is refused with", () => {
  const damagedAt = (offset: number): JksFailure => ({ code: "keystore-damaged", offset });
  const wrong: JksFailure = { code: "keystore-wrong-password" };
  const notJks: JksFailure = { code: "keystore-not-jks" };
  const rows: readonly [what: string, bytes: Uint8Array, failure: JksFailure][] = [
    ["nothing in it", new Uint8Array(0), notJks],
    ["three bytes", keytoolBytes.subarray(0, 3), notJks],
    ["PKCS#12 in it", readFileSync("test/fixtures/keystore/golden.p12"), notJks],
    ["the magic of JCEKS", changedAt(0, "cececece"), notJks],
    ["version 1", changedAt(4, "00000001"), { code: "keystore-version-unsupported", version: 1 }],
    ["the magic alone", keytoolBytes.subarray(0, 4), damagedAt(4)],
    ["no digest", keytoolBytes.subarray(0, 24), damagedAt(4)],
    ["too few entries", changedAt(8, "00000003"), damagedAt(1477)],
    ["too many entries", changedAt(8, "00000001"), damagedAt(694)],
    ["4,294,967,295 entries", changedAt(8, "ffffffff"), damagedAt(1477)],
    ["an unknown tag", changedAt(12, "00000003"), damagedAt(12)],
    ["an alias beyond the end", changedAt(16, "ffff"), damagedAt(16)],
    ["an alias that is no text", changedAt(18, "ff"), damagedAt(16)],
    ["a key beyond the end", changedAt(37, "ffffffff"), damagedAt(37)],
    ["a key of no bytes", changedAt(37, "00000000"), damagedAt(37)],
    ["a key a byte shorter", changedAt(37, "0000007e"), damagedAt(37)],
    ["a chain of none", changedAt(168, "00000000"), damagedAt(172)],
    ["a chain of 4,294,967,295", changedAt(168, "ffffffff"), damagedAt(694)],
    ["a certificate of another type", changedAt(174, "59"), damagedAt(172)],
    ["a certificate beyond the end", changedAt(179, "7fffffff"), damagedAt(179)],
    ["a certificate that is no DER", changedAt(183, "31ff"), damagedAt(179)],
    ["a trusted certificate beyond the end", changedAt(726, "ffffffff"), damagedAt(726)],
    ["a byte more before the digest", Buffer.concat([keytoolBytes, Uint8Array.of(0)]), damagedAt(1477)],
    ["a byte less", keytoolBytes.subarray(0, -1), damagedAt(726)],
    ["another date", changedAt(32, "01"), wrong],
    ["another digest", changedAt(1496, "00"), wrong],
  ];
  for (const [what, bytes, failure] of rows) {
    it(`${failure.code}: ${what}`, () => {
      assert.deepEqual(readJks(bytes, "store-secret"), { ok: false, failure });
    });
  }

  for (const password of ["Store-secret", "store-secre", "", "key-secret"]) {
    it(`keystore-wrong-password: ${JSON.stringify(password)}`, () => {
      assert.deepEqual(readJks(keytoolBytes, password), { ok: false, failure: wrong });
    });
  }
});

describe("hostile lengths", () => {
  it("take no memory: four gigabytes in each field of four bytes", () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const offset of [8, 37, 168, 179, 726]) {
      readJks(changedAt(offset, "ffffffff"), "store-secret");
    }
    assert.ok(process.memoryUsage().arrayBuffers - before < 4 * 1024 * 1024);
  });

  it("never throw, in 20,000 files with one to four fields overwritten (seed 20260102)", () => {
    const dice = diceOf(20260102);
    const words = [0, 1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = Buffer.from(keytoolBytes.subarray(0, keytoolBytes.length - dice.below(40)));
      const written = Array.from({ length: 1 + dice.below(4) }, () => {
        const offset = dice.below(bytes.length - 4);
        const word = words[dice.below(words.length)] ?? 0;
        bytes.writeUInt32BE(word, offset);
        return `${word} at ${offset}`;
      });
      const told = `round ${round}: ${bytes.length} bytes, ${written.join(", ")}`;
      assert.doesNotThrow(() => readJks(bytes, "store-secret"), told);
    }
  });
});

describe("a protected key", () => {
  const protectedKey = (identifier: string, content: Uint8Array): Uint8Array =>
    encodeDer(sequence(sequence(objectIdentifier(identifier)), octetString(content)));
  const rows: readonly [what: string, der: Uint8Array, code: string, algorithm?: string][] = [
    ["is no DER", Uint8Array.of(0x30), "key-unreadable"],
    ["has no content", encodeDer(sequence(sequence(objectIdentifier("1.2.3")))), "key-unreadable"],
    [
      "is of another algorithm, as JCEKS has it",
      protectedKey("1.3.6.1.4.1.42.2.19.1", new Uint8Array(60)),
      "key-algorithm-unsupported",
      "3DES with MD5",
    ],
    [
      "is shorter than salt and check",
      protectedKey("1.3.6.1.4.1.42.2.17.1.1", new Uint8Array(39)),
      "key-unreadable",
    ],
    [
      "is nothing between salt and check",
      protectedKey("1.3.6.1.4.1.42.2.17.1.1", new Uint8Array(40)),
      "key-passphrase-wrong",
    ],
  ];
  for (const [what, der, code, algorithm] of rows) {
    it(`that ${what}: ${code}`, () => {
      const failure = { code, ...(algorithm !== undefined && { algorithm }) };
      assert.deepEqual(unprotectJksKey(der, "key-secret"), { ok: false, failure });
    });
  }

  for (const lengthBytes of [0, 1, 19, 20, 21, 40, 41]) {
    it(`of ${lengthBytes} bytes comes back, under a password beyond ASCII too`, () => {
      const plain = Buffer.alloc(lengthBytes, 7);
      const protectedDer = protectJksKey(plain, "schlüssel", countedBytes());
      assert.equal(isProtectedKey(protectedDer), true);
      assert.deepEqual(unprotectJksKey(protectedDer, "schlüssel"), { ok: true, value: plain });
    });
  }
});

describe("the digest of a keystore", () => {
  it("is SHA-1 over the password in UTF-16BE, two words and the bytes", () => {
    // printf '\0a\0bMighty Aphroditexyz' | sha1sum
    assert.equal(
      Buffer.from(jksDigest("ab", Buffer.from("xyz"))).toString("hex"),
      "2f769742f5812dfd8fec2005e6ce5d09283f73fc",
    );
  });
});

describe("modified UTF-8 has", () => {
  const rows: readonly [text: string, hex: string][] = [
    ["", ""],
    ["az", "617a"],
    ["\0", "c080"],
    ["\u007f\u0080", "7fc280"],
    ["ü", "c3bc"],
    ["\u07ff\u0800", "dfbfe0a080"],
    ["€", "e282ac"],
    ["😀", "eda0bdedb880"],
    ["\ud800", "eda080"],
  ];
  for (const [text, hex] of rows) {
    it(`${JSON.stringify(text)} as ${hex}, both ways`, () => {
      assert.equal(Buffer.from(toModifiedUtf8(text)).toString("hex"), hex);
      assert.equal(fromModifiedUtf8(Buffer.from(hex, "hex")), text);
    });
  }

  for (const hex of ["00", "80", "c3", "c341", "e282", "e28241", "f09f9880", "ff"]) {
    it(`no text for ${hex}`, () => {
      assert.equal(fromModifiedUtf8(Buffer.from(hex, "hex")), undefined);
    });
  }
});
