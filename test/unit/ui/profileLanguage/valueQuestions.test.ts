import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { questionFor, type ValueQuestion } from "../../../../src/ui/profileLanguage/valueQuestions";
import { changeFinding } from "../../../../src/ui/valueFinding";
import { profileOf, soundTextWith, testMachine } from "../../../support/profiles";

function question(lines: string, key: string, without: readonly string[] = []): ValueQuestion {
  return questionFor(profileOf(soundTextWith(lines, without)), key, testMachine);
}

/** The choices in short: label, description, detail. */
function choices(asked: ValueQuestion): readonly string[] {
  assert.equal(asked.kind, "choice");
  return asked.choices.map(({ label, description, detail, isCurrent }) =>
    [isCurrent ? `(${label})` : label, description, detail].filter((part) => part !== "").join(" | "),
  );
}

describe("a value of a known set is chosen:", () => {
  it("an algorithm, with what becomes of the curve", () => {
    assert.deepEqual(choices(question("CLIENT_KEY_ALG=ec", "CLIENT_KEY_ALG")), [
      "(EC) | current value",
      "RSA | Also empties CLIENT_KEY_GROUP_NAME.",
    ]);
    const rsa = "SERVER_KEY_ALG=RSA\nSERVER_KEY_GROUP_NAME=''";
    assert.deepEqual(choices(question(rsa, "SERVER_KEY_ALG")), [
      "EC | default | Also sets SERVER_KEY_GROUP_NAME to its default.",
      "(RSA) | current value",
    ]);
  });

  it("a curve, which means nothing for RSA", () => {
    assert.deepEqual(choices(question("CLIENT_KEY_GROUP_NAME='secp384r1'", "CLIENT_KEY_GROUP_NAME")), [
      "secp256r1 | default",
      "(secp384r1) | current value",
      "secp521r1",
    ]);
    const [first] = choices(question("CLIENT_KEY_ALG=RSA", "CLIENT_KEY_GROUP_NAME"));
    assert.match(first ?? "", /^\(secp256r1\) \| current value \| Note: CLIENT_KEY_GROUP_NAME means nothing/);
  });

  it("a size, which may be removed again", () => {
    const asked = question("CLIENT_KEY_SIZE=3072", "CLIENT_KEY_SIZE");
    assert.deepEqual(choices(asked), [
      "2048 | bits · default",
      "(3072) | bits · current value",
      "4096 | bits",
    ]);
    assert.equal(asked.isRemovable, true);
    assert.equal(question("", "CLIENT_KEY_SIZE").isRemovable, false);
  });

  it("a country, by its code and its name with or without accents", () => {
    const shown = choices(question("TWO_LETTER_COUNTRY_CODE=fr", "TWO_LETTER_COUNTRY_CODE"));
    assert.equal(shown.length, 249);
    const codes = ["(FR)", "US", "TR"];
    assert.deepEqual(
      codes.map((code) => shown.find((choice) => choice.startsWith(`${code} |`))),
      ["(FR) | France · current value", "US | United States · default", "TR | Türkiye · Turkiye"],
    );
  });

  it("without telling a secret that it is made of", () => {
    const lines = "TWO_LETTER_COUNTRY_CODE=DE\nCLIENT_KEY_PASSWORD=$TWO_LETTER_COUNTRY_CODE-Secret";
    const asked = question(lines, "TWO_LETTER_COUNTRY_CODE");
    assert.ok(asked.kind === "choice" && asked.choices.every(({ isCurrent }) => !isCurrent));
  });
});

describe("any other value is typed:", () => {
  const texts: readonly [lines: string, key: string, without: readonly string[], value: string][] = [
    ["CITY='d\\'\"'\"'Or'", "CITY", [], "d\\'Or"],
    ["A=x\nCITY=$A", "CITY", [], "x"],
    ["# no city", "CITY", ["CITY"], "San Francisco"],
    ["# no name", "DOMAIN_SUFFIX", ["DOMAIN_SUFFIX"], "tb.example.org"],
    ["CITY=$'a\\nb'", "CITY", [], ""],
    ["TOWN=x", "TOWN", [], "x"],
  ];
  for (const [lines, key, without, value] of texts) {
    it(`${JSON.stringify(lines)}: ${key} begins with ${JSON.stringify(value)}`, () => {
      const asked = question(lines, key, without);
      assert.ok(asked.kind === "text");
      assert.equal(asked.value, value);
    });
  }

  it("a value of several lines is not cut: it is told that it will be replaced", () => {
    assert.match(question("CITY=$'a\\nb'", "CITY").prompt, /The value now has several lines; what you type/);
  });

  it("alternative names, with how they are written", () => {
    assert.match(
      question("", "SUBJECT_ALTERNATIVE_NAMES").prompt,
      /such as dns:tb\.example\.com,ip:192\.0\.2\.1\. Also uri:… and email:…/,
    );
  });

  it("a password, hidden, beginning with nothing, and written twice where it is the same now", () => {
    const asked = question("", "CLIENT_KEY_PASSWORD");
    assert.deepEqual([asked.kind, "value" in asked], ["secret", false]);
    assert.match(asked.prompt, /It is written to CLIENT_KEYSTORE_PASSWORD too, which is the same now\.$/);
    const other = question("SERVER_KEY_PASSWORD=OtherSecret7", "SERVER_KEYSTORE_PASSWORD");
    assert.doesNotMatch(other.prompt, /written to/);
  });

  it("what a password is made of is hidden too", () => {
    const lines = "P=ClientSecret7x\nCLIENT_KEY_PASSWORD=$P\nSERVER_KEYSTORE_DIR=/tb/$P";
    assert.equal(question(lines, "P").kind, "secret");
    const folder = question(lines, "SERVER_KEYSTORE_DIR");
    assert.deepEqual(folder.kind === "secret" && folder.isPassword, false);
  });
});

describe("what is typed is judged as the whole file will be:", () => {
  const rows: readonly [lines: string, key: string, value: string, finding: RegExp | undefined][] = [
    ["", "CITY", "L'Aquila $x", undefined],
    ["CITY=San Francisco", "CITY", "San Francisco", undefined],
    ["CITY = Paris", "CITY", "Paris", undefined],
    ["", "DOMAIN_SUFFIX", "", /^error: DOMAIN_SUFFIX is empty/],
    ["", "SERVER_KEY_ALIAS", "clientalias", /^error: CLIENT_KEY_ALIAS is the same alias as SERVER_KEY_ALIAS/],
    ["", "SERVER_FILE_PREFIX", "client.pub", /^error: CLIENT_FILE_PREFIX and SERVER_FILE_PREFIX would give/],
    ["", "CLIENT_FILE_PREFIX", "../x", /^error: CLIENT_FILE_PREFIX is no safe beginning/],
    ["", "SUBJECT_ALTERNATIVE_NAMES", "dns:a,tb", /^error: “tb” in SUBJECT_ALTERNATIVE_NAMES is no name/],
    ["", "CLIENT_KEY_PASSWORD", "12345", /^error: CLIENT_KEY_PASSWORD is too short/],
    ["", "CLIENT_KEY_PASSWORD", "changeit", /^warning: CLIENT_KEY_PASSWORD is a password that everybody/],
    // The other one follows, so the two do not differ.
    ["", "CLIENT_KEY_PASSWORD", "OtherSecret7", undefined],
    ["SERVER_KEY_PASSWORD=TwoSecret7x", "SERVER_KEY_PASSWORD", "OtherSecret7", /^warning: .* differs from/],
    ["", "CLIENT_KEY_ALIAS", "Ab", /^info: CLIENT_KEY_ALIAS is stored in lower case/],
    // What is wrong elsewhere is not this value's.
    ["STATE_OR_PROVINCE=$(id)", "CITY", "Rome", undefined],
  ];
  for (const [lines, key, value, expected] of rows) {
    it(`${lines} ${key} ← ${JSON.stringify(value)}`, () => {
      const profile = profileOf(soundTextWith(lines));
      const finding = changeFinding(profile, { kind: "set", key, value }, testMachine);
      assert.match(finding === undefined ? "" : `${finding.severity}: ${finding.message}`, expected ?? /^$/);
    });
  }
});
