// A person's journeys in a window, one file after the other: each has a VS Code and a Chromium of its own.
import path from "node:path";
import { runNodeSuite } from "../nodeSuite.mjs";

/**
 * Runs what matches `parts` of test/ui against a package; gives `{ passed, failed }`.
 *
 * A journey that failed is walked once more, from its start, in a new window: VS Code itself loses a key press or an
 * event of a file now and then. What passes only then is named in the output; what fails twice has failed.
 */
export async function runUiSuite(vsix, parts = [], timeoutMs = 1_200_000) {
  const env = { THINGSBOARD_X509_VSIX: vsix };
  const options = { env, oneByOne: true, timeoutMs };
  const first = await runNodeSuite("ui", { ...options, parts });
  const again = Object.entries(first.files).filter(([, { failed }]) => failed > 0);
  if (again.length === 0 || again.length > 3) {
    return first;
  }
  const names = again.map(([file]) => path.basename(file).replace(/\.test\.[cm]?[jt]s$/, ""));
  console.log(`\nFailed, and walked once more in a new window: ${names.join(", ")}`);
  const second = await runNodeSuite("ui", { ...options, parts: names.map((name) => `${name}.test`) });
  const before = again.reduce((total, [, counts]) => total + counts.passed, 0);
  return { passed: first.passed - before + second.passed, failed: second.failed };
}
