// The suites of test/host: the package's own content, and Mocha with and without workspace trust.
import { runNodeSuite } from "../nodeSuite.mjs";
import { bundleHostSuite } from "./mochaBundles.mjs";
import { runMochaInDesktop } from "./mochaInDesktop.mjs";
import { runMochaInServer } from "./mochaInServer.mjs";

/**
 * Folder of test/host → what runs it against a package and gives `{ passed, failed }`. The second argument says where:
 * `vscode`, the line of the server, or `executable`, a desktop VS Code; `parts` of files' names run those alone.
 */
export const hostSuites = {
  package: (vsix) =>
    runNodeSuite("host/package", { env: { THINGSBOARD_X509_VSIX: vsix }, timeoutMs: 60_000 }),
  trusted: (vsix, where) => runMocha({ suite: "trusted", vsix, trusted: true, ...where }),
  restricted: (vsix, where) => runMocha({ suite: "restricted", vsix, trusted: false, ...where }),
};

/** Runs suites one after the other; gives their `{ passed, failed }` in sum. */
export async function runHostSuites(suites, vsix, where) {
  let passed = 0;
  let failed = 0;
  for (const suite of suites) {
    console.log(`host, ${suite}`);
    const result = await hostSuites[suite](vsix, where);
    passed += result.passed;
    failed += result.failed;
  }
  return { passed, failed };
}

/** In the oldest VS Code that is supported: what differs between hosts. `runHost.mjs --vscode 1.100` runs everything. */
export async function oldestSuites(vsix) {
  const parts = ["smoke", "language", "trees", "connection"];
  const trusted = await hostSuites.trusted(vsix, { vscode: "1.100", parts });
  const restricted = await hostSuites.restricted(vsix, { vscode: "1.100" });
  return { passed: trusted.passed + restricted.passed, failed: trusted.failed + restricted.failed };
}

function show({ title, ms, failure }) {
  console.log(failure === undefined ? `  ✔ ${title} (${ms} ms)` : `  ✖ ${title}\n${failure}`);
}

/** Runs in a desktop VS Code, where one or VSCODE_EXECUTABLE_PATH is given, else in a server with Chromium as window. */
export async function runMocha(options) {
  const testsModule = await bundleHostSuite(options.suite, options.parts);
  const executable = options.executable ?? process.env.VSCODE_EXECUTABLE_PATH;
  const runIn = executable === undefined ? runMochaInServer : runMochaInDesktop;
  const result = await runIn({ timeoutMs: 300_000, ...options, testsModule, executable });
  result.tests.forEach(show);
  return result;
}
