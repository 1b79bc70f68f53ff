import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ignoreProbesOf,
  ignoreRules,
  isPrivateName,
  rulesFor,
  withIgnored,
} from "../../../../src/core/devices/gitignore";

const comment = "# Private keys of ThingsBoard devices";
const pem = ["*.pem", "!*.pub.pem", "!*.chain.pem", "!*.ca.pem"];
const all = ["*.jks", "*.p12", ...pem, "backup/"];
const whole = [comment, ...all, ""].join("\n");

describe("rules are added to a .gitignore", () => {
  const rows: readonly [title: string, before: string, after: string][] = [
    ["that is empty", "", whole],
    ["behind what is there", "node_modules/\n", `node_modules/\n\n${whole}`],
    ["whose last line has no end", "node_modules/", `node_modules/\n\n${whole}`],
    ["with its own line ends", "a\r\nb\r\n", `a\r\nb\r\n\r\n${whole.replaceAll("\n", "\r\n")}`],
    ["with CRLF and no end", "a\r\nb", `a\r\nb\r\n\r\n${whole.replaceAll("\n", "\r\n")}`],
    ["of any bytes", "\xEF\xBB\xBF\xFF\x01 \\ \n\n\n", `\xEF\xBB\xBF\xFF\x01 \\ \n\n\n\n${whole}`],
    [
      "only where they lack",
      "*.jks\nbackup/ \n",
      `*.jks\nbackup/ \n\n${[comment, "*.p12", ...pem, ""].join("\n")}`,
    ],
    ["not where all are there", "*.jks\r\n*.p12\r\n*.pem\r\nbackup/", "*.jks\r\n*.p12\r\n*.pem\r\nbackup/"],
    ["not a second time", whole, whole],
    [
      "again behind one that takes something back",
      "*.jks\n*.p12\nbackup/\n*.pem\n!important.pem\n",
      `*.jks\n*.p12\nbackup/\n*.pem\n!important.pem\n\n${whole}`,
    ],
    [
      "without the comment a second time",
      `${comment}\n*.p12\n*.jks\n*.pem\n`,
      `${comment}\n*.p12\n*.jks\n*.pem\nbackup/\n`,
    ],
    ["where a like name is another rule", "/backup/\n*.jksx\n", `/backup/\n*.jksx\n\n${whole}`],
  ];
  for (const [title, before, after] of rows) {
    it(title, () => {
      const { text, added } = withIgnored(before, ignoreRules);
      assert.equal(text, after);
      assert.equal(added.length === 0, text === before);
      assert.ok(text.startsWith(before), "every byte that was there stays");
    });
  }

  it("and those alone are told", () => {
    assert.deepEqual(withIgnored("*.p12\n", ignoreRules).added, ["*.jks", ...pem, "backup/"]);
  });
});

describe("a rule is needed", () => {
  it("for what git does not ignore", () => {
    const patterns = (paths: readonly string[]) => rulesFor(paths).map(({ pattern }) => pattern);
    assert.deepEqual(patterns(ignoreProbesOf({})), ["*.jks", "*.p12", "*.pem", "backup/"]);
    assert.deepEqual(patterns(["pump.nopass.pem"]), ["*.pem"]);
    assert.deepEqual(patterns(["backup/pump-1/pump.pub.pem"]), ["backup/"]);
    assert.deepEqual(patterns([]), []);
  });

  it("by the names of the device's own files", () => {
    assert.deepEqual(ignoreProbesOf({ client: "pump", server: "tb" }), [
      "pump.jks",
      "pump.p12",
      "pump.pem",
      "pump.pk8.pem",
      "pump.nopass.pem",
      "tb.jks",
      "tb.p12",
      "tb.pem",
      "tb.pk8.pem",
      "backup/pump-20260102T030405Z/pump.pub.pem",
    ]);
  });
});

describe("a file of a bundle is private by its name:", () => {
  const rows: readonly [name: string, isPrivate: boolean][] = [
    ["client.jks", true],
    ["client.p12", true],
    ["client.pem", true],
    ["client.pk8.pem", true],
    ["client.nopass.pem", true],
    ["Fleet.ca.key.pem", true],
    ["client.pub.pem", false],
    ["client.chain.pem", false],
    ["Fleet.ca.pem", false],
    ["server.cer", false],
    ["keygen.properties", false],
  ];
  for (const [name, isPrivate] of rows) {
    it(`${name}: ${isPrivate ? "yes" : "no"}`, () => {
      assert.equal(isPrivateName(name), isPrivate);
    });
  }
});
