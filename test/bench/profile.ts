// What the editor does after a keystroke, side by side with what the scripts do: bash reading the same file.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixesOf } from "../../src/core/profile/fixes";
import { parseProfile } from "../../src/core/profile/parse";

const machine = { hostName: "tb.example.org", homeFolder: "/home/ada" };
const howto = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "tb-bench-"));

/** Distinct keys, one in ten with a problem, until there are so many lines. */
function longFile(lines: number): string {
  const line = (index: number): string =>
    index % 10 === 0 ? `KEY_${index}=two words` : `KEY_${index}="value ${index}"`;
  return howto + Array.from({ length: lines - 19 }, (_, index) => `${line(index)}\n`).join("");
}

/** Parses, validates and makes every fix that the editor would offer; gives how many. */
function everyCodeAction(text: string): number {
  const profile = parseProfile(text, machine);
  return profile.problems.flatMap(fixesOf(profile)).length;
}

function sortedMs(runs: number, work: () => void): readonly number[] {
  const times = Array.from({ length: runs }, () => {
    const from = performance.now();
    work();
    return performance.now() - from;
  });
  return times.sort((a, b) => a - b);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function row(name: string, text: string, runs: number): string {
  const file = path.join(folder, "keygen.properties");
  writeFileSync(file, text.replaceAll("two words", "two\\ words"));
  everyCodeAction(text);
  const ours = sortedMs(runs, () => void everyCodeAction(text));
  const bash = sortedMs(
    21,
    () => void spawnSync("bash", ["--noprofile", "--norc", "-c", '. "$1"', "_", file]),
  );
  const [median, p99, theirs] = [at(ours, 0.5), at(ours, 0.99), at(bash, 0.5)];
  const numbers = [median.toFixed(2), p99.toFixed(2), theirs.toFixed(2), `${(theirs / median).toFixed(1)} ×`];
  return `| ${[name, ...numbers].join(" | ")} |`;
}

const rows = [
  row("the how-to's file, 19 lines", howto, 2000),
  row("1,000 lines", longFile(1_000), 200),
  row("10,000 lines", longFile(10_000), 60),
  row("20,000 lines", longFile(20_000), 30),
];
rmSync(folder, { recursive: true });
console.log(`## From a keystroke to findings and fixes

Parse, validate and every fix, as the editor does it, and bash reading the same file once (a process of its own, which
finds no mistake before it runs it). Milliseconds; twice the lines should take twice the time.

| file | ours, median | ours, p99 | bash, median | ratio |
|---|--:|--:|--:|--:|
${rows.join("\n")}
`);
