import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { decodeBer, type BerFailure, type BerLimits } from "../../../../src/core/certificate/ber";
import { decodeDer, type Asn1 } from "../../../../src/core/certificate/forge";

function decoded(hex: string, limits?: Partial<BerLimits>): string {
  const result = decodeBer(Buffer.from(hex, "hex"), limits);
  return result.ok ? shown(result.value) : `${result.failure.code} ${result.failure.offset}`;
}

/** A value as `class tag(…)`. */
function shown(node: Asn1): string {
  assert.notEqual(node.kind, "encoded");
  if (node.kind === "encoded") {
    return "";
  }
  const content =
    node.kind === "primitive"
      ? Buffer.from(node.content).toString("hex")
      : node.children.map(shown).join(" ");
  return `${node.tagClass[0] ?? ""}${node.tag}(${content})`;
}

describe("BER is decoded with", () => {
  const rows: readonly [what: string, hex: string, value: string][] = [
    ["nothing in it", "3000", "u16()"],
    ["values in it", "3006020105020106", "u16(u2(05) u2(06))"],
    ["an indefinite length", "30800201050000", "u16(u2(05))"],
    ["indefinite lengths within each other", "3080a080020105000031000000", "u16(c0(u2(05)) u17())"],
    ["a padded length", "308400000003020105", "u16(u2(05))"],
    ["an OCTET STRING in pieces", "2480040201020401030000", "u4(010203)"],
    ["an OCTET STRING in pieces of pieces", "240a24060401010401020400", "u4(0102)"],
    ["pieces of a tagged value, left as they are", "a0800401010401020000", "c0(u4(01) u4(02))"],
    ["other classes", "c10105", "p1(05)"],
  ];
  for (const [what, hex, value] of rows) {
    it(what, () => {
      assert.equal(decoded(hex), value);
    });
  }

  it("the same outcome as DER where it is DER", () => {
    for (const name of ["ca", "v1", "foreign", "golden.client"]) {
      const [, body = ""] = /-----\n([^-]+)-----END/.exec(
        readFileSync(`test/fixtures/certificate/${name}.pem`, "utf8"),
      ) ?? [""];
      const der = Buffer.from(body, "base64");
      const ber = decodeBer(der);
      const strict = decodeDer(der);
      assert.ok(ber.ok && strict.ok);
      assert.equal(shown(ber.value), shown(strict.value));
    }
  });
});

describe("BER is refused", () => {
  const rows: readonly [what: string, hex: string, code: BerFailure["code"], offset: number][] = [
    ["of no bytes", "", "ber-malformed", 0],
    ["of one byte", "30", "ber-malformed", 0],
    ["with a byte behind it", "300000", "ber-malformed", 2],
    ["with a length beyond the end", "30030201", "ber-malformed", 1],
    ["with a length beyond what is around it", "30030202050607", "ber-malformed", 3],
    ["with a length of four gigabytes", "3084ffffffff", "ber-malformed", 1],
    ["with a length of five bytes", "30850000000001ff", "ber-malformed", 1],
    ["with a length that is cut off", "308200", "ber-malformed", 1],
    ["with a primitive value of indefinite length", "04800000", "ber-malformed", 1],
    ["with an indefinite length without end", "3080020105", "ber-malformed", 5],
    ["with half an end", "308002010500", "ber-malformed", 5],
    ["with a tag of several bytes", "1f810000", "ber-malformed", 0],
    ["with a number as a piece of an OCTET STRING", "2403020105", "ber-malformed", 0],
    ["with half a character", "1e03004100", "ber-malformed", 0],
  ];
  for (const [what, hex, code, offset] of rows) {
    it(`${what}: ${code} at ${offset}`, () => {
      assert.equal(decoded(hex), `${code} ${offset}`);
    });
  }

  it("with more than so many levels, bytes or values", () => {
    assert.equal(decoded("3080".repeat(33)), "ber-too-deep 64");
    assert.equal(decoded("30023000", { maxDepth: 1 }), "ber-too-deep 2");
    assert.equal(decoded("300405000500", { maxValues: 2 }), "ber-too-large 4");
    assert.equal(decoded("300405000500", { maxBytes: 5 }), "ber-too-large 5");
  });

  it("within little memory: two million values in four megabytes", () => {
    const bytes = Buffer.alloc(4 * 1024 * 1024, Buffer.from("0500", "hex"));
    bytes.write("3083", "hex");
    bytes.writeUIntBE(bytes.length - 5, 2, 3);
    const before = process.memoryUsage().heapUsed;
    const result = decodeBer(bytes);
    assert.deepEqual(result, { ok: false, failure: { code: "ber-too-large", offset: 200_008 } });
    assert.ok(process.memoryUsage().heapUsed - before < 64 * 1024 * 1024);
  });
});
