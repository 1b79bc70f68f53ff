// Bundles test/<suite>/**/*.test.ts to build/test/ and runs it with Node's own test runner.
// Usage: node scripts/runNode.mjs [--node PROGRAM] unit|interop [part of a file's name …]
import { parseArgs } from "node:util";
import { runNodeSuite } from "./nodeSuite.mjs";

const { values, positionals } = parseArgs({
  options: { node: { type: "string" } },
  allowPositionals: true,
});
const [suite, ...parts] = positionals;
const { passed, failed } = await runNodeSuite(suite, { parts, ...values });
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
