// What the editor does after a keystroke, side by side with what the scripts do: bash reading the same file.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
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

interface Measured {
  readonly cells: string;
  readonly medianMs: number;
}

function measured(
  name: string,
  text: string,
  { runs, targetMs }: { runs: number; targetMs?: number },
): Measured {
  const file = path.join(folder, "keygen.properties");
  writeFileSync(file, text.replaceAll("two words", "two\\ words"));
  everyCodeAction(text);
  const ours = sortedMs(runs, () => void everyCodeAction(text));
  const bash = sortedMs(
    21,
    () => void spawnSync("bash", ["--noprofile", "--norc", "-c", '. "$1"', "_", file]),
  );
  const [median, p99, theirs] = [at(ours, 0.5), at(ours, 0.99), at(bash, 0.5)];
  const target = targetMs === undefined ? ["", ""] : [`< ${targetMs}`, (median / targetMs).toFixed(2)];
  const numbers = [median.toFixed(2), p99.toFixed(2), ...target, theirs.toFixed(2)];
  return {
    cells: `| ${[name, ...numbers, `${(theirs / median).toFixed(1)} ×`].join(" | ")} |`,
    medianMs: median,
  };
}

const rows = [
  measured("25 lines", longFile(25), { runs: 2000, targetMs: 1 }),
  measured("10,000 lines", longFile(10_000), { runs: 100, targetMs: 50 }),
  measured("20,000 lines", longFile(20_000), { runs: 40 }),
  measured("40,000 lines", longFile(40_000), { runs: 20 }),
];
rmSync(folder, { recursive: true });
const [, ten, twenty, forty] = rows.map(({ medianMs }) => medianMs) as [number, number, number, number];
console.log(`## Reading, checking and fixing a file

Parse, validate and every fix, as the editor does it after a keystroke, and bash reading the same file once (a process of
its own, which finds no mistake before it runs it). Milliseconds. ${cpus().length} cores, Node ${process.versions.node}.

| file | ours, median | ours, p99 | target | median to target | bash, median | bash to ours |
|---|--:|--:|--:|--:|--:|--:|
${rows.map(({ cells }) => cells).join("\n")}

Twice the lines take ${(twenty / ten).toFixed(1)} and ${(forty / twenty).toFixed(1)} times as long: from 10,000 to 20,000, and on to 40,000.
`);
