import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bitsOf,
  bitString,
  booleanOf,
  booleanTrue,
  context,
  contextContentOf,
  contextItems,
  contextPrimitive,
  encoded,
  integer,
  nullValue,
  numberOf,
  octetString,
  primitive,
  sequence,
  sequenceItems,
  set,
  setItems,
  smallInteger,
  textOf,
} from "../../../../src/core/certificate/asn1";
import {
  decodeDer,
  encodeDer,
  identifierOf,
  objectIdentifier,
  type Asn1,
} from "../../../../src/core/certificate/forge";

describe("a value is encoded as", () => {
  const rows: readonly [der: string, value: Asn1][] = [
    ["3000", sequence()],
    ["30053103020105", sequence(set(smallInteger(5)))],
    ["020100", smallInteger(0)],
    ["0202 0080", smallInteger(128)],
    ["0205 00ffffffff", smallInteger(0xffffffff)],
    ["020100", integer(new Uint8Array(0))],
    ["020101", integer(Uint8Array.of(0, 0, 1))],
    ["0202 00ff", integer(Uint8Array.of(0xff))],
    ["0402 0102", octetString(Uint8Array.of(1, 2))],
    ["0303 05a0a0", bitString(Uint8Array.of(0xa0, 0xa0), 5)],
    ["0101ff", booleanTrue()],
    ["0500", nullValue()],
    ["a303020101", context(3, smallInteger(1))],
    ["8201 41", contextPrimitive(2, Uint8Array.of(0x41))],
    ["1e04 00410042", primitive(30, Uint8Array.of(0, 0x41, 0, 0x42))],
    ["3004 a002 0500", sequence(encoded(Buffer.from("a0020500", "hex")))],
    [`3081 80 04 7e ${"00".repeat(0x7e)}`, sequence(octetString(new Uint8Array(0x7e)))],
    ["0603 2a8648", { ...octetString(Buffer.from("2a8648", "hex")), tag: 6 } as Asn1],
  ];
  for (const [der, value] of rows) {
    it(der.slice(0, 40), () => {
      assert.equal(Buffer.from(encodeDer(value)).toString("hex"), der.replaceAll(" ", ""));
    });
  }
});

describe("no DER is", () => {
  const rows: readonly [what: string, der: string][] = [
    ["nothing", ""],
    ["a tag without a length", "30"],
    ["content that is not there", "3003"],
    ["a child longer than its parent", "30030402 41"],
    ["a byte behind the value", "0500 00"],
    ["two values", "0500 0500"],
    ["an indefinite length", "3080 0500 0000"],
    ["a length of one byte in long form", "0481 0100"],
    ["a length with a leading zero", `0482 0080 ${"00".repeat(0x80)}`],
    ["a length of four zero bytes", "3084 00000000"],
    ["a length of four gigabytes", "0484 ffffffff 00"],
    ["a length of five bytes", "0485 0000000001 0a"],
    ["an integer with a leading zero", "0202 007f"],
    ["an integer with leading ones", "0202 ff80"],
    ["a tag number above 30", "1f01 00"],
    ["a tag number above 30 within a sequence", "3003 9f01 00"],
    ["half a character of a BMPString", "1e01 00"],
  ];
  for (const [what, der] of rows) {
    it(what, () => {
      const decoded = decodeDer(Buffer.from(der.replaceAll(" ", ""), "hex"));
      assert.deepEqual(decoded, { ok: false, failure: { code: "asn1-not-der" } });
    });
  }

  it("any prefix of a value, and none of them throws", () => {
    const der = encodeDer(sequence(smallInteger(300), sequence(octetString(new Uint8Array(200)))));
    const accepted = Array.from({ length: der.length }, (_, length) => decodeDer(der.subarray(0, length)).ok);
    assert.deepEqual(new Set(accepted), new Set([false]));
  });
});

describe("the limits of decoding are", () => {
  const nested = (levels: number): Uint8Array =>
    encodeDer(Array.from({ length: levels - 1 }).reduce<Asn1>((inner) => sequence(inner), nullValue()));

  it("32 levels", () => {
    assert.equal(decodeDer(nested(32)).ok, true);
    assert.deepEqual(decodeDer(nested(33)), { ok: false, failure: { code: "asn1-not-der" } });
  });

  it("262,144 bytes", () => {
    const largest = encodeDer(octetString(new Uint8Array(262_144 - 5)));
    assert.equal(largest.length, 262_144);
    assert.equal(decodeDer(largest).ok, true);
    assert.deepEqual(decodeDer(Buffer.concat([largest, Uint8Array.of(0)])), {
      ok: false,
      failure: { code: "asn1-too-large" },
    });
  });
});

describe("a decoded value", () => {
  it("has its tags, and its parts encode to their own bytes again", () => {
    const der = Buffer.from("300ca003020102 8201ff 1e020041".replaceAll(" ", ""), "hex");
    const decoded = decodeDer(der);
    assert.ok(decoded.ok);
    const [version, number, text] = sequenceItems(decoded.value) ?? [];
    assert.equal(numberOf(contextItems(version, 0)?.[0]), 2);
    assert.deepEqual(contextContentOf(number, 2), Buffer.from([0xff]));
    assert.equal(textOf(text), "A");
    assert.deepEqual(Buffer.from(encodeDer(decoded.value)), der);
  });

  it("leaves what an OCTET STRING and a BIT STRING hold as bytes", () => {
    for (const der of ["04020500", "0303000500"]) {
      const decoded = decodeDer(Buffer.from(der, "hex"));
      assert.equal(decoded.ok && decoded.value.kind, "primitive");
    }
  });
});

describe("a reader gives", () => {
  const read = (der: string): Asn1 | undefined => {
    const decoded = decodeDer(Buffer.from(der, "hex"));
    return decoded.ok ? decoded.value : undefined;
  };
  const rows: readonly [what: string, found: unknown, expected: unknown][] = [
    ["the values of a SEQUENCE", sequenceItems(read("30020500"))?.length, 1],
    ["no values of a SET as a SEQUENCE", sequenceItems(read("31020500")), undefined],
    ["the values of a SET", setItems(read("31020500"))?.length, 1],
    ["no values of [0] as [1]", contextItems(read("a0020500"), 1), undefined],
    ["no content of [0] as [1]", contextContentOf(read("800100"), 1), undefined],
    ["true of FF", booleanOf(read("0101ff")), true],
    ["false of 00", booleanOf(read("010100")), false],
    ["no truth of two bytes", booleanOf(read("0102ffff")), undefined],
    ["a number of six bytes", numberOf(read("02067fffffffffff")), 0x7fffffffffff],
    ["no number of seven bytes", numberOf(read("020701000000000000")), undefined],
    ["no negative number", numberOf(read("0201ff")), undefined],
    ["no number of no bytes", numberOf(read("0200")), undefined],
    ["bits without their count", bitsOf(read("030205a0")), Buffer.from([0xa0])],
    ["no bits where eight are unused", bitsOf(read("03020800")), undefined],
    ["no bits of nothing", bitsOf(read("0300")), undefined],
    ["UTF-8 text", textOf(read("0c02c3bc")), "ü"],
    ["U+FFFD for bytes that are no UTF-8", textOf(read("0c01ff")), "\ufffd"],
    ["TeletexString text as Latin-1", textOf(read("1401fc")), "ü"],
    ["UniversalString text", textOf(read("1c040001f600")), "😀"],
    ["no text beyond Unicode", textOf(read("1c0400110000")), undefined],
    ["no text of three bytes of UTF-32", textOf(read("1c03000041")), undefined],
    ["no text of a number", textOf(read("020101")), undefined],
    ["nothing of nothing", textOf(undefined), undefined],
  ];
  for (const [what, found, expected] of rows) {
    it(what, () => {
      assert.deepEqual(found, expected);
    });
  }
});

describe("an object identifier", () => {
  const rows: readonly [dotted: string, content: string][] = [
    ["1.2.840.113549.1.1.11", "2a864886f70d01010b"],
    ["2.5.4.3", "550403"],
    ["2.999.3", "883703"],
    ["0.9.2342.19200300.100.1.25", "0992268993f22c640119"],
    ["1.3.6.1.4.1.42.2.17.1.1", "2b060104012a02110101"],
  ];
  for (const [dotted, content] of rows) {
    it(`${dotted} is ${content}, both ways`, () => {
      const node = objectIdentifier(dotted);
      assert.equal(Buffer.from(encodeDer(node)).toString("hex").slice(4), content);
      assert.equal(identifierOf(node), dotted);
    });
  }

  for (const content of ["", "80", "2a80", "2a8001", "2affffffffffffffff7f"]) {
    it(`is not read from ${content === "" ? "nothing" : content}`, () => {
      assert.equal(identifierOf(primitive(6, Buffer.from(content, "hex"))), undefined);
    });
  }

  it("is not read from another type", () => {
    assert.equal(identifierOf(octetString(Buffer.from("550403", "hex"))), undefined);
  });
});
