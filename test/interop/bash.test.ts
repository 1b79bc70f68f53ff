import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { changeOf } from "../../src/core/profile/changes";
import { applyEdits, quoteForShell } from "../../src/core/profile/edit";
import { fixesOf } from "../../src/core/profile/fixes";
import { parseProfile } from "../../src/core/profile/parse";
import type { Profile, ProfileProblemCode } from "../../src/core/profile/profile";
import { newProfileText } from "../../src/core/profile/template";
import { fixAllEdits } from "../../src/ui/profileLanguage/fixAll";
import { bashPieces, corpusFile, diceOf, type Dice } from "../support/bashCorpus";
import { mangled } from "../support/mangled";

/** What the reader itself says is wrong with how a file is written; the rest is about what it says. */
const syntaxErrors: ReadonlySet<ProfileProblemCode> = new Set<ProfileProblemCode>([
  "unterminated-quote",
  "undefined-variable",
  "reserved-variable",
  "command-not-run",
  "unsupported-expansion",
  "unquoted-space",
  "space-around-equals",
  "shell-syntax",
  "carriage-return",
  "byte-order-mark",
  "nul-character",
]);

const seed = Number(process.env["PROFILE_SEED"] ?? "20260102");
const fileCount = Number(process.env["PROFILE_FILES"] ?? "20000");
const machine = { hostName: os.hostname(), homeFolder: os.userInfo().homedir };
const folder = mkdtempSync(path.join(os.tmpdir(), "profile-bash-"));

after(() => {
  rmSync(folder, { recursive: true });
});

describe(`bash reads what we read (seed ${String(seed)}, ${String(fileCount)} files)`, () => {
  const dice = diceOf(seed);
  const texts = Array.from({ length: fileCount }, () => corpusFile(dice));
  const profiles = texts.map((text) => parseProfile(text, machine));
  const accepted = profiles.filter(isAccepted);

  it("accepts more than a quarter of the corpus, so that refusing proves nothing", (context) => {
    context.diagnostic(`seed ${String(seed)}: ${String(accepted.length)} of ${String(fileCount)} accepted`);
    assert.ok(accepted.length > fileCount / 4, `${String(accepted.length)} of ${String(fileCount)}`);
  });

  it("finds every syntax problem somewhere in the corpus", () => {
    const seen = new Set(profiles.flatMap((profile) => profile.problems.map((problem) => problem.code)));
    const unseen = [...syntaxErrors].filter((code) => code !== "nul-character" && !seen.has(code));
    assert.deepEqual(unseen, []);
  });

  it("gives the same values as bash for every accepted file", () => {
    const differing = differingFromBash(accepted);
    assert.deepEqual(differing.slice(0, 12), [], `seed ${String(seed)}: ${String(differing.length)} differ`);
    assert.ok(!existsSync(path.join(folder, "canary")), "a file that contains a command was accepted");
  });

  it("agrees with the whole environment of a bash of its own, for the first 60", () => {
    for (const profile of accepted.slice(0, 60)) {
      const environment = environmentFromBash(profile.text);
      const ours = [...profile.values].map(([key, entry]) => [key, entry.value]);
      assert.deepEqual(
        ours.map(([key = ""]) => [key, environment.get(key)]),
        ours,
        profile.text,
      );
    }
  });
});

describe(`bash reads what we change (seed ${String(seed)})`, () => {
  it("in any accepted file, whatever quotes the old value had, and every other value as before", () => {
    const dice = diceOf(seed);
    const before = Array.from({ length: 4000 }, () => parseProfile(corpusFile(dice), machine))
      .filter((profile) => profile.values.size > 0 && isAccepted(profile))
      .slice(0, 1000);
    const changes = before.map((profile) => {
      const keys = [...profile.values.keys(), "TWO_LETTER_COUNTRY_CODE"];
      const key = keys[dice.below(keys.length)] ?? "";
      const value = anyValue(dice);
      return { key, value, ...changeOf(profile, { kind: "set", key, value }, machine) };
    });
    assert.equal(changes.length, 1000);
    const fromBash = valuesFromBash(changes.map(({ profile }) => profile));
    const differing = changes.flatMap(({ profile, key, value }, index) => {
      const ours = Object.fromEntries([...profile.values].map(([name, entry]) => [name, entry.value]));
      const theirs = fromBash[index] ?? {};
      return theirs[key] === value && sorted(ours) === sorted(theirs)
        ? []
        : [{ file: profile.text, key, value }];
    });
    assert.deepEqual(differing.slice(0, 12), [], `${String(differing.length)} differ`);
  });
});

describe(`bash reads what we fix (seed ${String(seed)})`, () => {
  const howto = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");
  const dice = diceOf(seed + 1);
  const broken = Array.from({ length: 2000 }, (_, index) =>
    parseProfile(index % 4 === 0 ? mangled(dice, howto) : corpusFile(dice), machine),
  ).filter((profile) => !isAccepted(profile));

  const ways: readonly [name: string, least: number, fixed: (profile: Profile) => string][] = [
    ["every fix that is offered first", 500, withFirstFixes],
    ["every fix that may be made unseen", 100, ({ text }) => applyEdits(text, fixAllEdits(text, machine))],
  ];
  for (const [name, least, fixed] of ways) {
    it(name, (context) => {
      const mended = broken.map((profile) => parseProfile(fixed(profile), machine)).filter(isAccepted);
      context.diagnostic(`${String(mended.length)} of ${String(broken.length)} are sound then`);
      assert.ok(mended.length > least);
      assert.deepEqual(differingFromBash(mended).slice(0, 12), []);
      assert.ok(!existsSync(path.join(folder, "canary")), "a file that contains a command was accepted");
    });
  }
});

/** Makes the first fix of every finding until there is none. */
function withFirstFixes(profile: Profile): string {
  let fixed = profile;
  for (let round = 0; round < 8; round += 1) {
    const fixesFor = fixesOf(fixed);
    const edits = fixed.problems.flatMap((problem) => fixesFor(problem)[0]?.edits ?? []);
    fixed = parseProfile(applyEdits(fixed.text, edits), machine);
  }
  return fixed.text;
}

/** Text of what means something to the shell, without what no variable can hold. */
function anyValue(dice: Dice): string {
  const pieces = [...bashPieces, "Łódź", "\u{1F600}", "\u0001", "'", "it's"];
  return Array.from({ length: dice.below(6) }, () => pieces[dice.below(pieces.length)] ?? "")
    .join("")
    .replaceAll("\0", "");
}

describe("bash reads what we write", () => {
  const values = [
    "",
    "a b",
    "it's",
    'say "x"',
    "it's $HOME \"`x`\\",
    "a!b",
    "~",
    "é ü",
    "#x",
    "a\nb",
    "\u0001\r\u007f\t",
    "a'\rb\\",
    "{a,b}",
    "*",
    "A=B;C&D|E<F>(G)",
  ];
  for (const value of values) {
    it(JSON.stringify(value), () => {
      const text = newProfileText({ CITY: value });
      assert.equal(environmentFromBash(text).get("CITY"), value);
      assert.equal(parseProfile(`CITY=${quoteForShell(value)}`, machine).values.get("CITY")?.value, value);
    });
  }
});

function isAccepted(profile: Profile): boolean {
  return !profile.problems.some((problem) => syntaxErrors.has(problem.code));
}

interface Difference {
  readonly file: string;
  readonly ours: Readonly<Record<string, string>>;
  readonly theirs: Readonly<Record<string, string>>;
}

function differingFromBash(profiles: readonly Profile[]): readonly Difference[] {
  const fromBash = valuesFromBash(profiles);
  return profiles.flatMap((profile, index) => {
    const ours = Object.fromEntries([...profile.values].map(([key, entry]) => [key, entry.value]));
    const theirs = fromBash[index] ?? {};
    return sorted(ours) === sorted(theirs) ? [] : [{ file: profile.text, ours, theirs }];
  });
}

/** Sources every file in a subshell of one bash that began with an empty environment. */
function valuesFromBash(accepted: readonly Profile[]): readonly Record<string, string>[] {
  const files = path.join(folder, "files");
  mkdirSync(files, { recursive: true });
  accepted.forEach(({ text }, index) => {
    writeFileSync(path.join(files, `${String(index)}.properties`), text);
  });
  const keys = accepted.map((profile) => [...profile.values.keys()].join(" "));
  const script = accepted.map((_, index) => `check ${String(index)} ${keys[index] ?? ""}`).join("\n");
  const check = `check() { ( printf '\\1FILE\\0'; set -a; . "./files/$1.properties"; shift; for KEY_; do printf '%s=%s\\0' "$KEY_" "\${!KEY_-\\1unset}"; done ) }`;
  return recordsOf(runBash(["-c", `${check}\n. ./script`], script));
}

function recordsOf(output: Buffer): Record<string, string>[] {
  return output
    .toString("utf8")
    .split("\u0001FILE\0")
    .slice(1)
    .map((record) =>
      Object.fromEntries(
        record
          .split("\0")
          .slice(0, -1)
          .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      ),
    );
}

function environmentFromBash(text: string): ReadonlyMap<string, string> {
  writeFileSync(path.join(folder, "one.properties"), text);
  const output = runBash(["-c", 'set -a; . "$1"; env -0', "_", "./one.properties"], "");
  return new Map(
    output
      .toString("utf8")
      .split("\0")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** `hostname -f` asks the network for a longer name, which differs by machine; ours is the machine's own. */
const plainHostName = `hostname() { [ "$1" = -f ] && shift; command hostname "$@"; }\n`;

/** Runs bash in an empty environment; whatever it says on its error output fails the test. */
function runBash([option = "", command = "", ...rest]: readonly string[], script: string): Buffer {
  assert.ok(existsSync("/bin/bash"), "bash is missing: apt-get install bash");
  writeFileSync(path.join(folder, "script"), script);
  const result = spawnSync("/bin/bash", ["--noprofile", "--norc", option, plainHostName + command, ...rest], {
    cwd: folder,
    env: {},
    maxBuffer: 1 << 28,
  });
  assert.equal(result.stderr.toString("utf8").slice(0, 1000), "");
  return result.stdout;
}

function sorted(values: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
