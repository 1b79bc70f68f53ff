import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CsvReader, delimiterIn, readCsv, type CsvRow } from "../../../../src/core/credential/csv";

const strict = { delimiter: ",", quotes: "strict" } as const;

function textsOf(rows: readonly CsvRow[]): readonly (readonly string[])[] {
  return rows.map(({ fields }) => fields.map(({ text }) => text));
}

describe("CSV is read into", () => {
  const rows: readonly [text: string, fields: readonly (readonly string[])[]][] = [
    ["", []],
    ["\uFEFF", []],
    ["\uFEFFa,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]], // prettier-ignore
    ["a\rb\nc\r\nd", [["a"], ["b"], ["c"], ["d"]]],
    ['"a,""b""\r\nc",d', [['a,"b"\r\nc', "d"]]],
    ['"",x', [["", "x"]]],
    ['""', [[""]]],
    ["a,", [["a", ""]]],
    ["a\n\n b \n", [["a"], [""], [" b "]]],
    ['\t"a" , "b"\t', [["a", "b"]]],
    ['5" pipe,a"b"', [['5" pipe', 'a"b"']]],
    ["é,😀\n", [["é", "😀"]]],
  ];
  for (const [text, fields] of rows) {
    it(JSON.stringify(text), () => {
      const read = readCsv(text, strict);
      assert.ok(read.ok);
      assert.deepEqual(textsOf(read.value), fields);
    });

    it(`${JSON.stringify(text)}, one character at a time`, () => {
      const reader = new CsvReader(strict);
      const pieces = [...Array.from(text, (char) => reader.read(char)), reader.end()];
      assert.deepEqual(textsOf(pieces.flatMap((piece) => (piece.ok ? piece.value : []))), fields);
    });
  }
});

describe("a CSV field knows its place", () => {
  it("from its quotes to behind them, over lines of any kind", () => {
    const read = readCsv('a,"b\r\nc",d\r\n"e" ,f\n\n"\rg",', strict);
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.map(({ number, fields }) => [
        number,
        ...fields.map(({ line, column, end }) => `${line}:${column}-${end.line}:${end.column}`),
      ]),
      [
        [1, "1:1-1:2", "1:3-2:3", "2:4-2:5"],
        [2, "3:1-3:5", "3:6-3:7"],
        [3, "4:1-4:1"],
        [4, "5:1-6:3", "6:4-6:4"],
      ],
    );
  });
});

describe("CSV is refused for", () => {
  const rows: readonly [text: string, failure: unknown][] = [
    ['a,b\n1,"2\n3', { code: "csv-unclosed-quote", row: 2, line: 2, column: 3 }],
    ['a\r\n"b"c', { code: "csv-text-behind-quote", row: 2, line: 2, column: 4 }],
    ['"b" c', { code: "csv-text-behind-quote", row: 1, line: 1, column: 5 }],
    ["abc,1234567", { code: "csv-field-too-long", row: 1, line: 1, column: 10 }],
    ['"1234567"', { code: "csv-field-too-long", row: 1, line: 1, column: 7 }],
  ];
  for (const [text, failure] of rows) {
    it(JSON.stringify(text), () => {
      const read = readCsv(text, { ...strict, longestField: 5 });
      assert.deepEqual(read.ok ? undefined : read.failure, failure);
    });
  }
});

describe("lenient CSV takes", () => {
  const rows: readonly [text: string, fields: readonly (readonly string[])[]][] = [
    ['a,"b\nc', [["a", "b\nc"]]],
    ['"a"b,c', [["ab", "c"]]],
    [' "a",b', [[' "a"', "b"]]],
  ];
  for (const [text, fields] of rows) {
    it(JSON.stringify(text), () => {
      const read = readCsv(text, { delimiter: ",", quotes: "lenient" });
      assert.ok(read.ok);
      assert.deepEqual(textsOf(read.value), fields);
    });
  }
});

describe("the delimiter is", () => {
  const rows: readonly [text: string, delimiter: string][] = [
    ["a;b\n1,5;2", ";"],
    ["a,b;c", ","],
    ["a", ","],
    ["a\r\nb;c", ","],
  ];
  for (const [text, delimiter] of rows) {
    it(`${delimiter} of ${JSON.stringify(text)}`, () => {
      assert.equal(delimiterIn(text), delimiter);
    });
  }
});
