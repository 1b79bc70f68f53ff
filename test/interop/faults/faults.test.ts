// The fault lab: real servers that show one fault each, what a test connection says of it, and how soon.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { diagnoseEnd } from "../../../src/core/connection/diagnose";
import { diagnosisTable } from "../../../src/core/connection/diagnoses";
import { diagnosisWords } from "../../../src/ui/words/diagnoses";
import { diagnosed, factsAmong, slackMs } from "../connectionCheck";
import { test, usualTimeoutMs, type Tested } from "../connectionDevice";
import { faults } from "./faults";
import { nameOf, type Fault } from "./fault";
import { openLab, type Lab } from "./lab";
import { neighbours } from "./neighbours";
import { testFrom } from "./places";
import { closePeers } from "./sharedPeers";
import { alikePairs, knownPairs } from "./symptoms";

let lab: Lab;
const seen = new Map<string, Tested>();

before(async () => {
  lab = await openLab();
});
after(async () => {
  await closePeers();
  await lab.close();
});

/** A session that came up ends by itself; the code is that of its end. */
async function live(fault: Fault, tested: Tested): Promise<void> {
  assert.equal(tested.report?.ok, true, JSON.stringify(tested.report, undefined, 1));
  const closed = await tested.session?.closed;
  const diagnosis = closed && diagnoseEnd(closed);
  assert.equal(diagnosis?.code, fault.code);
  factsAmong(diagnosis.facts, fault.facts ?? {});
}

async function shown(fault: Fault): Promise<void> {
  const running = await fault.serve(lab);
  try {
    const choices = { ...fault.choices?.(lab), ...(fault.live && { keepOpen: true }) };
    const tested =
      fault.place === undefined
        ? await test(fault.device?.(lab) ?? lab.device, running.url, choices)
        : await testFrom(fault.place, lab, running.url);
    seen.set(nameOf(fault), tested);
    if (fault.live === true) {
      await live(fault, tested);
      return;
    }
    diagnosed(tested, fault.code, fault.facts ?? {});
    const boundMs = (choices.timeoutMs ?? usualTimeoutMs) + slackMs;
    assert.ok(tested.elapsedMs < boundMs, `${String(tested.elapsedMs)} ms`);
  } finally {
    await running.stop();
  }
}

describe("the fault lab", { concurrency: 3, timeout: 400_000 }, () => {
  for (const fault of faults) {
    it(`${fault.code}: ${nameOf(fault)}`, { timeout: 30_000 }, () => shown(fault));
  }
});

/** The cause, and what a person is told to do next. */
function toldOf({ report }: Tested): unknown {
  const diagnosis = report?.diagnosis;
  return diagnosis && [diagnosis.code, diagnosisWords(diagnosis, report).cure];
}

describe("causes that look alike are told apart", () => {
  const testedAs = (name: string): Tested => {
    const tested = seen.get(name);
    assert.ok(tested, `no fault is called ${name}`);
    return tested;
  };
  for (const { alike, one, other, same, by } of neighbours) {
    it(`${alike}: ${one} · ${other}`, () => {
      const [first, second] = [testedAs(one), testedAs(other)];
      assert.deepEqual(same(first), same(second), "they look alike");
      assert.notDeepEqual(by(first), by(second), "this tells them apart");
      assert.notDeepEqual(toldOf(first), toldOf(second), "a person is told another cause or next step");
    });
  }
});

it("every two codes that one fault each shows by the same end have their pair of neighbours", () => {
  const known = knownPairs(faults, neighbours);
  const unknown = [...alikePairs(faults, seen)].filter(([pair]) => !known.has(pair));
  assert.deepEqual(Object.fromEntries(unknown), {});
});

/** What the REST API says decides: test/interop/provision.test.ts has them. */
const toldByRest: ReadonlySet<string> = new Set([
  "device-not-provisioned",
  "device-credentials-differ",
  "device-belongs-to-other",
]);

it("every code has its fault", () => {
  const shownCodes = new Set(faults.map(({ code }) => code));
  const missing = Object.keys(diagnosisTable).filter((code) => !shownCodes.has(code as Fault["code"]));
  assert.deepEqual(new Set(missing), toldByRest);
});

it("no two faults have one name", () => {
  assert.equal(new Set(faults.map(nameOf)).size, faults.length);
});
