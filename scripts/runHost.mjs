// Runs test/host in a real extension host, against the packaged extension.
// Usage: node scripts/runHost.mjs [--vscode 1.100] [package|trusted|restricted …]
import { parseArgs } from "node:util";
import { hostSuites, runHostSuites } from "./host/hostSuites.mjs";
import { buildExtension, packageExtension } from "./host/vsix.mjs";

const { values, positionals } = parseArgs({
  options: { vscode: { type: "string" } },
  allowPositionals: true,
});

await buildExtension();
const suites = positionals.length > 0 ? positionals : Object.keys(hostSuites);
const { passed, failed } = await runHostSuites(suites, await packageExtension(), values);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
