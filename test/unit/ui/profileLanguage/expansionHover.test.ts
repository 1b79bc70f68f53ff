import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hoverAt } from "../../../../src/ui/profileLanguage/hoverText";
import { identityLine } from "../../../../src/ui/profileLanguage/identityLine";
import { profileOf, soundTextWith, testMachine } from "../../../support/profiles";

/** What is shown at the cursor `|`, and what it is about. */
function shownAt(marked: string): readonly [about: string, ...paragraphs: string[]] {
  const text = soundTextWith(marked.replace("|", ""));
  const hover = hoverAt(profileOf(text), marked.indexOf("|"), testMachine);
  assert.ok(hover !== undefined);
  return [text.slice(hover.span.start, hover.span.end), ...hover.markdown.split("\n\n")];
}

const notShown = "The value is a password, or made of one, and is not shown.";

describe("hovering over an expansion tells where its value comes from", () => {
  const machineName =
    "The name of the machine that the script runs on. It is read here without running anything.";
  const rows: readonly [marked: string, about: string, ...paragraphs: string[]][] = [
    ["A=x\nTOWN=Paris\nCITY=$TO|WN", "$TOWN", "**$TOWN**", "Set in line 2. Value: `Paris`."],
    ["TOWN=Paris\r\nCITY=|${TOWN}x", "${TOWN}", "**$TOWN**", "Set in line 1. Value: `Paris`."],
    ['TOWN=Rome\nTOWN=Paris\nCITY="a $TOWN|"', "$TOWN", "**$TOWN**", "Set in line 2. Value: `Paris`."],
    [
      "TOWN=\nCITY=${TO|WN:-Oslo}",
      "${TOWN",
      "**$TOWN**",
      "Set in line 1. Empty. The word behind `:-` is used instead.",
    ],
    [
      "CITY=${TO|WN:-Oslo}",
      "${TOWN",
      "**$TOWN**",
      "Not set above this line, and so without a value. The word behind `:-` is used instead.",
    ],
    ["B=b\nCITY=${A:-$|B}", "$B", "**$B**", "Set in line 1. Value: `b`."],
    ["CITY=$TO|WN", "$TOWN", "**$TOWN**", "Not set above this line, and so without a value."],
    [
      "CITY=$HOME|",
      "$HOME",
      "**$HOME**",
      "Not set in this file: bash has a value of its own for it, another one on each machine.",
    ],
    ["CITY=$(host|name)", "$(hostname)", "`$(hostname)`", `${machineName} Value: \`tb.example.org\`.`],
    ['CITY="a`hostname -s|`"', "`hostname -s`", "`` `hostname -s` ``", `${machineName} Value: \`tb\`.`],
    [
      "CLIENT_KEY_PASSWORD=Hush7xxx\nCITY=$CLIENT_KEY|_PASSWORD",
      "$CLIENT_KEY_PASSWORD",
      "**$CLIENT_KEY_PASSWORD**",
      `Set in line 1. ${notShown}`,
    ],
    ["P=Hush7xxx\nCLIENT_KEY_PASSWORD=$|P", "$P", "**$P**", `Set in line 1. ${notShown}`],
  ];
  for (const [marked, ...expected] of rows) {
    it(JSON.stringify(marked), () => {
      assert.deepEqual(shownAt(marked), expected);
    });
  }

  it("single quotes and other words are no expansions", () => {
    assert.equal(shownAt("CITY='$TO|WN'")[1], "**CITY**");
    assert.equal(shownAt("TOWN=a\nCI|TY=$TOWN")[1], "**CITY**");
    assert.equal(shownAt("TOWN=a\nCITY=$TOWN.x|")[1], "**CITY**");
  });
});

describe("a password is shown nowhere", () => {
  const rows: readonly string[] = [
    "CLIENT_KEY_PASSWORD=Hush|7xxx",
    "P=Hush|7xxx\nCLIENT_KEY_PASSWORD=$P",
    "CLIENT_KEY_PASSWORD=Hush7xxx\nCI|TY=a$CLIENT_KEY_PASSWORD",
    "CLIENT_KEY_PASSWORD=Hush7xxx\nCITY=$CLIENT_KEY_PASSWORD\nORGANI|ZATION=x",
    "CLIENT_KEY_PASSWORD=Hush7xxx\nDOMAIN_SUFFIX=$CLIENT_KEY_PASSWORD\nSUBJECT_ALTER|NATIVE_NAMES=dns:a",
    "CLIENT_KEY_PASSWORD=Hush7xxx\nSUBJECT_ALTER|NATIVE_NAMES=dns:$CLIENT_KEY_PASSWORD",
  ];
  for (const marked of rows) {
    it(`beside ${JSON.stringify(marked)}`, () => {
      assert.doesNotMatch(shownAt(marked).slice(1).join("\n"), /hush7/i);
    });
  }

  it("in the line above the file", () => {
    const lines = "CLIENT_KEY_PASSWORD=Hush7xxx\nCLIENT_KEYSTORE_PASSWORD=Hush7xxx\n";
    assert.equal(
      identityLine(profileOf(soundTextWith(`${lines}DOMAIN_SUFFIX=$CLIENT_KEY_PASSWORD`))),
      "CN=••••••, OU=Metering, O=Example · EC P-256",
    );
  });
});
