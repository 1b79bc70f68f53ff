import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { marked } from "../../../support/markedText";
import { profileOf } from "../../../support/profiles";

/** The values of all keys; what bash 5.2 gives is recorded here, and compared with bash in test/interop. */
const rows: readonly [text: string, values: Record<string, string>][] = [
  ["", {}],
  ["A=1\n\n # B=2\nC=3 # D=4\n", { A: "1", C: "3" }],
  ["A=1\nA=2", { A: "2" }],
  ["A=1 B=2\tC=3", { A: "1", B: "2", C: "3" }],
  ["export A B=1\nexport C", { B: "1" }],
  ["A=", { A: "" }],
  ["A= # x", { A: "" }],
  ["A=#x", { A: "#x" }],
  ["A=x#y", { A: "x#y" }],
  ["A=B=C", { A: "B=C" }],
  ["A='a\\b$X`'", { A: "a\\b$X`" }],
  ['A="a\\b\\$\\`\\"\\\\"', { A: 'a\\b$`"\\' }],
  ["A=a\\ b\\#", { A: "a b#" }],
  [`A=a"b"'c'$'d'`, { A: "abcd" }],
  ["A='x\ny'", { A: "x\ny" }],
  ["A=a\\\nb", { A: "ab" }],
  ['A="a\\\nb"', { A: "ab" }],
  ["A='a\\\nb'", { A: "a\\\nb" }],
  ["A=1 \\\nB=2", { A: "1", B: "2" }],
  ["A\\\n=1", { A: "1" }],
  ["A=1\nB=$\\\nA", { A: "1", B: "1" }],
  ["# x \\\nA=1", { A: "1" }],
  ["A=$'\\t\\n\\\\\\'\\\"\\e\\x41\\101\\u0041\\U00000041\\cA\\q'", { A: "\t\n\\'\"\u001bAAAA\u0001\\q" }],
  ["A=$'\\xc3\\xa9'", { A: "é" }],
  ["A=1\nB=$A${A}2", { A: "1", B: "112" }],
  ["A=a\\ b\nB=$A", { A: "a b", B: "a b" }],
  ["A=\nB=${A:-x y}${A:-$'z'}", { A: "", B: "x yz" }],
  ["A=1\nB=${A:-x}", { A: "1", B: "1" }],
  ["B=${A:-${C:-deep}}", { B: "deep" }],
  ['B="${A:-a b}"', { B: "a b" }],
  ["A=1\nA=${A}2", { A: "12" }],
  ["A=$ B=$. C=a$", { A: "$", B: "$.", C: "a$" }],
  ["A=$(hostname)", { A: "tb.example.org" }],
  ['A="x-$( hostname -s )"', { A: "x-tb" }],
  ["A=`hostname -f`", { A: "tb.example.org" }],
  [
    "A=~ B=~/x C=a:~ D=a~ E='~' F=~\"/x\"",
    { A: "/home/ada", B: "/home/ada/x", C: "a:/home/ada", D: "a~", E: "~", F: "~/x" },
  ],
  ["A=* B={a,b} C=a? D=!x", { A: "*", B: "{a,b}", C: "a?", D: "!x" }],
  // What follows is wrong, but evident.
  ["CITY=San Francisco # x", { CITY: "San Francisco" }],
  ["CITY = San Francisco", { CITY: "San Francisco" }],
  ["A=1; B=$A;", { A: "1", B: "1" }],
  ["ORGANIZATION=Smith & Sons", { ORGANIZATION: "Smith & Sons" }],
  ["\uFEFFA=1\r\nB='x\r\ny'\rC=3", { A: "1", B: "x\ny", C: "3" }],
  ['A="x\nB=2', { A: "x", B: "2" }],
  ['CITY="x\nORGANIZATION="y', { CITY: "x", ORGANIZATION: "y" }],
];

describe("a profile gives the values that bash would", () => {
  for (const [text, values] of rows) {
    it(JSON.stringify(text), () => {
      const read = [...profileOf(text).values].map(([key, entry]) => [key, entry.value]);
      assert.deepEqual(Object.fromEntries(read), values);
    });
  }
});

describe("an entry knows its place", () => {
  const keys: readonly [keys: string, values: string, entries: string][] = [
    ["«A»=1", "A=«1»", "«A=1»"],
    ["export «A»=1 «B»=2", "export A=«1» B=«2»", "«export A=1» «B=2»"],
    [" «A»='a b'\"c\" # x", " A=«'a b'\"c\"» # x", " «A='a b'\"c\"» # x"],
    ["«A»=\n«B»=", "A=«»\nB=«»", "«A=»\n«B=»"],
    ["«A»=San Francisco # x", "A=«San Francisco» # x", "«A=San Francisco» # x"],
    ["«A» = b", "A = «b»", "«A = b»"],
    ["\uFEFF«A»=1\r\n«B»=\r\n", "\uFEFFA=«1»\r\nB=«»\r\n", "\uFEFF«A=1»\r\n«B=»\r\n"],
    ["«A»=a\\\nb\\\n", "A=«a\\\nb»\\\n", "«A=a\\\nb»\\\n"],
    ["«A»=😀 «B»=2", "A=«😀» B=«2»", "«A=😀» «B=2»"],
  ];
  for (const [keySpans, valueSpans, spans] of keys) {
    it(JSON.stringify(keySpans), () => {
      const { entries, text } = profileOf(keySpans.replace(/[«»]/g, ""));
      assert.equal(
        marked(
          text,
          entries.map((entry) => entry.keySpan),
        ),
        keySpans,
      );
      assert.equal(
        marked(
          text,
          entries.map((entry) => entry.valueSpan),
        ),
        valueSpans,
      );
      assert.equal(
        marked(
          text,
          entries.map((entry) => entry.span),
        ),
        spans,
      );
    });
  }
});

describe("the how-to's own file", () => {
  const profile = profileOf(readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8"));

  it("is of the first generation", () => {
    assert.equal(profile.generation, "first");
    assert.equal(profile.entries.length, 15);
  });

  it("has one error, and warnings about its passwords", () => {
    const found = profile.problems.map(
      ({ code, span }) => `${code} ${profile.text.slice(span.start, span.end)}`,
    );
    assert.deepEqual(found, [
      "unquoted-space San Francisco",
      "well-known-password server_ks_password",
      "well-known-password server_key_password",
      "passwords-differ server_key_password",
      "well-known-password password",
      "well-known-password password",
    ]);
  });
});

describe("the generation is the current one as soon as", () => {
  for (const key of ["SUBJECT_ALTERNATIVE_NAMES", "SERVER_KEY_ALG", "CLIENT_KEY_GROUP_NAME"]) {
    it(`${key} is there`, () => {
      assert.equal(profileOf(`CITY=a\n${key}=b`).generation, "current");
    });
  }
});
