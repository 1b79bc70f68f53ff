// Runs one suite of tests with Node's own test runner and counts.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundleTests } from "./bundleTests.mjs";
import { root, run } from "./run.mjs";
import { witnessed } from "./secrets/witnessed.mjs";
import { pathWithSystemPrograms } from "./setup/debianPackages.mjs";

const countReporter = pathToFileURL(path.join(import.meta.dirname, "countReporter.mjs")).href;

/**
 * Suites that work with files and programs: what they print and leave is looked through for their secrets. Unit tests are
 * named by the examples that they take, and print those.
 */
const witnessedSuites = new Set(["interop"]);

/**
 * Bundles test/<suite>/**\/*.test.ts and runs what matches `parts`; gives `{ passed, failed, files }`, `files` by name.
 * `node` is the program that runs it: this one unless another is named.
 */
export async function runNodeSuite(suite, options = {}) {
  const { parts = [], env = {}, oneByOne = false, timeoutMs, node = process.execPath } = options;
  const files = await bundleTests(suite, parts);
  if (files.length === 0) {
    console.error(`No test file of test/${suite} matches ${parts.join(" ")}.`);
    return { passed: 0, failed: 0, files: {} };
  }
  const countFile = path.join(root, "build/test", `${suite.replaceAll("/", ".")}.count.json`);
  mkdirSync(path.dirname(countFile), { recursive: true });
  rmSync(countFile, { force: true });
  const reporters = [
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...[`--test-reporter=${countReporter}`, `--test-reporter-destination=${countFile}`],
  ];
  const order = oneByOne ? ["--test-concurrency=1"] : [];
  const args = ["--enable-source-maps", "--test", ...order, ...reporters, ...files];
  const work = (more) =>
    run(node, args, {
      env: { ...process.env, PATH: pathWithSystemPrograms(), ...env, ...more },
      capture: true,
      timeoutMs,
    });
  const { status, timedOut, leaks = [] } = await (witnessedSuites.has(suite) ? witnessed(work) : work({}));
  if (timedOut) {
    console.error(`test/${suite} ran longer than ${timeoutMs / 1000} s.`);
  }
  const { passed, failed, files: counted } = countsOf(countFile, status);
  return { passed, failed: failed + countOfLeaks(leaks), files: counted };
}

/** The look for secrets is a test as any other. */
function countOfLeaks(leaks) {
  if (leaks.length > 0) {
    console.error(`A secret of this run stands where it must not:\n${leaks.join("\n")}`);
  }
  return leaks.length > 0 ? 1 : 0;
}

/** The counts; a runner that failed without naming a failed test counts as one. */
function countsOf(countFile, status) {
  const text = existsSync(countFile) ? readFileSync(countFile, "utf8") : "";
  const { passed, failed, files } = text === "" ? { passed: 0, failed: 0, files: {} } : JSON.parse(text);
  return { passed, failed: status === 0 ? failed : Math.max(1, failed), files };
}
