import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeProfile } from "../../../../src/core/profile/decode";

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

describe("bytes are no properties file when", () => {
  const rows: readonly [
    input: Uint8Array,
    code: string,
    offsetBytes: number,
    line: number,
    column: number,
  ][] = [
    [bytes("A=1\nB=", 0xff), "invalid-utf8", 6, 2, 3],
    [bytes("É=1\nÉé", 0xc3, "x"), "invalid-utf8", 9, 2, 3],
    [bytes("A=", 0xe2, 0x82), "invalid-utf8", 2, 1, 3],
    [bytes("A=", 0xc0, 0x80), "invalid-utf8", 2, 1, 3],
    [bytes("A=", 0xed, 0xa0, 0x80), "invalid-utf8", 2, 1, 3],
    [bytes("A=", 0xf4, 0x90, 0x80, 0x80), "invalid-utf8", 2, 1, 3],
    [bytes(0xff, 0xfe, "A", 0x00), "invalid-utf8", 0, 1, 1],
    [bytes("A=😀", 0x00), "nul-character", 6, 1, 5],
    [bytes("A=", 0x00, 0xff), "nul-character", 2, 1, 3],
    [Buffer.alloc(1_048_577, "\n"), "file-too-large", 1_048_576, 1_048_577, 1],
  ];
  for (const [input, code, offsetBytes, line, column] of rows) {
    it(`${code} at ${String(line)}:${String(column)}`, () => {
      assert.deepEqual(decodeProfile(input), { ok: false, failure: { code, offsetBytes, line, column } });
    });
  }
});

describe("bytes are text when", () => {
  const texts = ["", "A=é😀\uFFFD\n", "\uFEFFA=1\r\n", "\u{10FFFF}\uD7FF\uE000"];
  for (const text of texts) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(decodeProfile(Buffer.from(text)), { ok: true, value: text });
    });
  }

  it("they are exactly 1 MiB", () => {
    assert.equal(decodeProfile(Buffer.alloc(1_048_576, "#")).ok, true);
  });
});
