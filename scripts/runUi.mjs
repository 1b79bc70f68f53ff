// Runs the journeys of test/ui in a real window, against the packaged extension.
// Usage: node scripts/runUi.mjs [part of a file's name …]
import { buildExtension, packageExtension } from "./host/vsix.mjs";
import { runUiSuite } from "./host/uiSuite.mjs";

await buildExtension();
const { passed, failed } = await runUiSuite(await packageExtension(), process.argv.slice(2));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
