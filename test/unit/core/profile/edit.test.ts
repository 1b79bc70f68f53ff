import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyEdits, quoteForShell, setValueEdits } from "../../../../src/core/profile/edit";
import { profileOf } from "../../../support/profiles";

describe("edits are applied", () => {
  it("in the order of the text, whatever their own", () => {
    const edits = [
      { span: { start: 4, end: 5 }, newText: "E" },
      { span: { start: 0, end: 1 }, newText: "AA" },
      { span: { start: 2, end: 2 }, newText: "-" },
    ];
    assert.equal(applyEdits("abcdef", edits), "AAb-cdEf");
  });

  it("without the later of two that overlap", () => {
    const edits = [
      { span: { start: 0, end: 3 }, newText: "x" },
      { span: { start: 2, end: 4 }, newText: "y" },
    ];
    assert.equal(applyEdits("abcdef", edits), "xdef");
  });
});

describe("setting a value keeps every other byte", () => {
  const rows: readonly [before: string, value: string, after: string][] = [
    ["# a\n  CITY=Paris # b\nX=1\n", "Rome", "# a\n  CITY=Rome # b\nX=1\n"],
    ['CITY="Paris"\r\n', "New York", 'CITY="New York"\r\n'],
    ["CITY='Paris'", "a$b", "CITY='a$b'"],
    ['CITY="Paris"', "a$b", "CITY='a$b'"],
    ["CITY='Paris'", "d'Or", `CITY="d'Or"`],
    ["CITY=\nX=1", "Rome", "CITY=Rome\nX=1"],
    ["CITY=San Francisco\n", "Rome", "CITY=Rome\n"],
    ["CITY=a\nCITY=b\n", "c", "CITY=a\nCITY=c\n"],
    ["export CITY=a X=b", "c", "export CITY=c X=b"],
    ["CITY = a # x", "c", "CITY = c # x"],
    ["", "c d", 'CITY="c d"\n'],
    ["X=1", "c", "X=1\nCITY=c\n"],
    ["X=1\r\n", "c", "X=1\r\nCITY=c\r\n"],
    ["X=1\\\n", "c", "X=1\\\n\nCITY=c\n"],
    ["X=1\\\\\n", "c", "X=1\\\\\nCITY=c\n"],
  ];
  for (const [before, value, after] of rows) {
    it(`${JSON.stringify(before)} ← ${value}`, () => {
      const edited = applyEdits(before, setValueEdits(profileOf(before), "CITY", value));
      assert.equal(edited, after);
      assert.equal(profileOf(edited).values.get("CITY")?.value, value);
    });
  }
});

describe("a value is quoted as little as the shell allows", () => {
  const rows: readonly [value: string, written: string][] = [
    ["", '""'],
    ["Paris", "Paris"],
    ["/etc/tb:a.b-c_d@e%f+g=h,i", "/etc/tb:a.b-c_d@e%f+g=h,i"],
    ["San Francisco", '"San Francisco"'],
    ["it's", `"it's"`],
    ["~", '"~"'],
    ["#x", '"#x"'],
    ["é", '"é"'],
    ["a$b", "'a$b'"],
    ['say "x"', `'say "x"'`],
    ["a!", "'a!'"],
    ["it's $5", `"it's \\$5"`],
    ["a\nb\\n", "$'a\\nb\\\\n'"],
    ["a\nCITY=b", "$'a\\nCITY=b'"],
    ["a\tb", '"a\tb"'],
    ["a\rb'", "$'a\\x0db\\''"],
    ["a\0b\u0001", "$'ab\\x01'"],
  ];
  for (const [value, written] of rows) {
    it(JSON.stringify(value), () => {
      assert.equal(quoteForShell(value), written);
      assert.equal(profileOf(`A=${written}`).values.get("A")?.value, value.replace("\0", ""));
    });
  }
});
