// npm test: all checks and tests. Its last line is `N passed, N failed` over all of them.
// npm test -- types ui: set-up, build, and the stages whose name begins so.
// npm test -- --all: the whole unit suite on Node 24 and the host on the oldest VS Code, too, as a release wants it.
import path from "node:path";
import { performance } from "node:perf_hooks";
import { root, run } from "./run.mjs";
import { setUp } from "./setup/setup.mjs";

const minuteMs = 60_000;
const all = process.argv.includes("--all");
const chosen = process.argv.slice(2).filter((argument) => argument !== "--all");

/** A check is one test: the program's exit code says yes or no. */
async function check(program, ...args) {
  const binary = path.join(root, "node_modules/.bin", program);
  const { status, timedOut } = await run(binary, args, { timeoutMs: 5 * minuteMs });
  if (timedOut) {
    console.error(`${program} ran longer than 5 minutes.`);
  }
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The BoringSSL runner tells its counts in its last line. */
async function boringSsl() {
  const script = path.join(import.meta.dirname, "runBoringSsl.mjs");
  const options = { capture: true, timeoutMs: 10 * minuteMs };
  const { status, output } = await run(process.execPath, [script], options);
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  const passed = Number(counts?.[1] ?? 0);
  const failed = Number(counts?.[2] ?? 0);
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

/** Everything after set-up and build, in order. Loaded late: these scripts use packages that set-up installs. */
async function stagesAfterBuild() {
  const { runNodeSuite } = await import("./nodeSuite.mjs");
  const { ensureCodeServer } = await import("./setup/codeServer.mjs");
  const { hostSuites, oldestSuites } = await import("./host/hostSuites.mjs");
  const { runUiSuite } = await import("./host/uiSuite.mjs");
  const { vsixFile } = await import("./host/vsix.mjs");
  return [
    { name: "types", work: () => check("tsc", "--noEmit") },
    { name: "lint", work: () => check("eslint", ".") },
    { name: "format", work: () => check("prettier", "--check", ".") },
    { name: "unused", work: () => check("knip") },
    { name: "unit", work: () => runNodeSuite("unit", { timeoutMs: 10 * minuteMs }) },
    {
      // The Node that VS Code's newest server brings, and that its newest desktop is close to.
      name: "unit, Node 24",
      isExtra: true,
      work: async () =>
        runNodeSuite("unit", { node: (await ensureCodeServer()).node, timeoutMs: 10 * minuteMs }),
    },
    { name: "boringssl", work: boringSsl },
    { name: "interop", work: () => runNodeSuite("interop", { timeoutMs: 15 * minuteMs }) },
    ...Object.entries(hostSuites).map(([suite, work]) => ({
      name: `host, ${suite}`,
      work: () => work(vsixFile),
    })),
    { name: "host, VS Code 1.100", isExtra: true, work: () => oldestSuites(vsixFile) },
    { name: "ui", work: () => runUiSuite(vsixFile) },
  ];
}

/** Builds and packs; the package is what the host and UI tests install. */
async function buildAndPack() {
  const { buildExtension, packageExtension } = await import("./host/vsix.mjs");
  await buildExtension();
  await packageExtension();
  return { passed: 1, failed: 0 };
}

/** Runs one stage; an exception, and a stage that ran no test at all, is a failure. */
async function runStage({ name, work }) {
  console.log(`\n── ${name}`);
  const startMs = performance.now();
  let counts;
  try {
    counts = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    counts = { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed === 0) {
    console.error(`${name} ran no test.`);
    counts = { passed: 0, failed: 1 };
  }
  return { name, passed: counts.passed, failed: counts.failed, ms: performance.now() - startMs };
}

/** Whether the person who runs this wants a stage: those that are named, or all, the extra ones only with --all. */
function isChosen({ name, isExtra = false }) {
  return chosen.length === 0
    ? all || !isExtra
    : chosen.some((part) => name === part || (!isExtra && name.startsWith(part)));
}

/** Runs stages in order; `stopAtFailure` where the later ones mean nothing without the earlier. */
async function runStages(stages, { stopAtFailure }) {
  const rows = [];
  for (const stage of stages) {
    const row = await runStage(stage);
    rows.push(row);
    if (stopAtFailure && row.failed > 0) {
      break;
    }
  }
  return rows;
}

function showTable(rows) {
  console.log(`\n${"stage".padEnd(18)}${"passed".padStart(8)}${"failed".padStart(8)}${"time".padStart(10)}`);
  for (const { name, passed, failed, ms } of rows) {
    const seconds = `${(ms / 1000).toFixed(1)} s`;
    const numbers = `${String(passed).padStart(8)}${String(failed).padStart(8)}${seconds.padStart(10)}`;
    console.log(`${name.padEnd(18)}${numbers}`);
  }
}

function sum(rows, field) {
  return rows.reduce((total, row) => total + row[field], 0);
}

const preparation = [
  {
    name: "setup",
    work: async () => {
      await setUp("test");
      return { passed: 1, failed: 0 };
    },
  },
  { name: "build and package", work: buildAndPack },
];

const rows = await runStages(preparation, { stopAtFailure: true });
if (sum(rows, "failed") === 0) {
  const stages = (await stagesAfterBuild()).filter(isChosen);
  rows.push(...(await runStages(stages, { stopAtFailure: false })));
}
showTable(rows);
process.exitCode = sum(rows, "failed") > 0 ? 1 : 0;
console.log(`\n${sum(rows, "passed")} passed, ${sum(rows, "failed")} failed`);
