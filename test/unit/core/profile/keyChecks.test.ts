import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyEdits } from "../../../../src/core/profile/edit";
import { fixesFor } from "../../../../src/core/profile/fixes";
import { keyTable } from "../../../../src/core/profile/keys";
import { problemTable } from "../../../../src/core/profile/problems";
import type { Profile, ProfileProblem, ProfileProblemCode } from "../../../../src/core/profile/profile";
import { constructs } from "../../../support/constructs";
import { codesOf, keyExample } from "../../../support/keyExamples";
import { profileOf, soundTextWith } from "../../../support/profiles";

/** Each fix, of its own, leaves one finding of that code less, and no key loses its line. */
function assertFixed(profile: Profile, problem: ProfileProblem): void {
  const countIn = ({ problems }: Profile): number =>
    problems.filter(({ code }) => code === problem.code).length;
  const fixes = fixesFor(profile, problem);
  for (const fix of fixes) {
    const fixed = profileOf(applyEdits(profile.text, fix.edits));
    assert.equal(countIn(fixed), countIn(profile) - 1, `${fix.code}: ${fixed.text.slice(0, 200)}`);
  }
  assert.ok(fixes.length === 0 || problemTable[problem.code].fixable);
}

describe("each check of the key table finds, and its fix heals,", () => {
  for (const row of keyTable) {
    for (const code of codesOf(row)) {
      it(`${row.name}: ${code}`, () => {
        const text = keyExample(row.name, code);
        assert.ok(text !== undefined, `${code} has no example in keyExamples.ts`);
        const profile = profileOf(text);
        const found = profile.problems.filter((problem) => problem.code === code);
        assert.equal(found.length, 1, profile.problems.map((problem) => problem.code).join(", "));
        found.forEach((problem) => {
          const { key, otherKey, keys } = problem.values;
          assert.ok([key, otherKey, keys].includes(row.name));
          assertFixed(profile, problem);
        });
      });
    }
  }

  it("and nothing is left out", () => {
    const counts = keyTable.map((row) => codesOf(row).length);
    assert.deepEqual(counts, [4, 2, 3, 3, 3, 3, 4, 6, 6, 5, 6, 3, 4, 0, 6, 6, 5, 6, 3, 4, 1, 1]);
  });
});

describe("each construct is read as the docs say, and its fix heals", () => {
  for (const { written, codes, examples } of constructs) {
    for (const { lines, city } of examples) {
      it(`${written}: ${JSON.stringify(lines)}`, () => {
        const profile = profileOf(soundTextWith(lines));
        const found = new Set<ProfileProblemCode>(profile.problems.map(({ code }) => code));
        assert.deepEqual([...found], [...codes]);
        if (city !== undefined) {
          assert.equal(profile.values.get("CITY")?.value, city);
        }
        profile.problems.forEach((problem) => {
          assertFixed(profile, problem);
        });
      });
    }
  }
});

describe("every finding", () => {
  it("is of a key, of a construct, or of a key that is none", () => {
    const covered = new Set<string>([
      ...keyTable.flatMap(codesOf),
      ...constructs.flatMap(({ codes }) => codes),
      "unknown-key",
    ]);
    assert.deepEqual(Object.keys(problemTable).sort(), [...covered].sort());
  });
});
