// Runs test/host in a real extension host, against the packaged extension.
// Usage: node scripts/runHost.mjs [--vscode 1.100] [package|trusted|restricted …] [part of a file's name …]
import { parseArgs } from "node:util";
import { chosenOf, hostSuites, runHostSuites } from "./host/hostSuites.mjs";
import { buildExtension, packageExtension } from "./host/vsix.mjs";

const { values, positionals } = parseArgs({
  options: { vscode: { type: "string" } },
  allowPositionals: true,
});
const { suites, parts } = chosenOf(positionals, Object.keys(hostSuites));

await buildExtension();
const { passed, failed } = await runHostSuites(suites, await packageExtension(), { ...values, parts });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
