// Runs test/host in a real extension host, against the packaged extension.
// Usage: node scripts/runHost.mjs [package|trusted|restricted …]
import { hostSuites } from "./host/hostSuites.mjs";
import { buildExtension, packageExtension } from "./host/vsix.mjs";

const chosen = process.argv.slice(2);
await buildExtension();
const vsix = await packageExtension();
let failed = 0;
let passed = 0;
for (const suite of chosen.length > 0 ? chosen : Object.keys(hostSuites)) {
  console.log(`host, ${suite}`);
  const result = await hostSuites[suite](vsix);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
