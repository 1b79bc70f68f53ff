import { applyEdits } from "../../core/profile/edit";
import type { FixCode } from "../../core/profile/fixes";
import { fixesOf } from "../../core/profile/fixes";
import { parseProfile } from "../../core/profile/parse";
import type { MachineNames, TextEdit } from "../../core/profile/profile";

/** Whether a fix changes nothing of what the file means to say, so that it may be made unseen, on save. */
const keepsMeaning: Readonly<Record<FixCode, boolean>> = {
  "quote-value": true,
  "quote-literally": false,
  "close-quote": false,
  "put-on-own-line": true,
  "comment-out": false,
  "use-host-name": false,
  "remove-spaces-around-equals": true,
  // Line ends and byte order marks are the editor's: see codeActions.ts.
  "remove-carriage-returns": false,
  "remove-byte-order-mark": false,
  "remove-duplicate": true,
  "remove-curve": true,
  "rename-key": false,
  "add-missing-keys": false,
  "upper-case-country": true,
  "lower-case-alias": true,
  "use-store-password": false,
  "use-known-curve": false,
  "use-default": false,
};

/** One fix may bring up a finding that the other had hidden; each round ends at least one. */
const mostRounds = 20;

/** Makes every fix that keeps the meaning, as one replacement of what changes; none where nothing does. */
export function fixAllEdits(text: string, machine: MachineNames): readonly TextEdit[] {
  let fixed = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = applyEdits(fixed, safeEdits(fixed, machine));
    if (next === fixed) {
      break;
    }
    fixed = next;
  }
  return replacementEdits(text, fixed);
}

function safeEdits(text: string, machine: MachineNames): readonly TextEdit[] {
  const profile = parseProfile(text, machine);
  const fixesFor = fixesOf(profile);
  return profile.problems.flatMap((problem) => {
    const fix = fixesFor(problem)[0];
    return fix !== undefined && keepsMeaning[fix.code] ? fix.edits : [];
  });
}

/** The one edit from the first to the last difference. */
function replacementEdits(before: string, after: string): readonly TextEdit[] {
  if (before === after) {
    return [];
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) {
    start += 1;
  }
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail += 1;
  }
  const span = { start, end: before.length - tail };
  return [{ span, newText: after.slice(start, after.length - tail) }];
}
