import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  bitString,
  context,
  contextPrimitive,
  encoded,
  nullValue,
  octetString,
  primitive,
  sequence,
  smallInteger,
  tags,
} from "../../../../src/core/certificate/asn1";
import { nameOf } from "../../../../src/core/certificate/distinguishedName";
import { encodeDer, objectIdentifier, type Asn1 } from "../../../../src/core/certificate/forge";
import { keyTextOf } from "../../../../src/core/certificate/keyText";
import { oids } from "../../../../src/core/certificate/oids";
import {
  fingerprint256Of,
  readCertificate,
  type CertificateFacts,
  type CertificateUnreadable,
} from "../../../../src/core/certificate/read";
import { timeOf } from "../../../../src/core/certificate/time";
import { readPem } from "../../../../src/core/keystore/pem";

/** The DER of a certificate fixture; test/fixtures/certificate/README.md has its command and its facts. */
function fixture(name: string): Uint8Array {
  const [block] = readPem(readFileSync(`test/fixtures/certificate/${name}.pem`, "utf8")).blocks;
  assert.ok(block);
  return block.der;
}

/** What openssl prints of each fixture, in our words. */
const foreigners: readonly [name: string, facts: Partial<CertificateFacts>][] = [
  [
    "foreign",
    {
      subject: {
        commonName: "пример",
        organizationalUnit: "#hash first",
        organization: 'Müller, "Söhne" + Co; <x>\\y',
        country: "DE",
      },
      subjectText:
        "2.3.4.5=unnamed, emailAddress=root@example.org, CN=пример, OU=Second unit+UID=u-17, OU=\\#hash first, " +
        'O=Müller\\, \\"Söhne\\" \\+ Co\\; \\<x\\>\\\\y, C=DE',
      serialHex: "FF01",
      notBefore: new Date("2026-11-24T16:12:18Z"),
      notAfter: new Date("2081-08-27T16:12:18Z"),
      fingerprint256:
        "06:EC:1A:2E:CC:47:3B:57:28:3D:1B:4C:91:45:19:8A:1F:72:1F:B5:D4:86:E8:6B:E7:1D:E2:30:1C:3B:62:05",
      names: [
        { kind: "dns", value: "*.example.org" },
        { kind: "ip", value: "192.0.2.7" },
        { kind: "ip", value: "2001:db8::1:0:0:1" },
        { kind: "ip", value: "::ffff:c000:201" },
        { kind: "uri", value: "urn:dev:1" },
        { kind: "email", value: "a@example.org" },
      ],
      keyUsage: ["digitalSignature", "contentCommitment", "dataEncipherment", "keyAgreement", "decipherOnly"],
      extendedKeyUsage: ["serverAuth", "clientAuth", "1.3.6.1.4.1.99999.7", "anyExtendedKeyUsage"],
      keyText: "RSA 3072",
      signatureText: "RSA with SHA-384",
      isSelfIssued: true,
    },
  ],
  [
    "ca",
    {
      subjectText: "CN=Test CA, O=Test, C=US",
      serialHex: "07",
      certificateAuthority: true,
      keyUsage: ["keyCertSign", "cRLSign"],
      keyText: "EC P-384",
      signatureText: "ECDSA with SHA-384",
    },
  ],
  [
    "v1",
    {
      subjectText: "CN=old",
      serialHex: "01",
      notAfter: new Date("2126-10-31T16:12:19Z"),
      keyText: "RSA 1024",
      signatureText: "RSA with SHA-1",
      names: [],
    },
  ],
  ["ed25519", { subjectText: "CN=ed", keyText: "Ed25519", signatureText: "Ed25519" }],
];

describe("a certificate that OpenSSL made is read", () => {
  for (const [name, expected] of foreigners) {
    it(name, () => {
      const facts = readCertificate(fixture(name));
      assert.ok(facts.ok);
      assert.deepEqual({ ...facts.value, ...expected }, facts.value);
    });
  }

  it("without extensions where there are none", () => {
    const facts = readCertificate(fixture("v1"));
    assert.ok(facts.ok);
    assert.deepEqual(
      [facts.value.certificateAuthority, facts.value.keyUsage, facts.value.extendedKeyUsage],
      [undefined, undefined, undefined],
    );
  });
});

/** The fields of a certificate in their order (RFC 5280 §4.1), unsigned; any of them may be another. */
function certificateWith(changes: Readonly<Record<string, Asn1 | undefined>>): Uint8Array {
  const name = nameOf({ commonName: "a" });
  const day = timeOf(new Date("2026-01-02T03:04:05Z"));
  const algorithm = sequence(objectIdentifier(oids.ecdsaWithSha256));
  const key = sequence(
    sequence(objectIdentifier(oids.ecPublicKey), objectIdentifier(oids.secp256r1)),
    bitString(new Uint8Array(65)),
  );
  const inner: Readonly<Record<string, Asn1 | undefined>> = {
    version: context(0, smallInteger(2)),
    serial: smallInteger(1),
    algorithm,
    issuer: name,
    validity: sequence(day, day),
    subject: name,
    publicKey: key,
    ...changes,
  };
  const { outerAlgorithm = algorithm, signature = bitString(new Uint8Array(8)), trailing, ...fields } = inner;
  const toBeSigned = sequence(...Object.values(fields).filter((field) => field !== undefined));
  return encodeDer(
    sequence(toBeSigned, outerAlgorithm, signature, ...(trailing === undefined ? [] : [trailing])),
  );
}

describe("bytes are no certificate", () => {
  const utc = (text: string): Asn1 => primitive(tags.utcTime, Buffer.from(text));
  const rows: readonly [reason: CertificateUnreadable["reason"], what: string, der: Uint8Array][] = [
    ["not-der", "nothing", new Uint8Array(0)],
    ["not-der", "text", Buffer.from("-----BEGIN CERTIFICATE-----")],
    ["not-der", "a byte behind the certificate", Buffer.concat([fixture("ca"), Uint8Array.of(0)])],
    ["too-large", "300,000 zero bytes", new Uint8Array(300_000)],
    ["not-a-certificate", "an empty sequence", encodeDer(sequence())],
    ["not-a-certificate", "a number", encodeDer(smallInteger(1))],
    ["not-a-certificate", "a fourth part", certificateWith({ trailing: nullValue() })],
    ["not-a-certificate", "a signature that is no bit string", certificateWith({ signature: nullValue() })],
    [
      "not-a-certificate",
      "more fields than there are",
      certificateWith({ a: nullValue(), b: nullValue(), c: nullValue(), d: nullValue() }),
    ],
    ["serial", "a serial that is no integer", certificateWith({ serial: nullValue() })],
    [
      "serial",
      "a serial of no bytes",
      certificateWith({ serial: primitive(tags.integer, new Uint8Array(0)) }),
    ],
    ["names", "an issuer that is no name", certificateWith({ issuer: nullValue() })],
    ["names", "a subject that is no name", certificateWith({ subject: sequence(nullValue()) })],
    ["validity", "a month that is none", certificateWith({ validity: sequence(utc("261301000000Z")) })],
    ["validity", "one time alone", certificateWith({ validity: sequence(utc("260101000000Z")) })],
    ["public-key", "a key that is none", certificateWith({ publicKey: nullValue() })],
    ["public-key", "no key at all", certificateWith({ publicKey: undefined })],
    [
      "public-key",
      "an RSA key without a modulus",
      certificateWith({
        publicKey: sequence(
          sequence(objectIdentifier(oids.rsaEncryption), nullValue()),
          bitString(encodeDer(sequence())),
        ),
      }),
    ],
    ["signature-algorithm", "an algorithm that is none", certificateWith({ outerAlgorithm: sequence() })],
    ["extensions", "extensions that are none", certificateWith({ extensions: context(3, nullValue()) })],
    [
      "extensions",
      "an extension that is none",
      certificateWith({ extensions: context(3, sequence(nullValue())) }),
    ],
  ];
  for (const [reason, what, der] of rows) {
    it(`for their ${reason}: ${what}`, () => {
      assert.deepEqual(readCertificate(der), {
        ok: false,
        failure: { code: "certificate-unreadable", reason },
      });
    });
  }

  it("where any number of them is missing at the end, and none throws", () => {
    const der = fixture("foreign");
    for (let length = 0; length < der.length; length += 1) {
      assert.equal(readCertificate(der.subarray(0, length)).ok, false, `${length} bytes`);
    }
  });
});

describe("a certificate is read whatever byte of it is another", () => {
  it("or refused: it never throws", () => {
    const der = Buffer.from(fixture("foreign"));
    for (let index = 0; index < der.length; index += 1) {
      for (const mask of [0x01, 0x20, 0x80, 0xff]) {
        const changed = Buffer.from(der);
        changed[index] = (changed[index] ?? 0) ^ mask;
        assert.doesNotThrow(() => readCertificate(changed), `byte ${index} ^ ${mask}`);
      }
    }
  });
});

describe("unique identifiers before the extensions", () => {
  it("do not hide them", () => {
    const facts = readCertificate(
      certificateWith({
        issuerId: contextPrimitive(1, Uint8Array.of(0, 1)),
        subjectId: contextPrimitive(2, Uint8Array.of(0, 2)),
        extensions: context(
          3,
          sequence(
            sequence(objectIdentifier(oids.basicConstraints), octetString(Buffer.from("30030101ff", "hex"))),
          ),
        ),
      }),
    );
    assert.equal(facts.ok && facts.value.certificateAuthority, true);
  });
});

describe("a public key is called", () => {
  const key = (identifier: string, parameters: readonly Asn1[], bits: Uint8Array): Asn1 =>
    sequence(sequence(objectIdentifier(identifier), ...parameters), bitString(bits));
  const rows: readonly [text: string | undefined, node: Asn1 | undefined][] = [
    ["EC P-521", key(oids.ecPublicKey, [objectIdentifier(oids.secp521r1)], new Uint8Array(1))],
    ["EC 1.3.132.0.10", key(oids.ecPublicKey, [objectIdentifier("1.3.132.0.10")], new Uint8Array(1))],
    ["EC", key(oids.ecPublicKey, [sequence()], new Uint8Array(1))],
    ["1.2.3.4", key("1.2.3.4", [], new Uint8Array(1))],
    ["RSA-PSS", key("1.2.840.113549.1.1.10", [], new Uint8Array(1))],
    ["RSA 9", key(oids.rsaEncryption, [nullValue()], Buffer.from("300702020100020103", "hex"))],
    ["RSA 8", key(oids.rsaEncryption, [nullValue()], Buffer.from("3007020200ff020103", "hex"))],
    [undefined, key(oids.rsaEncryption, [nullValue()], Buffer.from("3006020100020103", "hex"))],
    [undefined, sequence()],
    [undefined, undefined],
  ];
  for (const [text, node] of rows) {
    it(text ?? "nothing where it is none", () => {
      assert.equal(keyTextOf(node), text);
    });
  }
});

describe("a fingerprint is", () => {
  it("SHA-256 in upper case with colons, as of FIPS 180-2 appendix B.1", () => {
    assert.equal(
      fingerprint256Of(Buffer.from("abc")),
      "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD",
    );
  });
});

describe("parts of a certificate", () => {
  it("may be wrapped as they are", () => {
    const facts = readCertificate(
      certificateWith({ subject: encoded(encodeDer(nameOf({ commonName: "b" }))) }),
    );
    assert.ok(facts.ok);
    assert.deepEqual([facts.value.subjectText, facts.value.isSelfIssued], ["CN=b", false]);
  });
});
