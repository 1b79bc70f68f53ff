import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeviceProblem } from "../../../../src/core/devices/deviceProblems";
import { deviceFindingOf } from "../../../../src/ui/profileLanguage/deviceFindings";
import { placesOf } from "../../../../src/ui/profileLanguage/valuePlaces";
import { deviceProblemWords } from "../../../../src/ui/words/deviceProblems";
import { deviceExampleOf, deviceProblemCodes } from "../../../support/deviceDiagnosticsDoc";
import { profileOf } from "../../../support/profiles";

const shared: DeviceProblem = {
  code: "prefix-shared",
  key: "CLIENT_FILE_PREFIX",
  side: "client",
  values: { prefix: "client" },
  others: [
    { propertiesPath: "/w/b.keygen.properties", key: "CLIENT_FILE_PREFIX" },
    { propertiesPath: "/w/gone.keygen.properties", key: "SERVER_FILE_PREFIX" },
  ],
  otherCount: 2,
};

const labelOf = (path: string): string => path.replace(/.*\//, "");

describe("every finding about a device", () => {
  for (const code of deviceProblemCodes) {
    it(`${code}: has whole sentences`, () => {
      const { sentence, fixes } = deviceExampleOf(code);
      assert.match(sentence, /^[\p{L}].*\.$/u);
      assert.doesNotMatch([sentence, ...fixes].join("\n"), /\{|undefined| {2}/);
    });
  }
});

describe("a finding about several files", () => {
  const rows: readonly [otherCount: number, begin: string][] = [
    [1, "b.keygen.properties in this folder"],
    [2, "b.keygen.properties (and 1 other) in this folder"],
    [9_999, "b.keygen.properties (and 9,998 others) in this folder"],
  ];
  for (const [otherCount, begin] of rows) {
    it(begin, () => {
      assert.ok(deviceProblemWords({ ...shared, otherCount }, labelOf).startsWith(begin));
    });
  }

  it("underlines the value, and leads to the others that are still there", () => {
    const range = { start: { line: 7, character: 19 }, end: { line: 7, character: 25 } };
    const finding = deviceFindingOf(shared, {
      labelOf,
      placeOf: placesOf(profileOf("CITY=Paris\nCLIENT_FILE_PREFIX='client'\n")),
      otherPlaceOf: ({ propertiesPath }) => (propertiesPath.includes("gone") ? undefined : range),
    });
    assert.equal(finding.severity, "error");
    assert.deepEqual(finding.range, { start: { line: 1, character: 19 }, end: { line: 1, character: 27 } });
    assert.deepEqual(finding.related, [
      { message: "CLIENT_FILE_PREFIX is here", range, file: "/w/b.keygen.properties" },
    ]);
  });

  it("about a key that the file lacks stands at its first character", () => {
    const { start, end } = placesOf(profileOf("CITY=Paris\n"))("CLIENT_KEY_ALG");
    assert.deepEqual(
      [start, end],
      [
        { line: 0, character: 0 },
        { line: 0, character: 1 },
      ],
    );
  });
});
