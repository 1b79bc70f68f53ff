import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { csvText, tableField } from "../../../../src/core/fleet/csvText";
import { junitXml } from "../../../../src/core/fleet/junit";
import { testCsv } from "../../../../src/core/fleet/testCsv";
import type { TestedRow } from "../../../../src/core/fleet/testedRow";

const rows: readonly TestedRow[] = [
  { name: "pump", properties: "fleet/pump/keygen.properties", ms: 1234 },
  {
    name: '=cmd|"/c calc"!A1',
    properties: "fleet/b/keygen.properties",
    ms: 7,
    failure: {
      code: "mqtt-not-authorized",
      phase: "mqtt",
      sentence: 'The server said "no" & <closed>.',
      cure: "Provision it, then test.",
      facts: { reason: "a\u0000b\u001b[31m]]>\r\nline", emoji: "😀\ud800" },
    },
  },
];

describe("CSV", () => {
  it("quotes what has to be quoted, and ends each row with CRLF (RFC 4180)", () => {
    assert.equal(
      csvText([
        ["a", "b,c"],
        ['say "x"', "two\nlines"],
      ]),
      'a,"b,c"\r\n"say ""x""","two\nlines"\r\n',
    );
  });

  const fields: readonly (readonly [string, string])[] = [
    ["=1+1", "'=1+1"],
    ["+49", "'+49"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", "'\r=1"],
    ["\n=1", "'\n=1"],
    // Full-width forms, which a spreadsheet of East Asia takes for the others.
    ["＝1+1", "'＝1+1"],
    ["＠SUM(A1)", "'＠SUM(A1)"],
    // So that the apostrophe can be taken away again.
    ["'=1", "''=1"],
    ["'quoted'", "'quoted'"],
    ["pump=1", "pump=1"],
    ["", ""],
  ];
  for (const [text, expected] of fields) {
    it(`has ${JSON.stringify(text)} as ${JSON.stringify(expected)} where a person opens it`, () => {
      assert.equal(tableField(text), expected);
    });
  }

  it("has a fleet's tests, a device in each row, and no field that a table would calculate", () => {
    assert.equal(
      testCsv(rows),
      [
        "device,properties,connected,ms,diagnosis,phase,sentence,next",
        "pump,fleet/pump/keygen.properties,yes,1234,,,,",
        '"\'=cmd|""/c calc""!A1",fleet/b/keygen.properties,no,7,mqtt-not-authorized,mqtt,"The server said ""no"" & <closed>.","Provision it, then test."',
        "",
      ].join("\r\n"),
    );
  });
});

describe("JUnit XML", () => {
  it("has a testcase for each device, and its diagnosis as a failure with code, sentence and facts", () => {
    const text = junitXml(rows, { server: 'Plant "A"', timestamp: "2026-03-01T11:02:03.000Z" });
    assert.equal(
      text,
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Test Fleet" tests="2" failures="1" errors="0" time="1.241">
  <testsuite name="Plant &quot;A&quot;" tests="2" failures="1" errors="0" skipped="0" timestamp="2026-03-01T11:02:03.000Z" time="1.241">
    <testcase name="pump" classname="Plant &quot;A&quot;" file="fleet/pump/keygen.properties" time="1.234"/>
    <testcase name="=cmd|&quot;/c calc&quot;!A1" classname="Plant &quot;A&quot;" file="fleet/b/keygen.properties" time="0.007">
      <failure message="The server said &quot;no&quot; &amp; &lt;closed&gt;." type="mqtt-not-authorized">mqtt-not-authorized (mqtt)
The server said &quot;no&quot; &amp; &lt;closed&gt;.
Next: Provision it, then test.
reason: ab[31m]]&gt;&#13;
line
emoji: 😀</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
  });

  it("keeps the line ends of an attribute", () => {
    const text = junitXml([{ name: "a\nb\tc", properties: "p", ms: 0 }], { server: "s", timestamp: "t" });
    assert.ok(text.includes('name="a&#10;b&#9;c"'));
  });
});
