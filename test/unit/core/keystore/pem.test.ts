import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readPem, writePem, type PemProblemCode } from "../../../../src/core/keystore/pem";
import { marked, unmarked } from "../../../support/markedText";

/** `label:hex` of each good block. */
function blocksOf(text: string): readonly string[] {
  return readPem(text).blocks.map(({ label, der }) => `${label}:${Buffer.from(der).toString("hex")}`);
}

describe("a block is written with LF, 64 columns and one trailing newline:", () => {
  const rows: readonly [lengthBytes: number, lineLengths: readonly number[]][] = [
    [0, []],
    [1, [4]],
    [48, [64]],
    [49, [64, 4]],
    [96, [64, 64]],
  ];
  for (const [lengthBytes, lineLengths] of rows) {
    it(`${lengthBytes} bytes in ${lineLengths.length} lines`, () => {
      const lines = writePem("CERTIFICATE", new Uint8Array(lengthBytes)).split("\n");
      assert.equal(lines[0], "-----BEGIN CERTIFICATE-----");
      assert.deepEqual(
        lines.slice(1, -2).map(({ length }) => length),
        lineLengths,
      );
      assert.deepEqual(lines.slice(-2), ["-----END CERTIFICATE-----", ""]);
    });
  }
});

const one = "-----BEGIN A-----\nAQID\n-----END A-----\n";

describe("blocks are read from", () => {
  const rows: readonly [what: string, text: string, blocks: readonly string[]][] = [
    ["nothing", "", []],
    ["text without a block", "Bag Attributes\n  friendlyName: a\n", []],
    ["LF", one, ["A:010203"]],
    ["CRLF", one.replaceAll("\n", "\r\n"), ["A:010203"]],
    ["CR", one.replaceAll("\n", "\r"), ["A:010203"]],
    ["no newline at the end", one.trimEnd(), ["A:010203"]],
    ["a byte order mark and text before", `\ufeffsubject=CN = a\n${one}`, ["A:010203"]],
    [
      "text between and behind",
      `${one}\nissuer: b\n${one.replaceAll("A-", "B-")}end`,
      ["A:010203", "B:010203"],
    ],
    ["blanks at the end of lines", one.replaceAll("\n", " \t\n"), ["A:010203"]],
    ["empty lines", one.replaceAll("\n", "\n\n"), ["A:010203"]],
    ["lines of any length", "-----BEGIN A-----\nAQ\nIDB\nA==\n-----END A-----", ["A:01020304"]],
    [
      "a label of words",
      "-----BEGIN EC PRIVATE-KEY-----\nAQID\n-----END EC PRIVATE-KEY-----",
      ["EC PRIVATE-KEY:010203"],
    ],
  ];
  for (const [what, text, blocks] of rows) {
    it(what, () => {
      const document = readPem(text);
      assert.deepEqual(document.problems, []);
      assert.deepEqual(blocksOf(text), blocks);
    });
  }

  it("headers too, as an old encrypted key has them", () => {
    const text =
      "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n  more\n\nAQID\n-----END A-----\n";
    const [block] = readPem(text).blocks;
    assert.deepEqual(block?.headers, [
      { name: "Proc-Type", value: "4,ENCRYPTED" },
      { name: "DEK-Info", value: "AES-256-CBC,00" },
    ]);
    assert.deepEqual(Buffer.from(block.der), Buffer.from([1, 2, 3]));
  });

  it("with the span from BEGIN to END", () => {
    const { text, spans } = unmarked("text\r\n«-----BEGIN A-----\r\nAQID\r\n-----END A-----» \r\n");
    assert.deepEqual(
      readPem(text).blocks.map(({ span }) => span),
      spans,
    );
  });
});

describe("a text has the problem", () => {
  const rows: readonly [code: PemProblemCode, text: string, values: string, good?: readonly string[]][] = [
    ["pem-block-unterminated", "«-----BEGIN A-----»\nAQID\n", "1 A 1"],
    ["pem-block-unterminated", `x\n«-----BEGIN A-----»\nAQID\n${one}`, "2 A 1", ["A:010203"]],
    ["pem-begin-missing", "AQID\n«-----END A-----»\n", "2 A 0"],
    ["pem-begin-missing", `${one}«-----END A-----»\n`, "4 A 1", ["A:010203"]],
    ["pem-label-mismatch", "-----BEGIN A-----\nAQID\n«-----END B-----»\n", "3 A 1"],
    ["pem-boundary-malformed", "«-----BEGIN A----»\nAQID\n", "1  0"],
    ["pem-boundary-malformed", "«-----BEGIN A-----AQID-----END A-----»", "1  0"],
    ["pem-boundary-malformed", "-----BEGIN A-----\nAQID\n«-----END A----- x»\n", "3 A 1"],
    ["pem-boundary-malformed", "«-----BEGIN -----»\n", "1  0"],
    ["pem-block-empty", "«-----BEGIN A-----»\n-----END A-----\n", "1 A 1"],
    ["pem-block-empty", "«-----BEGIN A-----»\nProc-Type: 4\n\n-----END A-----\n", "1 A 1"],
    ["pem-base64-invalid", "-----BEGIN A-----\nAQID\n«AQ!D»\n-----END A-----\n", "3 A 1"],
    ["pem-base64-invalid", "-----BEGIN A-----\n«A Q I D»\n-----END A-----\n", "2 A 1"],
    ["pem-base64-invalid", "-----BEGIN A-----\n«AQ-_»\n-----END A-----\n", "2 A 1"],
    ["pem-base64-invalid", "-----BEGIN A-----\n«AQ==»\nAQID\n-----END A-----\n", "2 A 1"],
    ["pem-base64-invalid", "-----BEGIN A-----\n«AQI»\n-----END A-----\n", "2 A 1"],
    ["pem-base64-invalid", "-----BEGIN A-----\n«AR==»\n-----END A-----\n", "2 A 1"],
    [
      "pem-base64-invalid",
      `${one}-----BEGIN A-----\n«?»\n-----END A-----\n${one}`,
      "5 A 2",
      ["A:010203", "A:010203"],
    ],
  ];
  for (const [code, markedText, values, good = []] of rows) {
    it(`${code} in ${JSON.stringify(markedText)}`, () => {
      const { text } = unmarked(markedText);
      const { problems } = readPem(text);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity]),
        [[code, "error"]],
      );
      const [problem] = problems;
      assert.ok(problem);
      assert.equal(marked(text, [problem.span]), markedText);
      assert.equal(
        `${problem.values["line"] ?? ""} ${problem.values["label"] ?? ""} ${problem.values["block"] ?? ""}`,
        values,
      );
      assert.deepEqual(blocksOf(text), good);
    });
  }

  it("twice where two blocks are bad, and the good one between them is read", () => {
    const text = `-----BEGIN A-----\n?\n-----END A-----\n${one}-----BEGIN A-----\n`;
    const document = readPem(text);
    assert.deepEqual(
      document.problems.map(({ code }) => code),
      ["pem-base64-invalid", "pem-block-unterminated"],
    );
    assert.equal(document.blocks.length, 1);
  });
});

describe("reading takes time in proportion to the text:", () => {
  it("100,000 blocks, and as many BEGIN lines alone", () => {
    assert.equal(readPem(one.repeat(100_000)).blocks.length, 100_000);
    assert.equal(readPem("-----BEGIN A-----\n".repeat(100_000)).problems.length, 100_000);
  });
});
