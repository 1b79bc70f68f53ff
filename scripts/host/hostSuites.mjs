// The Mocha suites of test/host and the trust that each runs under.
import { bundleHostSuite } from "./mochaBundles.mjs";
import { runMochaInDesktop } from "./mochaInDesktop.mjs";
import { runMochaInServer } from "./mochaInServer.mjs";

/** Suite (a folder of test/host) → whether the person trusts the workspace. */
export const hostSuites = { trusted: true, restricted: false };

function show({ title, ms, failure }) {
  console.log(failure === undefined ? `  ✔ ${title} (${ms} ms)` : `  ✖ ${title}\n${failure}`);
}

/** Runs one suite against the packaged extension, in the desktop VS Code when there is one; gives its result. */
export async function runHostSuite(suite, vsix, timeoutMs = 180_000) {
  const testsModule = await bundleHostSuite(suite);
  const executable = process.env.VSCODE_EXECUTABLE_PATH;
  const options = { suite, testsModule, vsix, trusted: hostSuites[suite], timeoutMs };
  const result =
    executable === undefined
      ? await runMochaInServer(options)
      : await runMochaInDesktop({ ...options, executable });
  result.tests.forEach(show);
  return result;
}
