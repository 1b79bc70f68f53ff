import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Killed,
  rotationRigs,
  type Call,
  type Meddle,
  type Refusal,
  type RotationRig,
} from "../../support/rotationRig";

const rotationRig = rotationRigs();

/** The calls of a rotation that nothing disturbs. */
async function callsOf(options: { readonly isInSync: boolean }): Promise<readonly Call[]> {
  const rig = await rotationRig(options);
  const outcome = await rig.rotate();
  assert.ok(outcome.ok && outcome.value.kind === "rotated", JSON.stringify(outcome));
  return [...rig.calls];
}

/** Reading the same file twice in a row fails the same way. */
function tellingApart(calls: readonly Call[]): readonly Call[] {
  return calls.filter(({ what, changes }, index) => changes || calls[index - 1]?.what !== what);
}

/** What is between two of these calls cannot be told apart from outside by whoever comes after the crash. */
function whereItMatters(calls: readonly Call[]): readonly Call[] {
  return calls.filter(({ what, changes }) => changes || what === "test");
}

function isRemote({ what }: Call): boolean {
  return /^(?:GET|POST|test)\b/.test(what);
}

function at(number: number, way: ReturnType<Meddle>): Meddle {
  return (call) => (call.number === number ? way : undefined);
}

const undisturbed: Meddle = () => undefined;

function refusal(status: number, errorCode: number, message = "no"): Refusal {
  return { status, errorCode, message };
}

async function killedIn(rig: RotationRig, meddle: Meddle): Promise<void> {
  rig.meddle(meddle);
  await assert.rejects(rig.rotate(), Killed);
  rig.meddle(undisturbed);
}

/** The device works, with its old certificate or the new one, and nothing waits. */
async function assertSettled(
  rig: RotationRig,
  which: "old" | "new",
  before: string | undefined,
): Promise<void> {
  assert.equal(await rig.isOpen(), false);
  assert.equal(rig.onDisk() === rig.oldId, which === "old");
  assert.equal(rig.inForce(), which === "old" ? before : rig.onDisk());
}

/** Finishes or rolls back whatever waits. */
async function resumed(
  rig: RotationRig,
  way: "finish" | "roll back",
  before: string | undefined,
): Promise<void> {
  if (!(await rig.isOpen())) {
    const isNew = rig.onDisk() !== rig.oldId;
    await assertSettled(rig, isNew ? "new" : "old", before);
  } else if (way === "finish") {
    const outcome = await rig.finish();
    assert.equal(outcome?.kind, "rotated", JSON.stringify(outcome));
    await assertSettled(rig, "new", before);
  } else {
    assert.deepEqual(await rig.rollBack(), { ok: true, value: undefined });
    await assertSettled(rig, "old", before);
  }
}

describe("a rotation", () => {
  it("that is cancelled at any step gives everything back, and says at which step", async () => {
    const steps: string[] = [];
    for (const { number } of whereItMatters(await callsOf({ isInSync: true }))) {
      const rig = await rotationRig({ isInSync: true });
      const controller = new AbortController();
      rig.meddle((call) => {
        if (call.number === number) {
          controller.abort();
        }
        return undefined;
      });
      const outcome = await rig.rotate(controller.signal);
      assert.ok(outcome.ok);
      if (outcome.value.kind === "restored") {
        assert.equal(outcome.value.why.code, "cancelled");
        steps.push(outcome.value.step);
      }
      // Whoever cancels after the test has passed is too late.
      await assertSettled(rig, outcome.value.kind === "restored" ? "old" : "new", rig.oldId);
    }
    assert.deepEqual([...new Set(steps)], ["issue", "provision", "test"]);
  });

  it("whose test fails gives everything back, with the report", async () => {
    const rig = await rotationRig({ isInSync: true });
    rig.meddle(({ what }) => (what === "test" ? "fail" : undefined));
    const outcome = await rig.rotate();
    assert.ok(outcome.ok && outcome.value.kind === "restored" && outcome.value.step === "test");
    const { why } = outcome.value;
    assert.equal(why.code === "rotation-test-failed" && why.report.diagnosis?.code, "mqtt-not-authorized");
    await assertSettled(rig, "old", rig.oldId);
  });

  const write = "POST http://tb/api/device/credentials";
  const assigned = "Device credentials are already assigned to another device!";
  const failures: readonly (readonly [
    what: string,
    call: RegExp,
    way: ReturnType<Meddle>,
    expected: string,
  ])[] = [
    ["a file cannot be written", /^writeBundle /, "fail", "issue file-io"],
    ["the journal cannot be written", /^replace /, "fail", "issue file-io"],
    ["the server is not reached", /^POST /, "fail", "provision http-unreachable"],
    ["its database fails", /^POST /, refusal(500, 46), "provision rest-server-error"],
    ["it finds an argument wrong", /^POST /, refusal(400, 30), "provision rest-refused"],
    [
      "it has the certificate at another device",
      /^POST /,
      refusal(400, 31, assigned),
      "provision device-belongs-to-other",
    ],
    ["it has another version, each time", /^POST /, refusal(409, 35), "provision rest-conflict"],
    ["the account may not write", /^POST /, refusal(403, 20), "provision rest-forbidden"],
    ["it has too much to do", /^POST /, refusal(429, 33), "provision rest-rate-limited"],
    ["the connection does not work", /^test$/, "fail", "test rotation-test-failed"],
  ];
  for (const [what, call, way, expected] of failures) {
    it(`is undone, and says at which step, where ${what}`, async () => {
      const rig = await rotationRig({ isInSync: true });
      let isOver = false;
      rig.meddle((one) => {
        const isMeant = call.test(one.what) && !isOver;
        // The server says the same each time; a disk fails once.
        isOver ||= isMeant && one.what !== write;
        return isMeant ? way : undefined;
      });
      const outcome = await rig.rotate();
      assert.ok(outcome.ok && outcome.value.kind === "restored", JSON.stringify(outcome));
      assert.equal(`${outcome.value.step} ${outcome.value.why.code}`, expected);
      rig.assertNoKeyLost();
      await assertSettled(rig, "old", rig.oldId);
    });
  }

  it("is carried through where the server has written and the answer does not come in time", async () => {
    const rig = await rotationRig({ isInSync: true });
    rig.meddle(({ what }) => (what === write ? "lose-answer" : undefined));
    const outcome = await rig.rotate();
    assert.equal(outcome.ok && outcome.value.kind, "rotated", JSON.stringify(outcome));
    await assertSettled(rig, "new", rig.oldId);
  });

  it("is carried through where the server had another version, once", async () => {
    const rig = await rotationRig({ isInSync: true });
    const writes: string[] = [];
    rig.meddle(({ what }) => (what === write && writes.push(what) === 1 ? refusal(409, 35) : undefined));
    const outcome = await rig.rotate();
    assert.equal(outcome.ok && outcome.value.kind, "rotated", JSON.stringify(outcome));
    assert.equal(writes.length, 2);
    await assertSettled(rig, "new", rig.oldId);
  });

  it("is not begun where an earlier one waits", async () => {
    const rig = await rotationRig({ isInSync: true });
    await killedIn(rig, ({ what }) => (what === "test" ? "kill" : undefined));
    const again = await rig.rotate();
    assert.equal(!again.ok && again.failure.code, "rotation-unfinished");
    await resumed(rig, "roll back", rig.oldId);
  });

  it("leaves to the person what somebody else gave the device meanwhile", async () => {
    const rig = await rotationRig({ isInSync: true });
    rig.meddle(({ what }) => {
      if (what === "test") {
        rig.giveToken();
      }
      return undefined;
    });
    const outcome = await rig.rotate();
    assert.ok(outcome.ok && outcome.value.kind === "stuck", JSON.stringify(outcome));
    assert.equal(outcome.value.undoing.why.code, "rotation-overtaken");
    assert.equal(outcome.value.undoing.inForce, "other");
    rig.meddle(undisturbed);
    assert.equal((await rig.rollBack(false))?.ok, false);
    await resumed(rig, "roll back", rig.oldId);
  });

  it("is not undone at the server while the old bundle is nowhere", async () => {
    const rig = await rotationRig({ isInSync: true });
    await killedIn(rig, ({ what }) => (what === "test" ? "kill" : undefined));
    const backups = [...rig.world.disk].filter(([path]) => path.includes("/backup/"));
    backups.forEach(([path]) => rig.world.disk.delete(path));
    const back = await rig.rollBack();
    assert.equal(back?.ok === false && back.failure.why.code, "rotation-bundle-missing");
    assert.equal(rig.inForce(), rig.onDisk());
    backups.forEach(([path, file]) => rig.world.disk.set(path, file));
    await resumed(rig, "roll back", rig.oldId);
  });

  it("signs with the device CA what a CA signed, and refuses without one", async () => {
    const rig = await rotationRig({ isInSync: true });
    const ca = await rig.signedByCa();
    const before = rig.inForce();
    const refused = await rig.rotate();
    assert.equal(refused.ok && refused.value.kind === "restored" && refused.value.why.code, "renew-needs-ca");
    assert.equal(rig.inForce(), before);
    const outcome = await rig.rotate(undefined, ca);
    assert.ok(outcome.ok && outcome.value.kind === "rotated", JSON.stringify(outcome));
    assert.equal(rig.inForce(), rig.onDisk());
    assert.match(rig.issuerOnDisk(), /fleet/);
  });

  it("has no key, token or password in its journal, which nobody else may read", async () => {
    const rig = await rotationRig({ isInSync: false });
    const token = rig.inForce() ?? "";
    await killedIn(rig, ({ what }) => (what === "test" ? "kill" : undefined));
    const [journal] = [...rig.world.disk].filter(([path]) => path.includes("/rotations/"));
    const [, { bytes, mode } = { bytes: new Uint8Array(), mode: 0 }] = journal ?? [];
    assert.equal(mode, 0o600);
    assert.doesNotMatch(new TextDecoder().decode(bytes), new RegExp(`PRIVATE|Secret7x|${token}`));
  });
});

const standings = [
  { isInSync: true, has: "its certificate" },
  { isInSync: false, has: "an access token" },
] as const;

for (const { isInSync, has } of standings) {
  describe(`rotating the certificate of a device that has ${has} on the server`, () => {
    it("gives device and server a new one with a new key, and ends the journal", async () => {
      const rig = await rotationRig({ isInSync });
      const before = rig.inForce();
      const outcome = await rig.rotate();
      assert.ok(outcome.ok && outcome.value.kind === "rotated", JSON.stringify(outcome));
      assert.equal(outcome.value.credentialsId, rig.onDisk());
      await assertSettled(rig, "new", before);
      assert.equal(rig.world.keyring.size, 0);
    });

    it("is undone, or not begun, whichever call to the outside fails", async () => {
      for (const { number, what } of tellingApart(await callsOf({ isInSync }))) {
        const rig = await rotationRig({ isInSync });
        const before = rig.inForce();
        rig.meddle(at(number, "fail"));
        const outcome = await rig.rotate();
        const kind = outcome.ok ? outcome.value.kind : "not begun";
        assert.notEqual(kind, "stuck", `${what}: ${JSON.stringify(outcome)}`);
        rig.assertNoKeyLost();
        rig.meddle(undisturbed);
        // Only the end of a journal may be lost without harm.
        assert.ok(kind === "rotated" || !(await rig.isOpen()), what);
        await resumed(rig, "finish", before);
        assert.equal(rig.onDisk() !== rig.oldId, kind === "rotated", what);
      }
    });

    for (const way of ["finish", "roll back"] as const) {
      it(`keeps both keys where the network is gone for good, and can ${way} when it is back`, async () => {
        const calls = await callsOf({ isInSync });
        for (const { number, what } of calls.filter(isRemote)) {
          const rig = await rotationRig({ isInSync });
          const before = rig.inForce();
          rig.meddle((call) => (call.number >= number && isRemote(call) ? "fail" : undefined));
          const outcome = await rig.rotate();
          assert.ok(outcome.ok && outcome.value.kind === "stuck", what);
          assert.equal(outcome.value.undoing.inForce, "unknown");
          assert.ok(await rig.isOpen(), what);
          rig.assertNoKeyLost();
          rig.meddle(undisturbed);
          await resumed(rig, way, before);
        }
      });

      it(`can ${way}, wherever it was killed`, async () => {
        for (const { number } of whereItMatters(await callsOf({ isInSync }))) {
          for (const when of ["kill", "kill-after"] as const) {
            const rig = await rotationRig({ isInSync });
            const before = rig.inForce();
            await killedIn(rig, at(number, when));
            rig.assertNoKeyLost();
            await resumed(rig, way, before);
          }
        }
      });
    }
  });
}
