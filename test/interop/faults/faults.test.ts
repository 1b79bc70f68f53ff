// The fault lab: real servers that show one fault each, what a test connection says of it, and how soon.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { diagnoseEnd } from "../../../src/core/connection/diagnose";
import { diagnosed, factsAmong, slackMs } from "../connectionCheck";
import { test, type Tested } from "../connectionDevice";
import { faults } from "./faults";
import { nameOf, type Fault } from "./fault";
import { openLab, type Lab } from "./lab";
import { neighbours } from "./neighbours";
import { closePeers } from "./sharedPeers";

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
    const tested = await test(fault.device?.(lab) ?? lab.device, running.url, choices);
    seen.set(nameOf(fault), tested);
    if (fault.live === true) {
      await live(fault, tested);
      return;
    }
    diagnosed(tested, fault.code, fault.facts ?? {});
    const boundMs = (choices.timeoutMs ?? 0) + slackMs;
    assert.ok(tested.elapsedMs < boundMs, `${String(tested.elapsedMs)} ms`);
  } finally {
    await running.stop();
  }
}

describe("the fault lab", { concurrency: 3, timeout: 300_000 }, () => {
  const wanted = process.env["FAULT"] ?? "";
  for (const fault of faults.filter((one) => nameOf(one).includes(wanted))) {
    it(`${fault.code}: ${nameOf(fault)}`, { timeout: 30_000 }, () => shown(fault));
  }
});
