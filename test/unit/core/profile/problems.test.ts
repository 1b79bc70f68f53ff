import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemTable } from "../../../../src/core/profile/problems";
import type { ProfileProblemCode } from "../../../../src/core/profile/profile";
import { marked, unmarked } from "../../../support/markedText";
import { profileOf, soundTextWith } from "../../../support/profiles";

const long = (length: number): string => "x".repeat(length);

/** One row for each way to earn a finding; guillemets mark what is underlined. */
const rows: readonly [markedLines: string, ...codes: ProfileProblemCode[]][] = [
  ["CITY=Rome\n«CITY»=Paris", "duplicate-key"],
  ["export CITY=Rome «CITY»=Paris", "duplicate-key"],
  ["CITY=Rome\n«CITY»=Oslo\n«CITY»=Paris", "duplicate-key", "duplicate-key"],

  ['CITY=«"Paris»\nSTATE_OR_PROVINCE=IDF', "unterminated-quote"],
  ["CITY=«'Paris»", "unterminated-quote"],
  ["CITY=«$'Paris»", "unterminated-quote"],
  ["CITY=«`hostname»", "unterminated-quote"],
  ["CITY=«$(hostname»", "unterminated-quote"],
  ["CITY=«${X:-a»", "unterminated-quote"],
  ['CITY=«"Pa»\nORGANIZATION=«"b»', "unterminated-quote", "unterminated-quote"],

  ["CITY=«$TOWN»", "undefined-variable"],
  ["CITY=a«${TOWN}»b", "undefined-variable"],
  ['CITY="«$TOWN»"', "undefined-variable"],
  ["CITY=«$ORGANIZATION»\nORGANIZATION=a", "undefined-variable"],
  ["SERVER_KEY_PASSWORD=ServerSecret7x\nSERVER_KEYSTORE_PASSWORD=a«$$»abcdef", "undefined-variable"],
  ["CITY=«$1»", "undefined-variable"],
  ["CITY=«$?»", "undefined-variable"],
  ["CITY=«$RANDOM»", "undefined-variable"],
  ["CITY=«$HOME»", "undefined-variable"],
  ["CITY=«${HOME:-x}»", "undefined-variable"],
  ["CITY=«${USER:-x}»", "undefined-variable"],
  ["DOMAIN_SUFFIX=«$HOSTNAME»", "undefined-variable"],
  ["export A=1 CITY=«$A»", "undefined-variable"],

  ["«UID»=5", "reserved-variable"],
  ["«PATH»=/bin", "reserved-variable"],
  ["«RANDOM»=5", "reserved-variable"],
  ["«LC_ALL»=C", "reserved-variable"],
  ["export «BASH_ENV»=x", "reserved-variable"],

  ["CITY=«$(date)»", "command-not-run"],
  ["CITY=«`date`»", "command-not-run"],
  ['CITY="«$(echo "x")»"', "command-not-run"],
  ["CITY=«<(date)»", "command-not-run"],
  ["CITY=«$(hostname -i)»", "command-not-run"],
  ["CITY=«$(hostname; date)»", "command-not-run"],
  ["«echo hi» # there", "command-not-run"],
  ["«echo 'a\nb'»", "command-not-run"],
  ["«readonly A=Paris»", "command-not-run"],
  ["«declare -x A=1»", "command-not-run"],
  ["«1A=x»", "command-not-run"],
  ["«A-B=x»", "command-not-run"],
  ["«export»", "command-not-run"],
  ["«export -p»", "command-not-run"],
  ["«export 'A=1'»", "command-not-run"],
  ["«. other.properties»", "command-not-run"],
  ["«if true»", "command-not-run"],

  ["CITY=«$((1+1))»", "unsupported-expansion"],
  ["CITY=«$[1+1]»", "unsupported-expansion"],
  ["CITY=«${X%a}»", "unsupported-expansion"],
  ["CITY=«${#X}»", "unsupported-expansion"],
  ["CITY=«${!X}»", "unsupported-expansion"],
  ["CITY=«${X:=a}»", "unsupported-expansion"],
  ["CITY=«${X:-~}»", "unsupported-expansion"],
  ['CITY="«${X:-"a"}»"', "unsupported-expansion"],
  ['CITY=«$"Paris"»', "unsupported-expansion"],
  ["CITY=«$'\\u00e9'»", "unsupported-expansion"],
  ["CITY=«$'\\xff'»", "unsupported-expansion"],
  ["CITY=«$'a\\0b'»", "unsupported-expansion"],
  ["CITY=«~root»/x", "unsupported-expansion"],
  ["CITY=«(a b)»", "unsupported-expansion"],
  ["CITY«+=»x", "unsupported-expansion"],
  ["CITY«[0]=»x", "unsupported-expansion"],
  ["export CITY=«{a,b}»", "unsupported-expansion"],

  ["CITY=«San Francisco»", "unquoted-space"],
  ["CITY=«San Francisco» # note", "unquoted-space"],
  ["CITY=«San\t Francisco»", "unquoted-space"],
  ["CITY=«San \\\nFrancisco»", "unquoted-space"],
  ["export CITY=«San Francisco»", "unquoted-space"],
  ["ORGANIZATION=a CITY=«San Francisco»", "unquoted-space"],
  ['CITY=«"San" Francisco»', "unquoted-space"],

  ["CITY« = »Paris", "space-around-equals"],
  ["CITY« =»Paris", "space-around-equals"],
  ["CITY«= »Paris", "space-around-equals"],
  ["export CITY« = »Paris", "space-around-equals"],
  ["CITY« = »«San Francisco»", "space-around-equals", "unquoted-space"],

  ["ORGANIZATION=Smith «&» Sons", "shell-syntax"],
  ["CITY=a«;»b", "shell-syntax"],
  ["CITY=a«|»b", "shell-syntax"],
  ["CITY=a«>»b", "shell-syntax"],
  ["CITY=a«<»b", "shell-syntax"],
  ["CITY=a«(»b)", "shell-syntax"],
  ["CITY=a«)»", "shell-syntax"],
  ["CITY=Paris«;»", "shell-syntax"],
  ["CITY=Paris«;» ORGANIZATION=b", "shell-syntax"],
  ["CITY=Paris «&&» export ORGANIZATION=b", "shell-syntax"],
  ["«(»A=Paris)", "shell-syntax"],

  ["SERVER_KEYSTORE_DIR=«~»/conf", "home-folder"],
  ["SERVER_KEYSTORE_DIR=a:«~»", "home-folder"],

  ["CITY=Paris«\r»\nORGANIZATION=b\r", "carriage-return"],
  ["«\uFEFF»CITY=Paris", "byte-order-mark"],
  ["CITY=a«\0»b", "nul-character"],

  ["«TOWN»=Paris", "unknown-key"],
  ["«CLIENT_KEY_ALIASES»=a", "unknown-key"],

  ["DOMAIN_SUFFIX=«»", "value-empty"],
  ["DOMAIN_SUFFIX=«''»", "value-empty"],
  ["SERVER_KEY_ALIAS=«»", "value-empty"],
  ["CLIENT_FILE_PREFIX=«»", "value-empty"],
  ["CLIENT_KEYSTORE_PASSWORD=«»", "value-empty"],
  ["CLIENT_KEY_ALG=«»", "value-empty"],
  ["CLIENT_KEY_GROUP_NAME=«»", "value-empty"],

  [`DOMAIN_SUFFIX=«${long(65)}»`, "value-too-long"],
  [`ORGANIZATION=«${long(65)}»`, "value-too-long"],
  [`ORGANIZATIONAL_UNIT=«${long(65)}»`, "value-too-long"],
  [`CITY=«${long(129)}»`, "value-too-long"],
  [`STATE_OR_PROVINCE=«${long(129)}»`, "value-too-long"],
  [`CLIENT_FILE_PREFIX=«${long(101)}»`, "value-too-long"],
  [`CLIENT_KEY_ALIAS=«${long(256)}»`, "value-too-long"],

  ["TWO_LETTER_COUNTRY_CODE=«USA»", "country-not-two-letters"],
  ["TWO_LETTER_COUNTRY_CODE=«U1»", "country-not-two-letters"],
  ["TWO_LETTER_COUNTRY_CODE=«ÉÉ»", "country-not-two-letters"],
  ["TWO_LETTER_COUNTRY_CODE=«ZZ»", "country-not-assigned"],
  ["TWO_LETTER_COUNTRY_CODE=«UK»", "country-not-assigned"],
  ["TWO_LETTER_COUNTRY_CODE=«us»", "country-not-upper-case"],

  [
    "CLIENT_KEYSTORE_PASSWORD=«5half»\nCLIENT_KEY_PASSWORD=«5half»",
    "password-too-short",
    "password-too-short",
  ],
  [
    "CLIENT_KEYSTORE_PASSWORD=«Password»\nCLIENT_KEY_PASSWORD=«Password»",
    "well-known-password",
    "well-known-password",
  ],
  ["CLIENT_KEY_PASSWORD=«OtherSecret7x»", "passwords-differ"],
  ["SERVER_KEY_PASSWORD=«OtherSecret7x»", "passwords-differ"],
  [
    "CLIENT_KEYSTORE_PASSWORD=«sécurité»\nCLIENT_KEY_PASSWORD=«sécurité»",
    "password-not-ascii",
    "password-not-ascii",
  ],

  ["CLIENT_KEY_ALIAS=«ClientAlias»", "alias-not-lower-case"],
  ["CLIENT_KEY_ALIAS=«serveralias»", "alias-collision"],
  ["CLIENT_FILE_PREFIX=«../x»", "prefix-unsafe"],
  ["CLIENT_FILE_PREFIX=«a/b»", "prefix-unsafe"],
  ["CLIENT_FILE_PREFIX=«'a\\b'»", "prefix-unsafe"],
  ["CLIENT_FILE_PREFIX=«a:b»", "prefix-unsafe"],
  ["CLIENT_FILE_PREFIX=«' a'»", "prefix-unsafe"],
  ["CLIENT_FILE_PREFIX=«-rf»", "prefix-unsafe"],
  ["CLIENT_FILE_PREFIX=«.»", "prefix-unsafe"],
  ["CLIENT_FILE_PREFIX=«con»", "prefix-reserved"],
  ["CLIENT_FILE_PREFIX=«LPT1.x»", "prefix-reserved"],
  ["CLIENT_FILE_PREFIX=«Server»", "prefix-collision"],
  ["CLIENT_FILE_PREFIX=«server.pub»", "prefix-collision"],

  ["CLIENT_KEY_ALG=«DSA»", "algorithm-unknown"],
  ["CLIENT_KEY_GROUP_NAME=«secp256k1»", "curve-unknown"],
  ["CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=«secp256r1»", "curve-with-rsa"],
  ["CLIENT_KEY_SIZE=«1024»", "key-size-unknown"],

  ["SUBJECT_ALTERNATIVE_NAMES=dns:a,«ip:300.0.0.1»", "subject-alternative-name-invalid"],
  [
    'SUBJECT_ALTERNATIVE_NAMES="«tb.local», dns:a, «ip:::g»"',
    "subject-alternative-name-invalid",
    "subject-alternative-name-invalid",
  ],
  ["SUBJECT_ALTERNATIVE_NAMES=«d\\ns:a_b»", "subject-alternative-name-invalid"],
  ["SUBJECT_ALTERNATIVE_NAMES=«»,dns:a", "subject-alternative-name-invalid"],

  ['ORGANIZATION=«"Smith, Sons"»', "keytool-dname"],
];

describe("a properties file earns a finding when", () => {
  for (const [markedLines, ...codes] of rows) {
    it(`${codes[0] ?? ""}: ${JSON.stringify(markedLines).slice(0, 100)}`, () => {
      const { text: lines } = unmarked(markedLines);
      const text = soundTextWith(lines);
      const { problems } = profileOf(text);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity]),
        codes.map((code) => [code, problemTable[code].severity]),
      );
      const shown = marked(
        text,
        problems.map((problem) => problem.span),
      ).slice(0, markedLines.length);
      assert.equal(shown, markedLines);
    });
  }

  it("missing-key: one finding for all keys that are missing, by name", () => {
    const [problem, ...others] = profileOf(soundTextWith("", ["CITY", "CLIENT_KEY_ALG"])).problems;
    assert.deepEqual(others, []);
    assert.deepEqual(problem, {
      code: "missing-key",
      severity: "error",
      span: { start: 0, end: 0 },
      values: { keys: "CITY, CLIENT_KEY_ALG", count: "2" },
    });
  });

  it("value-too-long: variables bring in more text than the largest file holds", () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `V${String(index + 1)}=$V${String(index)}$V${String(index)}`,
    );
    const { problems } = profileOf(soundTextWith(`V0=0123456789\n${lines.join("\n")}\nCITY=$V30`));
    assert.deepEqual([...new Set(problems.map((problem) => problem.code))], ["value-too-long"]);
  });

  it("unsupported-expansion: expansions are nested deeper than sixteen levels", () => {
    const nested = (levels: number): string =>
      soundTextWith(`CITY=${"${X:-".repeat(levels)}a${"}".repeat(levels)}`);
    assert.deepEqual(profileOf(nested(16)).problems, []);
    assert.deepEqual(
      profileOf(nested(17)).problems.map((problem) => problem.code),
      ["unsupported-expansion"],
    );
  });

  it("has every code in a row", () => {
    const tested = new Set<string>([...rows.flatMap(([, ...codes]) => codes), "missing-key"]);
    assert.deepEqual(
      Object.keys(problemTable).filter((code) => !tested.has(code)),
      [],
    );
  });
});

describe("a properties file earns no finding when", () => {
  const sound: readonly string[] = [
    "",
    "# only a comment, with 'an open quote",
    "CITY='San Francisco'",
    "CITY=San\\ Francisco",
    "export CITY=Paris",
    "export CITY",
    "CITY=Paris ORGANIZATION=b",
    "BASE=example.org\nDOMAIN_SUFFIX=tb.$BASE",
    "DOMAIN_SUFFIX=$(hostname)",
    "CITY=",
    "TWO_LETTER_COUNTRY_CODE=",
    "CITY= # none",
    "CITY=a#b",
    "SUBJECT_ALTERNATIVE_NAMES=",
    "SUBJECT_ALTERNATIVE_NAMES='DNS:*.tb.local, ip:::1,ip:2001:db8::192.0.2.1,uri:urn:x,email:a@b.c'",
    "CLIENT_KEY_ALG=rsa\nCLIENT_KEY_GROUP_NAME=\nCLIENT_KEY_SIZE=4096",
    "CLIENT_KEY_GROUP_NAME=SECP384R1",
    `DOMAIN_SUFFIX=${long(64)}`,
    `CITY=${"\u{1F600}".repeat(128)}`,
  ];
  for (const lines of sound) {
    it(JSON.stringify(lines), () => {
      assert.deepEqual(profileOf(soundTextWith(lines)).problems, []);
    });
  }

  it("has an RSA key and so no curve", () => {
    assert.deepEqual(profileOf(soundTextWith("CLIENT_KEY_ALG=RSA", ["CLIENT_KEY_GROUP_NAME"])).problems, []);
  });

  it("refers to a key of its own", () => {
    assert.deepEqual(profileOf(soundTextWith("TOWN=Paris\nCITY=$TOWN")).problems, []);
  });
});

describe("a finding tells", () => {
  it("the value that it overrides", () => {
    const text = soundTextWith("CITY=Rome\nCITY=Paris");
    const related = profileOf(text).problems[0]?.related ?? [];
    assert.equal(marked(text, related).slice(0, 22), "«CITY»=Rome\nCITY=Paris");
  });

  it("what a misspelt key may have meant", () => {
    const [missing, unknown] = profileOf(soundTextWith("CLEINT_KEY_ALIAS=a", ["CLIENT_KEY_ALIAS"])).problems;
    assert.equal(missing?.values["keys"], "CLIENT_KEY_ALIAS");
    assert.deepEqual(unknown?.values, { key: "CLEINT_KEY_ALIAS", suggestion: "CLIENT_KEY_ALIAS" });
  });

  it("how many carriage returns there are, in one finding", () => {
    const found = profileOf(soundTextWith("CITY=a\r\nORGANIZATION=b\r")).problems;
    assert.deepEqual(
      found.map((problem) => problem.values),
      [{ count: "2" }],
    );
  });

  it("never a secret", () => {
    const { problems } = profileOf(
      soundTextWith("CLIENT_KEYSTORE_PASSWORD=hush1\nCLIENT_KEY_PASSWORD=hush2é"),
    );
    assert.ok(problems.length >= 3);
    assert.ok(!JSON.stringify(problems.map((problem) => problem.values)).includes("hush"));
  });

  it("never a secret that another value is made of", () => {
    const { problems } = profileOf(
      soundTextWith(
        "CLIENT_KEY_PASSWORD=ClientSecret7x\nCLIENT_KEY_GROUP_NAME=$CLIENT_KEY_PASSWORD\nSUBJECT_ALTERNATIVE_NAMES=a$CLIENT_KEY_PASSWORD",
      ),
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["curve-unknown", "subject-alternative-name-invalid"],
    );
    assert.ok(!JSON.stringify(problems.map((problem) => problem.values)).includes("Secret"));
  });
});
