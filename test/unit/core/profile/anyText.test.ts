import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { applyEdits } from "../../../../src/core/profile/edit";
import { fixesOf } from "../../../../src/core/profile/fixes";
import { lexProfile } from "../../../../src/core/profile/lex";
import type { Profile } from "../../../../src/core/profile/profile";
import type { Span } from "../../../../src/core/problem";
import { bashPieces, corpusFile, diceOf } from "../../../support/bashCorpus";
import { profileOf } from "../../../support/profiles";

const seed = 20260102;
const numRuns = 600;

/** Texts made of what means something to the shell, and any other. */
const shellText = fc.array(fc.constantFrom(...bashPieces), { maxLength: 40 }).map((parts) => parts.join(""));
const corpusText = fc.integer({ min: 0 }).map((number) => corpusFile(diceOf(number)));
const anyText = fc.oneof(fc.string({ unit: "binary" }), shellText, corpusText);

function check(property: (profile: Profile) => void): void {
  fc.assert(
    fc.property(anyText, (text) => {
      property(profileOf(text));
    }),
    { seed, numRuns },
  );
}

describe(`for any text (seed ${String(seed)})`, () => {
  it("every span lies in the text, and problems come in its order", () => {
    check(({ text, entries, problems }) => {
      const spans = [
        ...entries.flatMap((entry) => [entry.span, entry.keySpan, entry.valueSpan]),
        ...problems.flatMap((problem) => [problem.span, ...(problem.related ?? [])]),
      ];
      assert.ok(spans.every(({ start, end }) => start >= 0 && start <= end && end <= text.length));
      assert.ok(isOrdered(problems.map((problem) => problem.span)));
      assert.ok(isOrdered(entries.map((entry) => entry.span)));
    });
  });

  it("an entry's spans lie in each other and hold what they say", () => {
    check(({ text, entries }) => {
      for (const { key, keySpan, valueSpan, span } of entries) {
        assert.equal(text.slice(keySpan.start, keySpan.end).replace(/\\\r?\n|\\\r/g, ""), key);
        assert.ok(span.start <= keySpan.start && keySpan.end <= valueSpan.start && valueSpan.end <= span.end);
      }
    });
  });

  it("a fix changes nothing outside its edits, which do not overlap", () => {
    check((profile) => {
      const fixes = profile.problems.slice(0, 8).flatMap(fixesOf(profile));
      for (const { edits } of fixes) {
        const growth = edits.reduce(
          (sum, { span, newText }) => sum + newText.length - (span.end - span.start),
          0,
        );
        assert.equal(applyEdits(profile.text, edits).length, profile.text.length + growth);
      }
    });
  });

  it("the same text gives the same profile", () => {
    check((profile) => {
      assert.deepEqual(profileOf(profile.text), profile);
    });
  });
});

describe("reading takes time in proportion to the text", () => {
  const patterns = [
    "A=",
    "A='",
    'A="',
    "A=`",
    "A=$(",
    "A=${X:-",
    "A=((",
    "\\\n",
    "$((",
    'A="$(\n',
    "A=${A:-${B:-",
    "A[",
    "A[x",
    "a ",
    ";",
    "#",
    "~:",
    "A=$'\\x",
    "A=$(   ",
    "A=(\n",
    "`\n",
    "x=' \"\n",
    "A=1 ",
    "A=$B",
    "A=1\n",
    "\r",
    "A = 1\n",
    "'\nCITY=",
    '"\nCITY="',
    "<(",
    "${X%",
    "export ",
    "\uFEFF",
  ];
  for (const pattern of patterns) {
    it(`${JSON.stringify(pattern)} repeated to 16 KiB and to 128 KiB`, () => {
      for (const length of [16_384, 131_072]) {
        const text = pattern.repeat(Math.ceil(length / pattern.length));
        assert.ok(lexProfile(text, (lines) => [...lines]).steps <= 8 * text.length);
      }
    });
  }

  it("also where every line has four findings", () => {
    const { entries, problems } = profileOf("A = $B c\n".repeat(20_000));
    assert.equal(entries.length, 20_000);
    assert.equal(problems.length, 4 * 20_000 + 1);
  });
});

function isOrdered(spans: readonly Span[]): boolean {
  return spans.every((span, index) => index === 0 || (spans[index - 1]?.start ?? 0) <= span.start);
}
