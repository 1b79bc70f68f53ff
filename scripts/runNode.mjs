// Bundles test/<suite>/**/*.test.ts to build/test/ and runs it with Node's own test runner.
// Usage: node scripts/runNode.mjs unit|interop [part of a file's name …]
import { runNodeSuite } from "./nodeSuite.mjs";

const [suite, ...parts] = process.argv.slice(2);
const { passed, failed } = await runNodeSuite(suite, { parts });
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
