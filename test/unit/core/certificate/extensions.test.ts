import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bitString,
  booleanTrue,
  context,
  contextPrimitive,
  nullValue,
  octetString,
  sequence,
  smallInteger,
} from "../../../../src/core/certificate/asn1";
import {
  leafExtensions,
  readExtensions,
  type ExtensionFacts,
} from "../../../../src/core/certificate/extensions";
import { encodeDer, objectIdentifier, type Asn1 } from "../../../../src/core/certificate/forge";
import { generalNameOf, readGeneralName } from "../../../../src/core/certificate/generalNames";
import { oids } from "../../../../src/core/certificate/oids";
import type { AlternativeName, Side } from "../../../../src/core/identity/identity";
import { identityWith } from "../../../support/identities";

describe("a leaf's extensions are", () => {
  // printf '\x01\x02\x03' | sha1sum
  const keyId = "7037807198c22a7d2b0807371d763779a84fdfcf";
  const notAuthority = "300c 0603551d13 0101ff 0402 3000";
  const digitalSignature = "300e 0603551d0f 0101ff 0404 03020780";
  const andKeyEncipherment = "300e 0603551d0f 0101ff 0404 030205a0";
  const serverAuth = "3013 0603551d25 040c 300a 06082b06010505070301";
  const clientAuth = "3013 0603551d25 040c 300a 06082b06010505070302";
  const keyIds = [`301d 0603551d0e 0416 0414 ${keyId}`, `301f 0603551d23 0418 3016 8014 ${keyId}`];
  const localNames =
    "302c 0603551d11 0425 3023 8209 6c6f63616c686f7374 8704 7f000001 8710 00000000000000000000000000000001";
  const ec = { kind: "ec", curve: "P-256" } as const;
  const rsa = { kind: "rsa", bits: 2048 } as const;
  const rows: readonly [side: Side, algorithm: typeof ec | typeof rsa, expected: readonly string[]][] = [
    ["client", ec, [notAuthority, digitalSignature, clientAuth, ...keyIds]],
    ["client", rsa, [notAuthority, andKeyEncipherment, clientAuth, ...keyIds]],
    ["server", ec, [notAuthority, digitalSignature, serverAuth, ...keyIds, localNames]],
    ["server", rsa, [notAuthority, andKeyEncipherment, serverAuth, ...keyIds, localNames]],
  ];
  for (const [side, algorithm, expected] of rows) {
    it(`of a ${side} with ${algorithm.kind}`, () => {
      const extensions = leafExtensions(identityWith(side, { algorithm }), Uint8Array.of(1, 2, 3));
      assert.deepEqual(
        extensions.map((one) => Buffer.from(encodeDer(one)).toString("hex")),
        expected.map((one) => one.replaceAll(" ", "")),
      );
    });
  }
});

describe("an alternative name is", () => {
  const rows: readonly [name: AlternativeName, der: string, readAs?: string][] = [
    [{ kind: "dns", value: "*.tb.local" }, "820a 2a2e74622e6c6f63616c"],
    [{ kind: "email", value: "a@b" }, "8103 614062"],
    [{ kind: "uri", value: "urn:a:1" }, "8607 75726e3a613a31"],
    [{ kind: "ip", value: "192.0.2.7" }, "8704 c0000207"],
    [{ kind: "ip", value: "::" }, "8710 00000000000000000000000000000000"],
    [{ kind: "ip", value: "2001:db8::1:0:0:1" }, "8710 20010db8000000000001000000000001"],
    [{ kind: "ip", value: "1:0:2:3:4:5:6:7" }, "8710 00010000000200030004000500060007"],
    [{ kind: "ip", value: "fe80::" }, "8710 fe800000000000000000000000000000"],
    [
      { kind: "ip", value: "2001:DB8:0:0:1:0:0:1" },
      "8710 20010db8000000000001000000000001",
      "2001:db8::1:0:0:1",
    ],
    [{ kind: "ip", value: "::ffff:192.0.2.1" }, "8710 00000000000000000000ffffc0000201", "::ffff:c000:201"],
    [{ kind: "ip", value: "1:0:0:2:0:0:0:3" }, "8710 00010000000000020000000000000003", "1:0:0:2::3"],
  ];
  for (const [name, der, readAs] of rows) {
    it(`${name.kind} ${name.value}, both ways`, () => {
      const node = generalNameOf(name);
      assert.equal(Buffer.from(encodeDer(node)).toString("hex"), der.replaceAll(" ", ""));
      assert.deepEqual(readGeneralName(node), { ...name, value: readAs ?? name.value });
    });
  }

  it("not read from an address of five bytes, or of another kind", () => {
    assert.equal(readGeneralName(contextPrimitive(7, new Uint8Array(5))), undefined);
    assert.equal(readGeneralName(contextPrimitive(8, Uint8Array.of(0x2a))), undefined);
    assert.equal(readGeneralName(context(4, sequence())), undefined);
  });
});

const extension = (identifier: string, value: Asn1): Asn1 =>
  sequence(objectIdentifier(identifier), octetString(encodeDer(value)));

describe("extensions read as", () => {
  const rows: readonly [what: string, node: Asn1, facts: ExtensionFacts][] = [
    ["nothing but no names where there are none", sequence(), { names: [] }],
    [
      "nothing where they are unknown",
      sequence(sequence(objectIdentifier("1.2.3"), booleanTrue(), octetString(Uint8Array.of(1)))),
      { names: [] },
    ],
    [
      "an authority",
      sequence(extension(oids.basicConstraints, sequence(booleanTrue(), smallInteger(0)))),
      { names: [], certificateAuthority: true },
    ],
    [
      "no authority",
      sequence(extension(oids.basicConstraints, sequence())),
      { names: [], certificateAuthority: false },
    ],
    [
      "all nine key usages",
      sequence(extension(oids.keyUsage, bitString(Uint8Array.of(0xff, 0x80), 7))),
      {
        names: [],
        keyUsage: [
          "digitalSignature",
          "contentCommitment",
          "keyEncipherment",
          "dataEncipherment",
          "keyAgreement",
          "keyCertSign",
          "cRLSign",
          "encipherOnly",
          "decipherOnly",
        ],
      },
    ],
    [
      "purposes, named and not",
      sequence(
        extension(
          oids.extendedKeyUsage,
          sequence(objectIdentifier(oids.clientAuth), objectIdentifier("1.2.3.4")),
        ),
      ),
      { names: [], extendedKeyUsage: ["clientAuth", "1.2.3.4"] },
    ],
    [
      "the names of our kinds alone",
      sequence(
        extension(
          oids.subjectAlternativeName,
          sequence(context(4, sequence()), contextPrimitive(2, Buffer.from("a"))),
        ),
      ),
      { names: [{ kind: "dns", value: "a" }] },
    ],
  ];
  for (const [what, node, facts] of rows) {
    it(what, () => {
      assert.deepEqual(readExtensions(node), facts);
    });
  }
});

describe("extensions are refused that", () => {
  const twice = extension(oids.basicConstraints, sequence());
  const rows: readonly [what: string, node: Asn1 | undefined][] = [
    ["are none", undefined],
    ["are no sequence", nullValue()],
    ["hold something else", sequence(nullValue())],
    ["are there twice", sequence(twice, twice)],
    ["have no value", sequence(sequence(objectIdentifier("1.2.3")))],
    [
      "have a flag that is no boolean",
      sequence(sequence(objectIdentifier("1.2.3"), nullValue(), octetString(new Uint8Array(0)))),
    ],
    [
      "have a value that is no DER",
      sequence(sequence(objectIdentifier(oids.keyUsage), octetString(Uint8Array.of(3, 9)))),
    ],
    ["have names that are no sequence", sequence(extension(oids.subjectAlternativeName, nullValue()))],
    ["have constraints that are no sequence", sequence(extension(oids.basicConstraints, nullValue()))],
    ["have a usage that is no bit string", sequence(extension(oids.keyUsage, nullValue()))],
    [
      "have a purpose that is no identifier",
      sequence(extension(oids.extendedKeyUsage, sequence(nullValue()))),
    ],
  ];
  for (const [what, node] of rows) {
    it(what, () => {
      assert.equal(readExtensions(node), undefined);
    });
  }
});
