import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

interface Rule {
  readonly match?: string;
  readonly begin?: string;
}

interface Grammar {
  readonly patterns: readonly { readonly include: string }[];
  readonly repository: Readonly<Record<string, Rule>>;
}

const grammar = JSON.parse(
  readFileSync("languages/thingsboard-x509-output.tmLanguage.json", "utf8"),
) as Grammar;

/** The first rule that a line's beginning matches. */
function ruleOf(line: string): string | undefined {
  return grammar.patterns
    .map(({ include }) => include.slice(1))
    .find((name) => {
      const { match, begin } = grammar.repository[name] ?? {};
      return new RegExp(match ?? begin ?? "(?!)", "u").exec(line)?.index === 0;
    });
}

describe("the output's grammar tells its lines apart", () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["12:02:03.004  pump  ▶  Test Connection to Plant, mqtts://10.0.0.5:8883", "opened"],
    ["12:02:03.004  pump  ✓  tls          21 ms  TLSv1.3", "passed"],
    ["12:02:03.004  pump  ✓  The device may connect, subscribe and publish.", "passed"],
    ["12:02:03.004  pump  ✗  mqtt          5 ms  CONNACK 5", "failed"],
    ["12:02:03.004  pump  ✗  mqtt-not-authorized: The server does not know this device", "failed"],
    ["12:02:03.004  pump  !  The server speaks TLSv1.2, not TLSv1.3.", "warned"],
    ["12:02:03.004  pump  ±  Since the last test at 12:01:", "changed"],
    ['12:02:03.004  pump  ↓  v1/devices/me/attributes  q1  {"a":1}', "message"],
    ["12:02:03.004  pump  ↑  v1/devices/me/telemetry", "message"],
    ["12:02:03.004  pump  ■  Disconnected.", "closed"],
    ["12:02:03.004  pump  ↻  Connects again by itself, the first time in 0.8 s.", "opened"],
    ["!  12 lines are not shown: they came faster than they could be written.", "missing"],
    ["    … +12 bytes", "missing"],
    ["    Next: Generate the client certificate.", "explained"],
    ['    "a": 1', "continued"],
    ["    }", "continued"],
    ["    -12.5,", "continued"],
    ["    10.0.0.5:8883 gave no answer within 10 s.", undefined],
    ["    No address was found for tb.", undefined],
  ];
  for (const [line, expected] of rows) {
    it(`${expected ?? "no colour"}: ${line.slice(0, 50)}`, () => {
      assert.equal(ruleOf(line), expected);
    });
  }
});
