import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyEdits } from "../../../../src/core/profile/edit";
import type { FixCode } from "../../../../src/core/profile/fixes";
import { fixesFor, upgradeEdits } from "../../../../src/core/profile/fixes";
import { problemTable } from "../../../../src/core/profile/problems";
import type { ProfileProblemCode } from "../../../../src/core/profile/profile";
import { profileOf, soundTextWith } from "../../../support/profiles";

/** Lines before and after the first fix of the first finding with the code; every other byte of the file stays. */
const rows: readonly [code: ProfileProblemCode, fix: FixCode, before: string, after: string][] = [
  ["unquoted-space", "quote-value", "CITY=San Francisco # note", 'CITY="San Francisco" # note'],
  ["unquoted-space", "quote-value", "CITY=San  $ORGANIZATION", 'CITY="San  $ORGANIZATION"'],
  ["unquoted-space", "quote-value", "export CITY=Val d\\'Or", `export CITY="Val d'Or"`],
  ["unquoted-space", "quote-value", "CITY=a$ b", "CITY='a$ b'"],
  ["unquoted-space", "quote-value", "ORGANIZATION=b CITY=San Jose", 'ORGANIZATION=b CITY="San Jose"'],
  ["shell-syntax", "quote-value", "CITY=Fish & Chips", 'CITY="Fish & Chips"'],
  ["shell-syntax", "quote-value", "CITY=a(b)", 'CITY="a(b)"'],
  ["shell-syntax", "quote-value", "CITY=&ORGANIZATION=b", 'CITY="&" ORGANIZATION=b'],
  ["unquoted-space", "quote-value", "CITY=a ${b%c} d", "CITY='a ${b%c} d'"],
  ["shell-syntax", "put-on-own-line", "CITY=Paris ; A=1; B=$A", "CITY=Paris\nA=1; B=$A"],
  ["shell-syntax", "put-on-own-line", "CITY=Paris; # x", "CITY=Paris # x"],
  ["shell-syntax", "put-on-own-line", "CITY=a\\ ;A=1; B=$A", "CITY=a\\ \nA=1; B=$A"],
  ["shell-syntax", "put-on-own-line", "CITY=Paris&&export A=1 B=$CITY", "CITY=Paris\nexport A=1 B=$CITY"],
  ["space-around-equals", "remove-spaces-around-equals", "CITY = Paris", "CITY=Paris"],
  ["space-around-equals", "remove-spaces-around-equals", "\tCITY  =Paris # x", "\tCITY=Paris # x"],
  ["space-around-equals", "remove-spaces-around-equals", "export CITY= Paris", "export CITY=Paris"],
  ["unterminated-quote", "close-quote", 'CITY="Paris', 'CITY="Paris"'],
  ["unterminated-quote", "close-quote", "CITY='Paris", "CITY='Paris'"],
  ["unterminated-quote", "close-quote", "CITY=$'Paris", "CITY=$'Paris'"],
  ["unterminated-quote", "close-quote", 'CITY="$(hostname', 'CITY="$(hostname)"'],
  ["unterminated-quote", "close-quote", 'CITY="${ORGANIZATION:-a', 'CITY="${ORGANIZATION:-a}"'],
  ["undefined-variable", "quote-literally", "CITY=a$town", "CITY='a$town'"],
  ["undefined-variable", "quote-literally", 'CITY="a$town"', "CITY='a$town'"],
  ["undefined-variable", "use-host-name", 'DOMAIN_SUFFIX="x.$HOSTNAME"', 'DOMAIN_SUFFIX="x.$(hostname)"'],
  ["unsupported-expansion", "quote-literally", "CITY=a${b%c}", "CITY='a${b%c}'"],
  ["unsupported-expansion", "quote-literally", "CITY=~bob", 'CITY="~bob"'],
  ["unsupported-expansion", "quote-literally", "export CITY={a,b}", 'export CITY="{a,b}"'],
  ["command-not-run", "quote-literally", "CITY=`date`", "CITY='`date`'"],
  ["command-not-run", "comment-out", "  echo hi # x", "  # echo hi # x"],
  ["command-not-run", "comment-out", "CITY=a\n\uFEFFX=1", "CITY=a\n# \uFEFFX=1"],
  ["command-not-run", "comment-out", "CITY=a \\\n\necho hi", "CITY=a \\\n\n# echo hi"],
  ["reserved-variable", "comment-out", "UID=5", "# UID=5"],
  ["carriage-return", "remove-carriage-returns", "CITY=a\r\nA=1\rB=$A\r", "CITY=a\nA=1\nB=$A"],
  ["byte-order-mark", "remove-byte-order-mark", "\uFEFFCITY=a", "CITY=a"],
  ["duplicate-key", "remove-duplicate", "CITY=a\n# note\nCITY=b", "# note\nCITY=b"],
  ["duplicate-key", "remove-duplicate", "CITY=a # note\nCITY=b", "# note\nCITY=b"],
  ["duplicate-key", "remove-duplicate", "export CITY=a\r\nCITY=b\r", "CITY=b\r"],
  ["duplicate-key", "remove-duplicate", "CITY=a CITY=b", "CITY=b"],
  ["duplicate-key", "remove-duplicate", "ORGANIZATION=b \\\nCITY=a\nCITY=b", "ORGANIZATION=b \\\n\nCITY=b"],
  [
    "duplicate-key",
    "remove-duplicate",
    "CITY=a\nCITY=b\nSTATE_OR_PROVINCE=$CITY",
    "CITY=b\nSTATE_OR_PROVINCE=$CITY",
  ],
  ["unknown-key", "rename-key", "CLEINT_KEY_SIZE=2048", "CLIENT_KEY_SIZE=2048"],
  ["unknown-key", "rename-key", "client_key_size=2048", "CLIENT_KEY_SIZE=2048"],
  ["value-empty", "use-default", "CLIENT_KEY_ALG=", "CLIENT_KEY_ALG=EC"],
  ["value-empty", "use-default", 'DOMAIN_SUFFIX="" # x', 'DOMAIN_SUFFIX="$(hostname)" # x'],
  ["algorithm-unknown", "use-default", "CLIENT_KEY_ALG=DSA", "CLIENT_KEY_ALG=EC"],
  ["key-size-unknown", "use-default", "CLIENT_KEY_SIZE=1", "CLIENT_KEY_SIZE=2048"],
  ["alias-collision", "use-default", "CLIENT_KEY_ALIAS=serveralias", "CLIENT_KEY_ALIAS=clientalias"],
  ["prefix-unsafe", "use-default", "CLIENT_FILE_PREFIX=../x", "CLIENT_FILE_PREFIX=client"],
  ["prefix-reserved", "use-default", "CLIENT_FILE_PREFIX=con", "CLIENT_FILE_PREFIX=client"],
  ["prefix-collision", "use-default", "CLIENT_FILE_PREFIX=server", "CLIENT_FILE_PREFIX=client"],
  ["curve-unknown", "use-known-curve", "CLIENT_KEY_GROUP_NAME=P-384", "CLIENT_KEY_GROUP_NAME=secp384r1"],
  ["curve-unknown", "use-known-curve", 'CLIENT_KEY_GROUP_NAME="x"', 'CLIENT_KEY_GROUP_NAME="secp256r1"'],
  [
    "curve-with-rsa",
    "remove-curve",
    "CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=secp256r1\n# x",
    "CLIENT_KEY_ALG=RSA\n# x",
  ],
  [
    "country-not-upper-case",
    "upper-case-country",
    "TWO_LETTER_COUNTRY_CODE='us'",
    "TWO_LETTER_COUNTRY_CODE='US'",
  ],
  ["alias-not-lower-case", "lower-case-alias", 'CLIENT_KEY_ALIAS="Ab"', 'CLIENT_KEY_ALIAS="ab"'],
  [
    "passwords-differ",
    "use-store-password",
    "CLIENT_KEYSTORE_PASSWORD='Secret$7x'\nCLIENT_KEY_PASSWORD=Other7x",
    "CLIENT_KEYSTORE_PASSWORD='Secret$7x'\nCLIENT_KEY_PASSWORD='Secret$7x'",
  ],
];

describe("a fix makes its finding go away and changes nothing else", () => {
  for (const [code, fixCode, before, after] of rows) {
    it(`${code}: ${JSON.stringify(before)}`, () => {
      const text = soundTextWith(before);
      const profile = profileOf(text);
      const problem = profile.problems.find((found) => found.code === code);
      assert.ok(problem, `earned ${profile.problems.map((found) => found.code).join(", ")}`);
      const fix = fixesFor(profile, problem)[0];
      assert.equal(fix?.code, fixCode);
      const fixed = applyEdits(text, fix.edits);
      assert.equal(fixed, after + text.slice(before.length));
      const left = profileOf(fixed).problems.filter((found) => found.code === code);
      const had = profile.problems.filter((found) => found.code === code);
      assert.equal(left.length, had.length - 1);
    });
  }

  it("missing-key: adds all of them at the end, with defaults", () => {
    const text = soundTextWith("# x", ["CITY", "CLIENT_KEYSTORE_PASSWORD", "CLIENT_KEY_ALG"]).trimEnd();
    const profile = profileOf(text);
    const [fix] = profile.problems.flatMap((problem) => fixesFor(profile, problem));
    assert.equal(fix?.code, "add-missing-keys");
    const fixed = applyEdits(text, fix.edits);
    assert.equal(
      fixed,
      `${text}\nCITY="San Francisco"\nCLIENT_KEYSTORE_PASSWORD=password\nCLIENT_KEY_ALG=EC\n`,
    );
    assert.ok(!profileOf(fixed).problems.some((problem) => problem.code === "missing-key"));
  });

  it("every fixable code has a row, and no other has a fix", () => {
    const fixed = new Set<string>([...rows.map(([code]) => code), "missing-key"]);
    const fixable = Object.entries(problemTable).filter(([, row]) => row.fixable);
    assert.deepEqual([...fixed].sort(), fixable.map(([code]) => code).sort());
  });

  it("tells no secret in its values", () => {
    const profile = profileOf(
      soundTextWith("CLIENT_KEYSTORE_PASSWORD=Hush7xxx\nCLIENT_KEY_PASSWORD=Tacet7xx"),
    );
    const values = profile.problems.flatMap((problem) => fixesFor(profile, problem).map((fix) => fix.values));
    assert.deepEqual(values, [{ key: "CLIENT_KEY_PASSWORD" }]);
  });
});

describe("no fix is offered when", () => {
  const none: readonly [code: ProfileProblemCode, lines: string][] = [
    ["duplicate-key", "CITY=a\nORGANIZATION=$CITY\nCITY=b"],
    ["duplicate-key", "CITY=a\nORGANIZATION=$CI\\\nTY\nCITY=b"],
    ["duplicate-key", "CITY=a\nexport CITY=b ORGANIZATION=$CITY"],
    ["duplicate-key", "CITY=a && ORGANIZATION=b\nCITY=b"],
    ["unknown-key", "TOWN=x"],
    ["unsupported-expansion", "CITY=(a b)"],
    ["unsupported-expansion", "CITY+=x"],
    ["command-not-run", "echo 'a\nb'"],
    ["value-empty", "CLIENT_KEY_PASSWORD="],
    ["alias-collision", "SERVER_KEY_ALIAS=clientalias"],
    ["prefix-collision", "SERVER_FILE_PREFIX=client"],
    ["shell-syntax", "| x"],
  ];
  for (const [code, lines] of none) {
    it(`${code}: ${JSON.stringify(lines)}`, () => {
      const profile = profileOf(soundTextWith(lines));
      const problem = profile.problems.find((found) => found.code === code);
      assert.ok(problem);
      assert.deepEqual(fixesFor(profile, problem), []);
    });
  }
});

describe("the upgrade to the current generation", () => {
  const newer = [
    "SUBJECT_ALTERNATIVE_NAMES",
    "SERVER_KEY_ALG",
    "SERVER_KEY_GROUP_NAME",
    "CLIENT_KEY_ALG",
    "CLIENT_KEY_GROUP_NAME",
  ];

  it("adds the keys that the first generation lacks", () => {
    const text = soundTextWith("# first", newer);
    const profile = profileOf(text);
    const upgraded = applyEdits(text, upgradeEdits(profile));
    assert.equal(profile.generation, "first");
    assert.equal(
      upgraded,
      `${text}SUBJECT_ALTERNATIVE_NAMES="dns:localhost,ip:127.0.0.1"\nSERVER_KEY_ALG=EC\nSERVER_KEY_GROUP_NAME=secp256r1\nCLIENT_KEY_ALG=EC\nCLIENT_KEY_GROUP_NAME=secp256r1\n`,
    );
    assert.deepEqual([profileOf(upgraded).generation, profileOf(upgraded).problems], ["current", []]);
  });

  it("leaves the current generation alone", () => {
    assert.deepEqual(upgradeEdits(profileOf(soundTextWith(""))), []);
  });
});
