import type { TestedFailure, TestedRow } from "./testedRow";

/** What the tests of a fleet are called. */
export interface JunitSuite {
  /** The server's name. */
  readonly server: string;
  /** When they ended, ISO 8601. */
  readonly timestamp: string;
}

/**
 * Writes the tests of a fleet as JUnit XML: a device is a testcase, its diagnosis a failure with code, sentence, next step
 * and facts. There is no standard; this is what Jenkins' and GitLab's readers take
 * (jenkinsci/xunit-plugin, junit-10.xsd). Characters that no XML 1.0 document may hold are left out.
 */
export function junitXml(rows: readonly TestedRow[], { server, timestamp }: JunitSuite): string {
  const failures = rows.filter(({ failure }) => failure !== undefined).length;
  const counts = { tests: rows.length, failures, errors: 0 };
  const time = seconds(rows.reduce((sum, { ms }) => sum + ms, 0));
  const suite = { name: server, ...counts, skipped: 0, timestamp, time };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: "Test Fleet", ...counts, time })}>`,
    `  <testsuite${attributes(suite)}>`,
    ...rows.flatMap((row) => caseLines(row, server)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseLines({ name, properties, ms, failure }: TestedRow, server: string): readonly string[] {
  const head = `    <testcase${attributes({ name, classname: server, file: properties, time: seconds(ms) })}`;
  return failure === undefined
    ? [`${head}/>`]
    : [
        `${head}>`,
        `      <failure${attributes({ message: failure.sentence, type: failure.code })}>${escaped(textOf(failure))}</failure>`,
        "    </testcase>",
      ];
}

function textOf({ code, phase, sentence, cure, facts }: TestedFailure): string {
  const lines = Object.entries(facts).map(([name, fact]) => `${name}: ${fact}`);
  return [`${code} (${phase})`, sentence, `Next: ${cure}`, ...lines].join("\n");
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapedAttribute(String(value))}"`)
    .join("");
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** A reader of XML makes a blank of a line's end in an attribute, unless it is written as a number (XML 1.0 §3.3.3). */
function escapedAttribute(text: string): string {
  return escaped(text).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}

function escaped(text: string): string {
  return withoutForbidden(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;")
    .replaceAll("\r", "&#13;");
}

/** Char of XML 1.0 §2.2; C1 controls are allowed there and discouraged, and go too. */
function withoutForbidden(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
}
