import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import {
  cString,
  javaString,
  jsString,
  printfFormat,
  pythonString,
  shellWord,
} from "../../../../src/core/clientCode/quote";

const rows: readonly [
  what: string,
  text: string,
  literals: {
    readonly shell: string;
    readonly c: string;
    readonly java: string;
    readonly js: string;
    readonly python: string;
  },
][] = [
  ["a plain path", "/home/ada/tb.pem", all("/home/ada/tb.pem", '"/home/ada/tb.pem"')],
  ["nothing", "", all("''", '""')],
  [
    "double quotes",
    '{"a":1}',
    { shell: `'{"a":1}'`, c: '"{\\"a\\":1}"', java: '"{\\"a\\":1}"', js: `'{"a":1}'`, python: `'{"a":1}'` },
  ],
  ["spaces", "a b", all("'a b'", '"a b"')],
  [
    "quotes",
    `it's "a"`,
    {
      shell: `'it'"'"'s "a"'`,
      c: `"it's \\"a\\""`,
      java: `"it's \\"a\\""`,
      js: `'it\\'s "a"'`,
      python: `'it\\'s "a"'`,
    },
  ],
  ["what a shell would run", "$(id) `id` $HOME ~;#", all("'$(id) `id` $HOME ~;#'", '"$(id) `id` $HOME ~;#"')],
  ["backslashes", "C:\\new\\u0041", all("'C:\\new\\u0041'", '"C:\\\\new\\\\u0041"')],
  ["a trigraph", "a??/b", { ...all("'a??/b'", '"a??/b"'), c: '"a\\?\\?/b"' }],
  [
    "other scripts",
    "Łódź 😀",
    { ...all("'Łódź 😀'", '"Łódź 😀"'), java: '"\\u0141\\u00f3d\\u017a \\ud83d\\ude00"' },
  ],
  [
    "line ends",
    "a\n\r",
    {
      shell: `'a\n'"$(printf '\\015')"`,
      c: '"a\\012\\015"',
      java: '"a\\012\\015"',
      js: '"a\\u000a\\u000d"',
      python: '"a\\u000a\\u000d"',
    },
  ],
  [
    "a character that turns the line around",
    "a\u202Eb",
    {
      shell: `'a'"$(printf '\\342\\200\\256')"'b'`,
      c: '"a\\342\\200\\256b"',
      java: '"a\\u202eb"',
      js: '"a\\u202eb"',
      python: '"a\\u202eb"',
    },
  ],
  [
    "an invisible character beyond 16 bits",
    "\u{E0041}",
    {
      shell: `"$(printf '\\363\\240\\201\\201')"`,
      c: '"\\363\\240\\201\\201"',
      java: '"\\udb40\\udc41"',
      js: '"\\udb40\\udc41"',
      python: '"\\U000e0041"',
    },
  ],
];

function all(shell: string, other: string): (typeof rows)[number][2] {
  return { shell, c: other, java: other, js: other, python: other };
}

describe("a literal holds", () => {
  for (const [what, text, { shell, c, java, js, python }] of rows) {
    it(what, () => {
      assert.deepEqual(
        [shellWord(text), cString(text), javaString(text), jsString(text), pythonString(text)],
        [shell, c, java, js, python],
      );
    });
  }
});

describe("whatever the text is,", () => {
  const anyText = fc.string({ unit: "binary", maxLength: 40 });
  const literals = [shellWord, cString, javaString, jsString, pythonString];

  it("JavaScript reads it again from its literal", () => {
    fc.assert(fc.property(anyText, (text) => runInNewContext(jsString(text)) === text));
  });

  it("no literal shows a control, a format character or a line separator, but a shell word its newlines", () => {
    fc.assert(
      fc.property(anyText, (text) =>
        literals.every(
          (literal) =>
            !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(
              literal(text).replaceAll("'\n'", "").replaceAll("\n", ""),
            ),
        ),
      ),
    );
    assert.ok(
      [cString, javaString, jsString, pythonString].every((literal) => !literal("\n").includes("\n")),
    );
  });
});

it("printf's format has octal for what is no letter, digit or slash", () => {
  assert.equal(printfFormat(Buffer.from("\0v1/a%d\\'", "latin1")), "'\\000v1/a\\045d\\134\\047'");
});
