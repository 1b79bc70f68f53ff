import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { meaningOf, valueGroupsOf, type ValueRow } from "../../../../src/ui/profileLanguage/valueRows";
import { profileOf, soundTextWith } from "../../../support/profiles";

function rowOf(text: string, key: string): ValueRow | undefined {
  return valueGroupsOf(profileOf(text))
    .flatMap(({ rows }) => rows)
    .find((row) => row.key === key);
}

describe("the list of a file's keys", () => {
  it("has all that it could have, in the groups of the outline, then its own", () => {
    const groups = valueGroupsOf(profileOf("TOWN=x\nCLIENT_KEY_ALG=EC\n"));
    assert.deepEqual(
      groups.map(({ name, rows }) => [name, rows.length, rows[0]?.key]),
      [
        ["Subject", 7, "DOMAIN_SUFFIX"],
        ["Server", 8, "SERVER_KEYSTORE_PASSWORD"],
        ["Client", 7, "CLIENT_KEYSTORE_PASSWORD"],
        ["Other keys", 1, "TOWN"],
      ],
    );
  });

  it("has no group of other keys where the file has none", () => {
    assert.equal(valueGroupsOf(profileOf("")).length, 3);
  });

  const values: readonly [text: string, key: string, value: string][] = [
    ["CITY='San Francisco'", "CITY", "San Francisco"],
    ["A=x\nCITY=$A.y", "CITY", "x.y"],
    ["CITY=", "CITY", "empty"],
    ["CITY=a\nCITY=b", "CITY", "b"],
    ["CITY='$(trash)\t'", "CITY", "$(trash)␉"],
    [`CITY=${"x".repeat(70)}`, "CITY", `${"x".repeat(59)}…`],
    ["CLIENT_KEY_ALG=EC", "CITY", 'not set · default "San Francisco"'],
    ["CLIENT_KEY_ALG=EC", "DOMAIN_SUFFIX", 'not set · default "$(hostname)"'],
    ["CLIENT_KEY_ALG=EC", "CLIENT_KEY_SIZE", "not set · default 2048"],
    ["CITY=a", "CLIENT_KEY_ALG", "not set · default RSA"],
    ["CITY=a", "CLIENT_KEY_GROUP_NAME", "not set"],
    ["CITY=a", "CLIENT_KEY_PASSWORD", "not set"],
    ["CLIENT_KEY_PASSWORD=Hidden7x", "CLIENT_KEY_PASSWORD", "••••••"],
    ["CLIENT_KEY_PASSWORD=", "CLIENT_KEY_PASSWORD", "••••••"],
    ["P=Hidden7x\nCLIENT_KEY_PASSWORD=$P", "P", "••••••"],
    ["CLIENT_KEY_PASSWORD=Hidden7x\nCITY=$CLIENT_KEY_PASSWORD", "CITY", "••••••"],
  ];
  for (const [text, key, value] of values) {
    it(`${JSON.stringify(text)}: ${key} is ${value}`, () => {
      assert.equal(rowOf(text, key)?.value, value);
    });
  }

  const details: readonly [lines: string, key: string, severity: string | undefined, detail: string][] = [
    ["CITY=Paris", "CITY", undefined, "City or locality (L) of the subject."],
    [
      "TWO_LETTER_COUNTRY_CODE=USA",
      "TWO_LETTER_COUNTRY_CODE",
      "error",
      "Error: TWO_LETTER_COUNTRY_CODE has to be two letters, such as US or DE. · Country (C) of the subject: two letters of ISO 3166-1.",
    ],
    [
      "ORGANIZATION=a,b",
      "ORGANIZATION",
      "info",
      "Note: ORGANIZATION has a character, such as a comma or a quote, that ThingsBoard's script hands to keytool in a way that fails. This extension writes it correctly. · Organization (O) of the subject.",
    ],
    [
      "SERVER_KEY_ALIAS=clientalias",
      "SERVER_KEY_ALIAS",
      "error",
      "Error: CLIENT_KEY_ALIAS is the same alias as SERVER_KEY_ALIAS: one keystore cannot hold both. Change one. · Alias of the server's key in its keystore; stored in lower case.",
    ],
    [
      "CITY = $(date)",
      "CITY",
      "error",
      "Error: There is a space beside the =: bash would take CITY for a command and leave it unset. Remove the space. · City or locality (L) of the subject.",
    ],
    ["TOWN=x\nX=$TOWN", "TOWN", undefined, "A key of this file alone, which other values may refer to."],
  ];
  for (const [lines, key, severity, detail] of details) {
    it(`tells of ${key}: ${detail}`, () => {
      const row = rowOf(soundTextWith(lines), key);
      assert.deepEqual([row?.severity, row?.detail], [severity, detail]);
    });
  }

  it("tells that a key is missing where one is, and of nothing at the first key of such a file", () => {
    const text = soundTextWith("DOMAIN_SUFFIX=a", ["CITY"]);
    assert.equal(rowOf(text, "DOMAIN_SUFFIX")?.severity, undefined);
    assert.match(rowOf(text, "CITY")?.detail ?? "", /^Error: The key CITY is missing, .+\. Add it\. · City/);
    assert.equal(rowOf(text, "SERVER_KEY_SIZE")?.severity, undefined);
  });

  it("names the files of a key as they are named in the file", () => {
    const profile = profileOf("CLIENT_FILE_PREFIX=pump");
    assert.match(meaningOf(profile, "CLIENT_KEYSTORE_PASSWORD"), /the device's keystore, pump\.jks\./);
  });
});
