import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { primitive, sequence, set, smallInteger, tags } from "../../../../src/core/certificate/asn1";
import { nameOf, readName } from "../../../../src/core/certificate/distinguishedName";
import { encodeDer, objectIdentifier, type Asn1 } from "../../../../src/core/certificate/forge";
import type { Subject } from "../../../../src/core/identity/identity";
import { identityWith } from "../../../support/identities";

/** The hexadecimal digits of a text. */
const hex = (text: string): string => Buffer.from(text).toString("hex");

describe("a subject on the wire", () => {
  it("is keytool's, byte for byte: C first, CN last, PrintableString", () => {
    // keytool -genkeypair -dname "CN=device-1, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US":
    // the subject of clientalias in test/fixtures/keystore/keytool.jks.
    const expected = [
      "3071",
      `310b 3009 0603550406 1302 ${hex("US")}`,
      `310b 3009 0603550408 1302 ${hex("CA")}`,
      `3116 3014 0603550407 130d ${hex("San Francisco")}`,
      `3114 3012 060355040a 130b ${hex("ThingsBoard")}`,
      `3114 3012 060355040b 130b ${hex("ThingsBoard")}`,
      `3111 300f 0603550403 1308 ${hex("device-1")}`,
    ].join("");
    assert.equal(
      Buffer.from(encodeDer(nameOf(identityWith("client").subject))).toString("hex"),
      expected.replaceAll(" ", ""),
    );
  });

  const strings: readonly [value: string, type: "PrintableString" | "UTF8String"][] = [
    ["Az 09 '()+,-./:=?", "PrintableString"],
    ["a_b", "UTF8String"],
    ["a@b", "UTF8String"],
    ["a*b", "UTF8String"],
    ["a&b", "UTF8String"],
    ["Müller", "UTF8String"],
    ["пример", "UTF8String"],
    ["😀", "UTF8String"],
  ];
  for (const [value, type] of strings) {
    it(`has ${value} as ${type}`, () => {
      const der = Buffer.from(encodeDer(nameOf({ commonName: value })));
      assert.equal(der[11], type === "UTF8String" ? 0x0c : 0x13);
      assert.equal(der.subarray(13).toString("utf8"), value);
    });
  }

  it("leaves empty attributes out", () => {
    assert.equal(
      Buffer.from(encodeDer(nameOf({ commonName: "a", country: "", locality: "" }))).toString("hex"),
      "300c310a300806035504031301" + "61",
    );
    assert.equal(Buffer.from(encodeDer(nameOf({ commonName: "" }))).toString("hex"), "3000");
  });
});

describe("a name reads as", () => {
  const rows: readonly [subject: Subject, text: string][] = [
    [{ commonName: "a" }, "CN=a"],
    [
      { commonName: "d", organizationalUnit: "u", organization: "o", locality: "l", country: "DE" },
      "CN=d, OU=u, O=o, L=l, C=DE",
    ],
    [{ commonName: 'a,b+c"d\\e<f>g;h' }, 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h'],
    [{ commonName: "#a#" }, "CN=\\#a#"],
    [{ commonName: " a b " }, "CN=\\ a b\\ "],
    [{ commonName: "a\nb\0" }, "CN=a\\0Ab\\00"],
    [{ commonName: "Müller" }, "CN=Müller"],
  ];
  for (const [subject, text] of rows) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(readName(nameOf(subject)), { subject, text });
    });
  }
});

describe("a foreign name", () => {
  const attribute = (dotted: string, value: Asn1): Asn1 => sequence(objectIdentifier(dotted), value);
  const printed = (text: string): Asn1 => primitive(tags.printableString, Buffer.from(text));

  it("keeps unknown attributes, attributes of one set and values that are no text", () => {
    const name = sequence(
      set(attribute("1.2.3", smallInteger(5)), attribute("2.5.4.5", printed("17"))),
      set(attribute("2.5.4.3", printed("first"))),
      set(attribute("2.5.4.3", printed("second"))),
    );
    assert.deepEqual(readName(name), {
      subject: { commonName: "first" },
      text: "CN=second, CN=first, 1.2.3=#020105+serialNumber=17",
    });
  });

  const wrong: readonly [what: string, node: Asn1 | undefined][] = [
    ["nothing", undefined],
    ["a text", printed("CN=a")],
    ["a set without an attribute", sequence(set())],
    ["an attribute without a set", sequence(attribute("2.5.4.3", printed("a")))],
    ["an attribute without a value", sequence(set(sequence(objectIdentifier("2.5.4.3"))))],
    ["an attribute without a type", sequence(set(sequence(printed("a"), printed("b"))))],
    [
      "an attribute with two values",
      sequence(set(sequence(objectIdentifier("2.5.4.3"), printed("a"), printed("b")))),
    ],
  ];
  for (const [what, node] of wrong) {
    it(`is not ${what}`, () => {
      assert.equal(readName(node), undefined);
    });
  }
});
