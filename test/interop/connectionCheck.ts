import assert from "node:assert/strict";
import type { DiagnosisCode } from "../../src/core/connection/diagnoses";
import type { Tested } from "./connectionDevice";
import type { Running } from "./connectionServers";

export type Expected = Readonly<Record<string, string | RegExp>>;

/** For a wait that is meant to run out, milliseconds. */
export const shortMs = 700;
/** What a loaded machine may need besides. */
export const slackMs = 5_000;

/** Makes sure that it failed in its last phase, for that cause, with these facts among others. */
export function diagnosed(tested: Tested, code: DiagnosisCode, facts: Expected): void {
  const { report } = tested;
  assert.equal(report?.diagnosis?.code, code, JSON.stringify(report, undefined, 1));
  assert.equal(report.ok, false);
  assert.equal(report.phases.filter((phase) => !phase.ok).length, 1);
  assert.equal(report.phases.at(-1)?.ok, false, "the last phase is the one that failed");
  factsAmong(report.diagnosis.facts, facts);
}

/** Makes sure of some facts. */
export function factsAmong(facts: Readonly<Record<string, string>>, wanted: Expected): void {
  for (const [name, expected] of Object.entries(wanted)) {
    const actual: string = facts[name] ?? "";
    if (typeof expected === "string") {
      assert.equal(actual, expected, name);
    } else {
      assert.match(actual, expected, `${name} among ${JSON.stringify(facts)}`);
    }
  }
}

/** A place where nothing was started. */
export function nowhere(url: string): Running {
  return { port: 0, url, stop: () => Promise.resolve() };
}
