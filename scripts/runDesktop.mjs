// npm run test:desktop: test/host in the extension host of a desktop VS Code, against the packaged extension.
// VSCODE_EXECUTABLE_PATH names it: its program, its application on macOS, or the command `code`. Without it the stable one
// is downloaded, or that of `--vscode 1.100.3`.
// Usage: node scripts/runDesktop.mjs [--vscode VERSION] [trusted|restricted|activation …] [part of a file's name …]
import { parseArgs } from "node:util";
import { desktopExecutable } from "./host/desktop.mjs";
import { chosenOf, runHostSuites } from "./host/hostSuites.mjs";
import { buildExtension, packageExtension } from "./host/vsix.mjs";

const { values, positionals } = parseArgs({
  options: { vscode: { type: "string" } },
  allowPositionals: true,
});

try {
  const executable = await desktopExecutable(values.vscode);
  await buildExtension();
  const { suites, parts } = chosenOf(positionals, ["trusted", "restricted", "activation"]);
  const { passed, failed } = await runHostSuites(suites, await packageExtension(), { executable, parts });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
