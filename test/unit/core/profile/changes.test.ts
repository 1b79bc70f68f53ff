import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { changeOf, isRemovable, type Change } from "../../../../src/core/profile/changes";
import { applyEdits } from "../../../../src/core/profile/edit";
import { bashPieces, corpusFile, diceOf } from "../../../support/bashCorpus";
import { profileOf, soundTextWith, soundValues, testMachine } from "../../../support/profiles";

/** Makes a change to a text; gives the text after and the keys whose values are others then. */
function changed(text: string, change: Change): { readonly text: string; readonly keys: readonly string[] } {
  const { edits, keys } = changeOf(profileOf(text), change, testMachine);
  return { text: applyEdits(text, edits), keys };
}

function set(key: string, value: string): Change {
  return { kind: "set", key, value };
}

function append(key: string, text: string): Change {
  return { kind: "append", key, text };
}

describe("changing a key keeps every other byte", () => {
  const rows: readonly [before: string, change: Change, after: string, ...keys: string[]][] = [
    ["CITY=Paris # b\r\n", append("CITY", ",ip:10.0.0.5"), "CITY=Paris,ip:10.0.0.5 # b\r\n", "CITY"],
    ['CITY="Paris" # b', append("CITY", ",x"), 'CITY="Paris,x" # b', "CITY"],
    ["CITY='Paris'", append("CITY", ",x"), "CITY='Paris,x'", "CITY"],
    ['CITY=""', append("CITY", "x"), 'CITY="x"', "CITY"],
    ["CITY=", append("CITY", "x"), "CITY=x", "CITY"],
    ['A=1\nCITY="dns:$A"', append("CITY", ",dns:b"), 'A=1\nCITY="dns:$A,dns:b"', "CITY"],
    ["A=1\nCITY=dns:$A", append("CITY", ",dns:b"), "A=1\nCITY=dns:$A,dns:b", "CITY"],
    [`CITY="a"'b'`, append("CITY", "c"), `CITY="a"'b'c`, "CITY"],
    ["X=1", append("CITY", "dns:b"), "X=1\nCITY=dns:b\n", "CITY"],
    ["# a\r\nCITY=Paris # b\r\n", set("CITY", "L'Aquila x"), `# a\r\nCITY="L'Aquila x" # b\r\n`, "CITY"],
    ["CITY=Paris", set("CITY", "Paris"), "CITY=Paris"],
    ['CITY="Paris"', set("CITY", "a\nb"), "CITY=$'a\\nb'", "CITY"],
    // What bash would not read as it is meant is healed by writing it, even with the value that it has.
    ["CITY=San Francisco\n", set("CITY", "San Francisco"), 'CITY="San Francisco"\n'],
    ["CITY = Paris # x", set("CITY", "Rome"), "CITY=Rome # x", "CITY"],
    ["CITY+=Paris", set("CITY", "Rome"), "CITY=Rome", "CITY"],
    ["CITY[0]='Pa ris'", set("CITY", "Rome"), "CITY='Rome'", "CITY"],
    ["CITY=(a b)", set("CITY", "Rome"), "CITY=Rome", "CITY"],
    ['CITY="Paris\nX=1\n', set("CITY", "Rome"), "CITY=Rome\nX=1\n", "CITY"],
    // The last of several counts.
    ["CITY=a\nX=$CITY\nCITY=b\n", set("CITY", "c"), "CITY=a\nX=$CITY\nCITY=c\n", "CITY"],
    // Plain text takes the place of a reference, and what refers to the key follows.
    ["A=1\nCITY=$A\nX=${CITY}2\n", set("CITY", "$A"), "A=1\nCITY='$A'\nX=${CITY}2\n", "CITY", "X"],
    ["A=$(id)\nB='\nCITY=a\n", set("CITY", "b"), "A=$(id)\nB='\nCITY=b\n", "CITY"],
    ["\uFEFFCITY=a\r\n", set("CITY", "é"), '\uFEFFCITY="é"\r\n', "CITY"],
    ["X=1", set("CITY", "Rome"), "X=1\nCITY=Rome\n", "CITY"],
    ['CITY="a" # x', { kind: "default", key: "CITY" }, 'CITY="San Francisco" # x', "CITY"],
    [
      "X=1\n",
      { kind: "default", key: "DOMAIN_SUFFIX" },
      'X=1\nDOMAIN_SUFFIX="$(hostname)"\n',
      "DOMAIN_SUFFIX",
    ],
    ["CITY='San Francisco'", set("CITY", "San Francisco"), "CITY='San Francisco'"],
    ['CITY="San Francisco"', { kind: "default", key: "CITY" }, 'CITY="San Francisco"'],
    ["CITY=a\nX=1\nCITY=b # c\n", { kind: "remove", key: "CITY" }, "X=1\n# c\n", "CITY"],
    ["CITY=a;X=1\n", { kind: "remove", key: "CITY" }, 'CITY="";X=1\n', "CITY"],
    ["X=1\n", { kind: "remove", key: "CITY" }, "X=1\n"],
  ];
  for (const [before, change, after, ...keys] of rows) {
    it(`${JSON.stringify(before)} ${change.kind} ${"value" in change ? JSON.stringify(change.value) : ""}`, () => {
      assert.deepEqual(changed(before, change), { text: after, keys });
    });
  }
});

describe("what goes together is changed together:", () => {
  const side = (lines: string): string => `${lines}\n`;
  const rows: readonly [what: string, before: string, change: Change, after: string, ...keys: string[]][] = [
    [
      "two passwords that were the same",
      side("CLIENT_KEYSTORE_PASSWORD=OneSecret7x\nCLIENT_KEY_PASSWORD='OneSecret7x'"),
      set("CLIENT_KEY_PASSWORD", "Other$ecret7"),
      side("CLIENT_KEYSTORE_PASSWORD='Other$ecret7'\nCLIENT_KEY_PASSWORD='Other$ecret7'"),
      "CLIENT_KEYSTORE_PASSWORD",
      "CLIENT_KEY_PASSWORD",
    ],
    [
      "the one that is changed, where the other refers to it",
      side("CLIENT_KEYSTORE_PASSWORD=OneSecret7x\nCLIENT_KEY_PASSWORD=$CLIENT_KEYSTORE_PASSWORD"),
      set("CLIENT_KEYSTORE_PASSWORD", "OtherSecret7"),
      side("CLIENT_KEYSTORE_PASSWORD=OtherSecret7\nCLIENT_KEY_PASSWORD=$CLIENT_KEYSTORE_PASSWORD"),
      "CLIENT_KEYSTORE_PASSWORD",
      "CLIENT_KEY_PASSWORD",
    ],
    [
      "no passwords that differed",
      side("SERVER_KEYSTORE_PASSWORD=OneSecret7x\nSERVER_KEY_PASSWORD=TwoSecret7x"),
      set("SERVER_KEY_PASSWORD", "OtherSecret7"),
      side("SERVER_KEYSTORE_PASSWORD=OneSecret7x\nSERVER_KEY_PASSWORD=OtherSecret7"),
      "SERVER_KEY_PASSWORD",
    ],
    [
      "the curve goes with RSA",
      side('CLIENT_KEY_ALG=EC\nCLIENT_KEY_GROUP_NAME="secp384r1"'),
      set("CLIENT_KEY_ALG", "RSA"),
      side('CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=""'),
      "CLIENT_KEY_ALG",
      "CLIENT_KEY_GROUP_NAME",
    ],
    [
      "a curve comes with EC",
      side("CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME="),
      set("CLIENT_KEY_ALG", "EC"),
      side("CLIENT_KEY_ALG=EC\nCLIENT_KEY_GROUP_NAME=secp256r1"),
      "CLIENT_KEY_ALG",
      "CLIENT_KEY_GROUP_NAME",
    ],
    [
      "a curve that is there stays with EC",
      side("CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=secp521r1"),
      set("CLIENT_KEY_ALG", "EC"),
      side("CLIENT_KEY_ALG=EC\nCLIENT_KEY_GROUP_NAME=secp521r1"),
      "CLIENT_KEY_ALG",
    ],
  ];
  for (const [what, before, change, after, ...keys] of rows) {
    it(what, () => {
      assert.deepEqual(changed(before, change), { text: after, keys });
    });
  }

  const currentAlone = Object.keys(soundValues).filter((key) => /_KEY_(ALG|GROUP_NAME)$|^SUBJECT/.test(key));
  const first = soundTextWith("# first generation", currentAlone);
  const turned: readonly [change: Change, added: readonly string[]][] = [
    [
      set("CLIENT_KEY_ALG", "EC"),
      [
        "CLIENT_KEY_ALG=EC",
        "CLIENT_KEY_GROUP_NAME=secp256r1",
        'SUBJECT_ALTERNATIVE_NAMES="dns:localhost,ip:127.0.0.1"',
        "SERVER_KEY_ALG=RSA",
      ],
    ],
    [
      set("SERVER_KEY_GROUP_NAME", "secp384r1"),
      [
        "SERVER_KEY_GROUP_NAME=secp384r1",
        'SUBJECT_ALTERNATIVE_NAMES="dns:localhost,ip:127.0.0.1"',
        "SERVER_KEY_ALG=EC",
        "CLIENT_KEY_ALG=RSA",
      ],
    ],
    [
      set("SUBJECT_ALTERNATIVE_NAMES", "dns:a"),
      ["SUBJECT_ALTERNATIVE_NAMES=dns:a", "SERVER_KEY_ALG=RSA", "CLIENT_KEY_ALG=RSA"],
    ],
    [set("CLIENT_KEY_SIZE", "4096"), ["CLIENT_KEY_SIZE=4096"]],
  ];
  for (const [change, added] of turned) {
    it(`a sound file of the first generation stays sound with ${change.key}`, () => {
      const after = changed(first, change);
      assert.equal(after.text, `${first}${added.join("\n")}\n`);
      assert.deepEqual(profileOf(after.text).problems, []);
    });
  }
});

describe("a key may be removed", () => {
  const rows: readonly [text: string, key: string, removable: boolean][] = [
    ["CLIENT_KEY_SIZE=2048", "CLIENT_KEY_SIZE", true],
    ["SERVER_KEYSTORE_DIR=/a", "SERVER_KEYSTORE_DIR", true],
    ["TOWN=x", "TOWN", true],
    ["TOWN=x\nCITY=$TOWN", "TOWN", false],
    ["CITY=x", "CITY", false],
    ["CLIENT_KEY_ALG=EC", "CLIENT_KEY_ALG", false],
    ["", "CLIENT_KEY_SIZE", false],
  ];
  for (const [text, key, removable] of rows) {
    it(`${JSON.stringify(text)}: ${key} ${removable ? "yes" : "no"}`, () => {
      assert.equal(isRemovable(profileOf(text), key), removable);
    });
  }
});

describe("for any file and any value (seed 20260103)", () => {
  const shellText = fc
    .array(fc.constantFrom(...bashPieces), { maxLength: 40 })
    .map((parts) => parts.join(""));
  const corpusText = fc.integer({ min: 0 }).map((number) => corpusFile(diceOf(number)));
  const anyText = fc.oneof(shellText, corpusText);
  const anyValue = fc
    .oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(fc.constantFrom(...bashPieces)).map((it) => it.join("")),
    )
    .map((value) => value.replaceAll("\0", ""));

  it("a key that is set reads back as the value, unless that is said, and nothing else is touched", () => {
    let unreadCount = 0;
    fc.assert(
      fc.property(anyText, anyValue, fc.constantFrom("CITY", "ORGANIZATION", "X"), (text, value, key) => {
        const before = profileOf(text);
        const { edits, profile, isRead } = changeOf(before, set(key, value), testMachine);
        assert.equal(profile.text, applyEdits(text, edits));
        assert.equal(profile.values.get(key)?.value === value, isRead);
        assert.ok(isRead || before.problems.some(({ severity }) => severity === "error"));
        unreadCount += isRead ? 0 : 1;
        const entry = before.values.get(key);
        for (const { span } of edits) {
          const isInEntry =
            entry !== undefined && span.start >= entry.keySpan.end && span.end <= entry.valueSpan.end;
          assert.ok(isInEntry || (entry === undefined && span.start === text.length));
        }
      }),
      { seed: 20260103, numRuns: 4000 },
    );
    assert.ok(unreadCount < 40, `${String(unreadCount)} of 4000 could not be set`);
  });
});
