// Bundles test/<suite>/**/*.test.ts to build/test/ and runs it with Node's own test runner.
// Usage: node scripts/runNode.mjs unit|interop [part of a file's name …]
import { spawnSync } from "node:child_process";
import path from "node:path";
import { bundleTests } from "./bundleTests.mjs";

const [suite, ...parts] = process.argv.slice(2);
const files = await bundleTests(suite, parts);
if (files.length === 0) {
  console.error(`No test file of test/${suite} matches ${parts.join(" ")}.`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], {
  stdio: "inherit",
  cwd: path.join(import.meta.dirname, ".."),
});
process.exit(status ?? 1);
