import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { completionsAt } from "../../../../src/ui/profileLanguage/completions";
import { profileOf, soundTextWith } from "../../../support/profiles";

/** The first line with the chosen value in it, for each that is offered at the cursor `|`. */
function completed(marked: string): string[] {
  const text = soundTextWith(marked.replace("|", ""));
  const offered = completionsAt(profileOf(text), marked.indexOf("|"));
  return offered.map(({ span, insertText }) => {
    const whole = text.slice(0, span.start) + insertText + text.slice(span.end);
    return whole.slice(0, whole.indexOf("\n"));
  });
}

describe("completing a value gives the line", () => {
  const sans = (before: string, after = ""): string[] =>
    ["dns:", "ip:", "uri:", "email:"].map((kind) => `SUBJECT_ALTERNATIVE_NAMES=${before}${kind}${after}`);
  const rows: readonly [marked: string, ...lines: string[]][] = [
    ["CLIENT_KEY_ALG='E|'", "CLIENT_KEY_ALG='EC'", "CLIENT_KEY_ALG='RSA'"],
    ["SUBJECT_ALTERNATIVE_NAMES=|", ...sans("")],
    ['SUBJECT_ALTERNATIVE_NAMES="d|"', ...sans('"', '"')],
    ['SUBJECT_ALTERNATIVE_NAMES="dns:a, |"', ...sans('"dns:a, ', '"')],
    ["SUBJECT_ALTERNATIVE_NAMES=dns:a,i|", ...sans("dns:a,")],
    ["SUBJECT_ALTERNATIVE_NAMES=dns:a,i|p:::1,ip:b", ...sans("dns:a,", "::1,ip:b")],
    ["SUBJECT_ALTERNATIVE_NAMES=|localhost", ...sans("", "localhost")],
    ["SUBJECT_ALTERNATIVE_NAMES=dns:|"],
    ["SUBJECT_ALTERNATIVE_NAMES=dns:a, |"],
    ["DOMAIN_SUFFIX=|", "DOMAIN_SUFFIX=$(hostname)"],
    ['DOMAIN_SUFFIX="$(|)"', 'DOMAIN_SUFFIX="$(hostname)"'],
    ["DOMAIN_SUFFIX=ho|st", "DOMAIN_SUFFIX=$(hostname)"],
    ["DOMAIN_SUFFIX='|'"],
    ["DOMAIN_SUFFIX=a.|"],
    ["CITY=|"],
    ["TOWN=|"],
    ["TWO_LETTER_COUNTRY_CODE=United |"],
    ["TWO_LETTER_COUNTRY_CODE='FR'|"],
    ["CLIENT_KEY_ALG=EC |"],
    ["CLIENT_KEY_ALIAS=|", "CLIENT_KEY_ALIAS=clientalias"],
    ["CLIENT_FILE_PREFIX='|x-1'", "CLIENT_FILE_PREFIX='client'"],
  ];
  for (const [marked, ...lines] of rows) {
    it(JSON.stringify(marked), () => {
      assert.deepEqual(completed(marked), lines);
    });
  }
});

/** The value of the last of some lines, and what stands beside it, for each that is offered at the cursor `|`. */
function referred(marked: string): string[] {
  const text = soundTextWith(marked.replace("|", ""));
  const offered = completionsAt(profileOf(text), marked.indexOf("|"));
  return offered.map(({ span, insertText, description = "" }) => {
    const whole = text.slice(0, span.start) + insertText + text.slice(span.end);
    const lineStart = marked.lastIndexOf("\n", marked.indexOf("|")) + 1;
    const line = whole.slice(lineStart, whole.indexOf("\n", lineStart));
    return `${line.slice(line.indexOf("=") + 1)} · ${description}`;
  });
}

describe("what is set above may be referred to", () => {
  const hostName = "$(hostname) · this machine's name";
  const rows: readonly [marked: string, ...values: string[]][] = [
    ["A=x\nB=\nCITY=$|", "$B · empty", "$A · x", hostName],
    ["A=x\nB=y\nA=z\nCITY=a$A|", "a$A · z", "a$B · y", "a$(hostname) · this machine's name"],
    ['A=x\nCITY="a b $|"', '"a b $A" · x', `"a b $(hostname)" · this machine's name`],
    ['A=x\nCITY=a"b"$|', 'a"b"$A · x', `a"b"$(hostname) · this machine's name`],
    ["A=x\nCITY=${|}", "${A} · x"],
    ["A=x\nCITY=$A|BC", "$A · x", hostName],
    ["CITY=$(ho|)", hostName],
    ["A=x\nSUBJECT_ALTERNATIVE_NAMES=dns:$|", "dns:$A · x", "dns:$(hostname) · this machine's name"],
    ["A=x\nTOWN=$|", "$A · x", hostName],
    ["CLIENT_KEY_PASSWORD=Hush7xxx\nCITY=$|", hostName],
    [
      "A=x\nCLIENT_KEYSTORE_PASSWORD=Hush7xxx\nCLIENT_KEY_PASSWORD=|",
      "$CLIENT_KEYSTORE_PASSWORD · the keystore's password",
    ],
    [
      "A=x\nCLIENT_KEYSTORE_PASSWORD=Hush7xxx\nCLIENT_KEY_PASSWORD=$|",
      "$CLIENT_KEYSTORE_PASSWORD · the keystore's password",
      "$A · x",
      hostName,
    ],
    ["A=x\nCITY='$|'"],
    ["A=x\nCITY=\\$|"],
    ["A=x\nCITY=|"],
    ["CITY=$|\nA=x", hostName],
    ["PATH=x\nCITY=$|", hostName],
  ];
  for (const [marked, ...values] of rows) {
    it(JSON.stringify(marked), () => {
      assert.deepEqual(referred(marked), values);
    });
  }
});

describe("a country", () => {
  const rows: readonly [marked: string, line: string][] = [
    ["TWO_LETTER_COUNTRY_CODE=|", "TWO_LETTER_COUNTRY_CODE=DE"],
    ["TWO_LETTER_COUNTRY_CODE=Ger|m # x", "TWO_LETTER_COUNTRY_CODE=DE # x"],
    ['TWO_LETTER_COUNTRY_CODE="United K|"', 'TWO_LETTER_COUNTRY_CODE="DE"'],
  ];
  for (const [marked, line] of rows) {
    it(`is offered at ${JSON.stringify(marked)}`, () => {
      const lines = completed(marked);
      assert.deepEqual([lines.length, lines.includes(line)], [249, true]);
    });
  }

  it("is found by its code and its English name, with and without accents", () => {
    const marked = "TWO_LETTER_COUNTRY_CODE=";
    const offered = completionsAt(profileOf(soundTextWith(marked)), marked.length);
    const shown = offered
      .filter(({ label }) => ["DE", "AX"].includes(label))
      .map(({ label, description, filterText }) => [label, description, filterText]);
    assert.deepEqual(shown, [
      ["AX", "Åland Islands", "AX Åland Islands Aland Islands"],
      ["DE", "Germany", "DE Germany"],
    ]);
  });
});

describe("what the other side has comes first", () => {
  const rows: readonly [lines: string, ...offered: string[]][] = [
    ["SERVER_KEY_ALG=\nCLIENT_KEY_ALG=rsa", "RSA as CLIENT_KEY_ALG", "EC "],
    [
      "CLIENT_KEY_GROUP_NAME=\nSERVER_KEY_GROUP_NAME=secp384r1",
      "secp384r1 as SERVER_KEY_GROUP_NAME",
      "secp256r1 ",
      "secp521r1 ",
    ],
    ["CLIENT_KEY_SIZE=", "2048 ", "3072 ", "4096 "],
    ["CLIENT_KEY_ALG=\nSERVER_KEY_ALG=DSA", "EC ", "RSA "],
    [
      "CLIENT_FILE_PREFIX=\nSERVER_FILE_PREFIX=mqttserver",
      "mqttclient as SERVER_FILE_PREFIX",
      "client default",
    ],
    ["SERVER_KEY_ALIAS=\nCLIENT_KEY_ALIAS=pump", "serveralias default"],
  ];
  for (const [lines, ...offered] of rows) {
    it(JSON.stringify(lines), () => {
      const found = completionsAt(profileOf(soundTextWith(lines)), lines.indexOf("=") + 1);
      assert.deepEqual(
        found.map(({ label, description = "" }) => `${label} ${description}`),
        offered,
      );
    });
  }
});
