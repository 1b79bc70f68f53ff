// The suites of test/host: the package's own content, and Mocha with and without workspace trust.
import { runNodeSuite } from "../nodeSuite.mjs";
import { bundleHostSuite } from "./mochaBundles.mjs";
import { runMochaInDesktop } from "./mochaInDesktop.mjs";
import { runMochaInServer } from "./mochaInServer.mjs";

/** Folder of test/host → what runs its files that match `parts` against a package and gives `{ passed, failed }`. */
export const hostSuites = {
  package: (vsix, parts) =>
    runNodeSuite("host/package", { parts, env: { THINGSBOARD_X509_VSIX: vsix }, timeoutMs: 60_000 }),
  trusted: (vsix, parts) => runMocha({ suite: "trusted", parts, vsix, trusted: true }),
  restricted: (vsix, parts) => runMocha({ suite: "restricted", parts, vsix, trusted: false }),
};

function show({ title, ms, failure }) {
  console.log(failure === undefined ? `  ✔ ${title} (${ms} ms)` : `  ✖ ${title}\n${failure}`);
}

/** Runs in the desktop VS Code that VSCODE_EXECUTABLE_PATH names, else in a server with Chromium as window. */
export async function runMocha(options) {
  const testsModule = await bundleHostSuite(options.suite, options.parts);
  const executable = process.env.VSCODE_EXECUTABLE_PATH;
  const runIn = executable === undefined ? runMochaInServer : runMochaInDesktop;
  const result = await runIn({ timeoutMs: 600_000, ...options, testsModule, executable });
  result.tests.forEach(show);
  return result;
}
