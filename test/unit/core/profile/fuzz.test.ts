import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fixesOf } from "../../../../src/core/profile/fixes";
import { lexProfile } from "../../../../src/core/profile/lex";
import { bashPieces, corpusFile, diceOf, type Dice } from "../../../support/bashCorpus";
import { mangled } from "../../../support/mangled";
import { profileOf } from "../../../support/profiles";

const seed = Number(process.env["PROFILE_SEED"] ?? "20260102");
const howto = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");
const howtoLines = howto.split("\n");

/** Reads a text and makes every fix; gives how many findings there are. It must not throw. */
function readAndFix(text: string): number {
  const profile = profileOf(text);
  const fixes = profile.problems.flatMap(fixesOf(profile));
  assert.ok(fixes.every(({ edits }) => edits.length > 0));
  return profile.problems.length;
}

/** Bytes of any value, as an editor that was told UTF-8 or Latin-1 shows them. */
function anyBytes(dice: Dice): string {
  const bytes = Buffer.from(Array.from({ length: dice.below(24) }, () => dice.below(256)));
  return bytes.toString(dice.below(2) === 0 ? "utf8" : "latin1");
}

function shellPieces(dice: Dice): string {
  return Array.from({ length: dice.below(12) }, () => bashPieces[dice.below(bashPieces.length)] ?? "").join(
    "",
  );
}

/** A few lines of the how-to's file, mangled: the whole of it is read in the tests of fixes. */
function mangledLines(dice: Dice): string {
  const first = dice.below(howtoLines.length);
  return mangled(dice, howtoLines.slice(first, first + 1 + dice.below(4)).join("\n"));
}

describe(`reading and fixing never throws (seed ${seed})`, () => {
  const rows: readonly [what: string, count: number, make: (dice: Dice) => string][] = [
    ["random bytes", 90_000, anyBytes],
    ["pieces of shell", 60_000, shellPieces],
    ["mangled lines of a real file", 50_000, mangledLines],
    ["a mangled real file", 2_000, (dice) => mangled(dice, howto)],
    ["mangled files of the corpus", 4_000, (dice) => mangled(dice, corpusFile(dice))],
  ];
  for (const [what, count, make] of rows) {
    it(`for ${count} times ${what}`, () => {
      const dice = diceOf(seed);
      let found = 0;
      for (let left = count; left > 0; left -= 1) {
        found += readAndFix(make(dice));
      }
      assert.ok(found > count / 2);
    });
  }
});

/** Each once took time by the square of its length, or more stack than there is. */
const mebi = 1_048_576;
const longLines: readonly [what: string, unit: string, end: string][] = [
  ["one value", "x", ""],
  ["backslashes", "\\", "x"],
  ["blanks before an operator", " ", "x ; A=1"],
  ["assignments", "A=1 ", ""],
  ["assignments with operators", "A=1;", ""],
  ["references", "A=$A ", ""],
  ["single quotes", "'", ""],
  ["open brackets", "$(", ""],
  ["open fallbacks", "${A:-", ""],
  ["commands", "x;", ""],
  ["line ends", "\n", "x"],
  ["carriage returns", "\r", ""],
];

describe("a line of 1 MiB is read and fixed, in steps in proportion to it", () => {
  for (const [what, unit, end] of longLines) {
    it(what, () => {
      const text = `CITY=Paris\nA=1${unit.repeat(mebi / unit.length)}${end}`;
      assert.ok(lexProfile(text, (lines) => [...lines]).steps <= 8 * text.length);
      assert.ok(readAndFix(text) > 0);
    });
  }
});
