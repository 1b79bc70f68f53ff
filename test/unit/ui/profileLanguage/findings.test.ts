import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  findingsOf,
  findingsOfText,
  touches,
  unreadableFinding,
  type Finding,
} from "../../../../src/ui/profileLanguage/findings";
import { rangesIn } from "../../../../src/ui/profileLanguage/places";
import { rowsOf, summaryWords } from "../../../../src/ui/profileLanguage/validation";
import { profileOf, soundTextWith } from "../../../support/profiles";

/** A finding in short: code, severity, and where, as `line:character-line:character`. */
function short({ code, severity, range: { start, end } }: Finding): string {
  return `${code} ${severity} ${start.line}:${start.character}-${end.line}:${end.character}`;
}

function findingsIn(
  text: string,
  { hasByteOrderMark }: { readonly hasByteOrderMark: boolean },
): readonly Finding[] {
  return findingsOfText(text, { profileNow: () => profileOf(text), hasByteOrderMark });
}

const plain = { hasByteOrderMark: false };

describe("the findings of a text", () => {
  it("are exact in the how-to's own file", () => {
    const text = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");
    assert.deepEqual(findingsOf(profileOf(text)).map(short), [
      "unquoted-space error 3:5-3:18",
      "well-known-password warning 7:25-7:43",
      "well-known-password warning 8:20-8:39",
      "passwords-differ warning 8:20-8:39",
      "well-known-password warning 14:25-14:33",
      "well-known-password warning 15:20-15:28",
    ]);
  });

  const rows: readonly [what: string, text: string, ...shorts: string[]][] = [
    [
      "CRLF: one finding, at the end of the first line",
      soundTextWith("# x").replaceAll("\n", "\r\n"),
      "carriage-return error 0:3-0:3",
    ],
    ["a second byte order mark", soundTextWith("\uFEFF# x"), "byte-order-mark error 0:0-0:1"],
    ["characters of two units", soundTextWith("# 😀\nCITY='😀' b"), "unquoted-space error 1:5-1:11"],
  ];
  for (const [what, text, ...shorts] of rows) {
    it(what, () => {
      assert.deepEqual(findingsIn(text, plain).map(short), shorts);
    });
  }

  it("name the mark that an editor does not show", () => {
    const found = findingsIn(soundTextWith("TWO_LETTER_COUNTRY_CODE=us"), { hasByteOrderMark: true });
    assert.deepEqual(found.map(short), [
      "byte-order-mark error 0:0-0:1",
      "country-not-upper-case warning 0:24-0:26",
    ]);
  });

  it("are one where the text is larger than a file may be", () => {
    const text = `${soundTextWith("CITY = x")}#${"é".repeat(524_288)}`;
    assert.deepEqual(
      findingsIn(text, plain).map(({ code, message }) => [code, message]),
      [["file-too-large", "The file is larger than 1 MiB, which no properties file is. It was not read."]],
    );
  });

  it("lead to the other place of a pair", () => {
    const [found] = findingsOf(profileOf(soundTextWith("CITY=a\nCITY=b")));
    assert.deepEqual(found?.related, [
      {
        message: "CITY is set here first",
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } },
      },
    ]);
  });

  it("count a file's bad byte from 0, as editors do", () => {
    const found = unreadableFinding("invalid-utf8", { line: 3, column: 6 });
    assert.equal(short(found), "invalid-utf8 error 2:5-2:6");
  });
});

describe("a place is found", () => {
  const text = "ab\r\nc\rd\n";
  const places: readonly [offset: number, line: number, character: number][] = [
    [0, 0, 0],
    [2, 0, 2],
    [3, 0, 2],
    [4, 1, 0],
    [5, 1, 1],
    [6, 2, 0],
    [7, 2, 1],
    [8, 3, 0],
    [99, 3, 0],
  ];
  for (const [offset, line, character] of places) {
    it(`offset ${offset}`, () => {
      assert.deepEqual(rangesIn(text)({ start: offset, end: offset }).start, { line, character });
    });
  }

  it("spans touch at their edges and no farther", () => {
    const span = { start: 3, end: 5 };
    const touched = [2, 3, 5, 6].map((at) => touches(span, { start: at, end: at }));
    assert.deepEqual(touched, [false, true, true, false]);
  });
});

describe("a validation is summed up", () => {
  const findings = findingsOf(profileOf(soundTextWith("CITY=San Francisco")));
  const one = rowsOf("/w/a.keygen.properties", findings);
  const two = [...one, ...rowsOf("/w/b.keygen.properties", [...findings, ...findings])];

  it("in rows", () => {
    assert.deepEqual(one, [
      {
        file: "/w/a.keygen.properties",
        code: "unquoted-space",
        severity: "error",
        message:
          "The value of CITY has a space outside quotes: bash would take the rest for a command and leave CITY unset. Here it is taken as written. Put quotes around it.",
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: 18 } },
      },
    ]);
  });

  const sums: readonly [words: string, rows: typeof one, fileCount: number][] = [
    ["There is no keygen.properties file in this workspace.", [], 0],
    ["No problem in 1 file.", [], 1],
    ["No problem in 2 files.", [], 2],
    ["1 problem in 1 file.", one, 5],
    ["3 problems in 2 files.", two, 5],
  ];
  for (const [words, rows, fileCount] of sums) {
    it(words, () => {
      assert.equal(summaryWords(rows, fileCount), words);
    });
  }
});
