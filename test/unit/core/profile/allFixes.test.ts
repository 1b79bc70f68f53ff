import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { applyEdits } from "../../../../src/core/profile/edit";
import { fixesOf } from "../../../../src/core/profile/fixes";
import { problemTable } from "../../../../src/core/profile/problems";
import type { Profile, ProfileProblemCode, TextEdit } from "../../../../src/core/profile/profile";
import { fixAllEdits } from "../../../../src/ui/profileLanguage/fixAll";
import { corpusFile, diceOf } from "../../../support/bashCorpus";
import { mangled } from "../../../support/mangled";
import { profileOf, testMachine } from "../../../support/profiles";

const seed = Number(process.env["PROFILE_SEED"] ?? "20260102");
const fileCount = 1500;
const howto = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");
const dice = diceOf(seed);
const profiles = Array.from({ length: fileCount }, (_, index) =>
  profileOf(index % 4 === 0 ? mangled(dice, howto) : corpusFile(dice)),
);

/** Where a quote is open, closing it changes how everything behind it is read. */
function isClosed({ problems }: Profile): boolean {
  return problems.every(({ code }) => code !== "unterminated-quote");
}

function countOf({ problems }: Profile, code: ProfileProblemCode): number {
  return problems.filter((problem) => problem.code === code).length;
}

function blockingCount({ problems }: Profile): number {
  return problems.filter(({ code }) => problemTable[code].blocksGeneration).length;
}

/**
 * What a file says, but for what fixing all is meant to change: upper and lower case, and a curve that an RSA key cannot
 * have. `~` is left out: it means nothing behind `KEY = `, and the home folder behind `KEY=`.
 */
function meaningOf({ values }: Profile): readonly string[] {
  return [...values]
    .filter(([key]) => !key.endsWith("_GROUP_NAME"))
    .map(([key, { value }]) => `${key}=${value.toLowerCase().replaceAll(/~|\/home\/ada/g, "")}`)
    .sort();
}

/** What a text has outside the places of edits. */
function keptBy(edits: readonly TextEdit[], text: string): string {
  return applyEdits(
    text,
    edits.map(({ span }) => ({ span, newText: "" })),
  );
}

/** The places of the new text that edits have written, in it. */
function written(edits: readonly TextEdit[]): readonly TextEdit[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, newText }) => {
      const start = span.start + shift;
      shift += newText.length - (span.end - span.start);
      return { span: { start, end: start + newText.length }, newText: "" };
    });
}

describe(`each fix of ${fileCount} files (seed ${seed})`, () => {
  const fixes = profiles.flatMap((profile) => {
    const fixesFor = fixesOf(profile);
    return profile.problems.flatMap((problem) =>
      fixesFor(problem).map(({ code, edits }) => {
        const after = profileOf(applyEdits(profile.text, edits));
        return { profile, problem, code, edits, after };
      }),
    );
  });

  it("keeps every byte outside its edits", () => {
    for (const { profile, edits, after } of fixes) {
      assert.equal(keptBy(written(edits), after.text), keptBy(edits, profile.text));
    }
  });

  it("leaves one finding less of its kind, and brings no blocking one", () => {
    const closed = fixes.filter(({ profile, code }) => isClosed(profile) || code === "close-quote");
    assert.ok(closed.length > 2 * fileCount);
    for (const { profile, problem, code, after } of closed) {
      const message = `${code} in ${JSON.stringify(profile.text)}`;
      assert.ok(countOf(after, problem.code) < countOf(profile, problem.code), message);
      // What a renamed key says is looked at for the first time.
      const mayBring = code === "rename-key" || !isClosed(profile);
      assert.ok(mayBring || blockingCount(after) <= blockingCount(profile), message);
    }
  });
});

describe(`all fixes of ${fileCount} files (seed ${seed})`, () => {
  it("made again and again, soon leave no finding that has one", () => {
    for (const { text } of profiles) {
      let fixed = profileOf(text);
      for (let round = 0; round < 8; round += 1) {
        fixed = profileOf(applyEdits(fixed.text, preferredEdits(fixed)));
      }
      assert.deepEqual(preferredEdits(fixed), [], JSON.stringify(text));
    }
  });

  it("that may be made unseen leave nothing for a second time, and every value as it was", () => {
    for (const before of profiles) {
      const after = profileOf(applyEdits(before.text, fixAllEdits(before.text, testMachine)));
      assert.deepEqual(fixAllEdits(after.text, testMachine), [], JSON.stringify(before.text));
      if (isClosed(before)) {
        assert.deepEqual(meaningOf(after), meaningOf(before), JSON.stringify(before.text));
      }
    }
  });
});

function preferredEdits(profile: Profile): readonly TextEdit[] {
  const fixesFor = fixesOf(profile);
  return profile.problems.flatMap((problem) => fixesFor(problem)[0]?.edits ?? []);
}
