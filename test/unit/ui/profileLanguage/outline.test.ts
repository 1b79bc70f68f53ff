import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foldsOf } from "../../../../src/ui/profileLanguage/folds";
import { shortened } from "../../../../src/ui/words/shortened";
import { symbolsOf } from "../../../../src/ui/profileLanguage/symbols";
import { profileOf } from "../../../support/profiles";

describe("the outline", () => {
  const rows: readonly [text: string, ...lines: string[]][] = [
    ["# nothing"],
    [
      "SERVER_KEY_ALG=EC\nCITY='a b'\nTOWN=x\nCLIENT_KEY_ALG=\nSERVER_KEY_ALIAS=$TOWN",
      "Subject 18-28",
      " CITY 18-28 18-22 = a b",
      "Server 0-74",
      " SERVER_KEY_ALG 0-17 0-14 = EC",
      " SERVER_KEY_ALIAS 52-74 52-68 = x",
      "Client 36-51",
      " CLIENT_KEY_ALG 36-51 36-50 = ",
      "Other keys 29-35",
      " TOWN 29-35 29-33 = x",
    ],
    ["export CITY=a", "Subject 0-13", " CITY 0-13 7-11 = a"],
    ["CITY='a\nb'", "Subject 0-10", " CITY 0-10 0-4 = a␊b"],
    [
      "P=Secret7x\nCLIENT_KEY_PASSWORD=$P",
      "Client 11-33",
      " CLIENT_KEY_PASSWORD 11-33 11-30 = ",
      "Other keys 0-10",
      " P 0-10 0-1 = ",
    ],
  ];
  for (const [text, ...lines] of rows) {
    it(JSON.stringify(text), () => {
      const shown = symbolsOf(profileOf(text)).flatMap(({ name, span, keys }) => [
        `${name} ${span.start}-${span.end}`,
        ...keys.map(
          (key) =>
            ` ${key.name} ${key.span.start}-${key.span.end} ${key.keySpan.start}-${key.keySpan.end} = ${key.detail}`,
        ),
      ]);
      assert.deepEqual(shown, lines);
    });
  }

  it("cuts a long value, and no character in two", () => {
    assert.deepEqual(
      ["abc", "abcd", "😀😀😀", "😀😀😀😀"].map((text) => shortened(text, 3)),
      ["abc", "ab…", "😀😀😀", "😀😀…"],
    );
  });
});

describe("what may be folded", () => {
  const rows: readonly [what: string, lines: readonly string[], ...folds: string[]][] = [
    ["an empty text", [""]],
    ["single lines", ["# a", "", "A=1", "", "B=1"]],
    ["a comment", ["# a", "  # b", "", "A=1"], "comment 0-1"],
    ["entries", ["A=1", "B=2", "", "C=3", "D=4", ""], "group 0-1", "group 3-4"],
    ["entries below a comment of one line", ["# a", "A=1", "B=2"], "group 0-2"],
    ["entries below a longer comment", ["# a", "# b", "A=1", "B=2"], "comment 0-1", "group 2-3"],
    ["one entry below a longer comment", ["# a", "# b", "A=1"], "comment 0-1"],
    ["a comment between entries", ["A=1", "# a", "# b", "B=2"], "group 0-3", "comment 1-2"],
    ["a value of many lines", ["A='", "", "# x", "# y", "'", "", "B=1"], "group 0-4"],
    ["a blank line of blanks", ["A=1", " \t", "B=1", "C=1"], "group 2-3"],
  ];
  for (const [what, lines, ...folds] of rows) {
    for (const ending of ["\n", "\r\n"]) {
      it(`${what}, lines ending with ${JSON.stringify(ending)}`, () => {
        const found = foldsOf(profileOf(lines.join(ending)));
        assert.deepEqual(
          found.map(({ kind, startLine, endLine }) => `${kind} ${startLine}-${endLine}`),
          folds,
        );
      });
    }
  }
});
