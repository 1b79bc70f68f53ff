// Runs test/host in a real extension host, against the packaged extension.
// Usage: node scripts/runHost.mjs [package|trusted|restricted …] [part of a file's name …]
import { hostSuites } from "./host/hostSuites.mjs";
import { buildExtension, packageExtension } from "./host/vsix.mjs";

const suites = Object.keys(hostSuites);
const chosen = process.argv.slice(2).filter((argument) => suites.includes(argument));
const parts = process.argv.slice(2).filter((argument) => !suites.includes(argument));
await buildExtension();
const vsix = await packageExtension();
let failed = 0;
let passed = 0;
for (const suite of chosen.length > 0 ? chosen : suites) {
  console.log(`host, ${suite}`);
  const result = await hostSuites[suite](vsix, parts);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
