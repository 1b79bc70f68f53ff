import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { definitionAt, occurrencesAt } from "../../../../src/core/profile/occurrences";
import { referencesOf } from "../../../../src/core/profile/references";
import { secretEntriesOf } from "../../../../src/core/profile/secretEntries";
import { profileOf } from "../../../support/profiles";

/** The text without the cursor `|`, and where it stood. */
function cursorIn(marked: string): { readonly text: string; readonly offset: number } {
  return { text: marked.replace("|", ""), offset: marked.indexOf("|") };
}

describe("the references of a text", () => {
  const rows: readonly [text: string, ...references: string[]][] = [
    ["A=1"],
    ["A=1\nB=$A-${A}", "A 7-8 in 1 of 0", "A 11-12 in 1 of 0"],
    ['A=1\nB="x$A"y', "A 9-10 in 1 of 0"],
    ["A=1\nB=${C:-$A}", "C 8-9 in 1", "A 12-13 in 1 of 0"],
    ["B=$A\nA=1", "A 3-4 in 0"],
    ["A=1\nA=2\nA=$A", "A 11-12 in 2 of 1"],
    ["A=1\nexport A=2 B=$A\nC=$A", "A 18-19 in 2 of 0", "A 23-24 in 3 of 1"],
    ["A=1 B=$A", "A 7-8 in 1 of 0"],
    ["A=1\r\nB=$A", "A 8-9 in 1 of 0"],
    ["\uFEFFA=1\nB=$A", "A 8-9 in 1 of 0"],
    ["AB=1\nC=$A\\\nB", "AB 7-12 in 1 of 0"],
    ["HOME=/x\nB=$HOME", "HOME 11-15 in 1"],
    ["A=1\nB='$A'"],
    ["A=1\nB=\\$A"],
    ["A=1\n# $A"],
    ["A=1\nB=$(echo $A)"],
  ];
  for (const [text, ...expected] of rows) {
    it(JSON.stringify(text), () => {
      const shorts = referencesOf(text).map(({ name, span, entry, definition }) => {
        const of = definition === undefined ? "" : ` of ${definition}`;
        return `${name} ${span.start}-${span.end} in ${entry}${of}`;
      });
      assert.deepEqual(shorts, expected);
    });
  }
});

describe("the occurrences of the name at the cursor", () => {
  const rows: readonly [marked: string, ...occurrences: string[]][] = [
    ["|A=1\nB=$A", "write 0-1", "read 7-8"],
    ["A|=1\nA=2\nB=${A}$C", "write 0-1", "write 4-5", "read 12-13"],
    ["A=1\nB=$|A", "write 0-1", "read 7-8"],
    ["B=$|A", "read 3-4"],
    ["A=1\nB=|$C"],
    ["A=|1"],
    ["# |A\nA=1"],
    ["|"],
  ];
  for (const [marked, ...expected] of rows) {
    it(JSON.stringify(marked), () => {
      const { text, offset } = cursorIn(marked);
      const found = occurrencesAt(profileOf(text), offset);
      assert.deepEqual(
        found.map(({ kind, span }) => `${kind} ${span.start}-${span.end}`),
        expected,
      );
    });
  }
});

describe("the definition of the reference at the cursor", () => {
  const rows: readonly [marked: string, definition: string | undefined][] = [
    ["A=1\nB=$|A", "A=1"],
    ["A=1\nA=2\nB=${A|}\nA=3", "A=2"],
    ["A=1\nA=x$|A", "A=1"],
    ["A=1\nexport A=2 B=$|A", "A=1"],
    ["B=$|A\nA=1", undefined],
    ["|A=1\nB=$A", undefined],
  ];
  for (const [marked, expected] of rows) {
    it(JSON.stringify(marked), () => {
      const { text, offset } = cursorIn(marked);
      const span = definitionAt(profileOf(text), offset)?.entry.span;
      assert.equal(span === undefined ? undefined : text.slice(span.start, span.end), expected);
    });
  }
});

describe("the entries whose value is a secret", () => {
  const rows: readonly [text: string, ...keys: string[]][] = [
    ["CITY=a\nCLIENT_KEY_PASSWORD=b\nCLIENT_KEY_PASSWORD=c", "CLIENT_KEY_PASSWORD", "CLIENT_KEY_PASSWORD"],
    ["P=b\nQ=c\nCLIENT_KEY_PASSWORD=$P", "P", "CLIENT_KEY_PASSWORD"],
    [
      "O=b\nP=$O\nCLIENT_KEY_PASSWORD=$P\nCITY=$O\nSTATE=$CITY",
      "O",
      "P",
      "CLIENT_KEY_PASSWORD",
      "CITY",
      "STATE",
    ],
    ["T=x\nSERVER_KEY_PASSWORD=b\nCITY=$T$SERVER_KEY_PASSWORD", "SERVER_KEY_PASSWORD", "CITY"],
  ];
  for (const [text, ...keys] of rows) {
    it(JSON.stringify(text), () => {
      const found = secretEntriesOf(profileOf(text));
      assert.deepEqual(
        [...found].map(({ key }) => key),
        keys,
      );
    });
  }
});
