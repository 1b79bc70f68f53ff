// The suites of test/host: the package's own content, and Mocha with and without workspace trust.
import { runNodeSuite } from "../nodeSuite.mjs";
import { bundleHostSuite } from "./mochaBundles.mjs";
import { runMochaInDesktop } from "./mochaInDesktop.mjs";
import { runMochaInServer } from "./mochaInServer.mjs";

/**
 * Folder of test/host → what runs it against a package and gives `{ passed, failed }`. The second argument says where and
 * what: `vscode`, the line of the server, or `executable`, a desktop VS Code; `parts` of the names of its files.
 */
export const hostSuites = {
  package: (vsix, { parts } = {}) =>
    runNodeSuite("host/package", { parts, env: { THINGSBOARD_X509_VSIX: vsix }, timeoutMs: 60_000 }),
  trusted: (vsix, options) => runMocha({ suite: "trusted", vsix, trusted: true, ...options }),
  restricted: (vsix, options) => runMocha({ suite: "restricted", vsix, trusted: false, ...options }),
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

function show({ title, ms, failure }) {
  console.log(failure === undefined ? `  ✔ ${title} (${ms} ms)` : `  ✖ ${title}\n${failure}`);
}

/** Runs in a desktop VS Code, where one or VSCODE_EXECUTABLE_PATH is given, else in a server with Chromium as window. */
export async function runMocha(options) {
  const testsModule = await bundleHostSuite(options.suite, options.parts);
  const executable = options.executable ?? process.env.VSCODE_EXECUTABLE_PATH;
  const runIn = executable === undefined ? runMochaInServer : runMochaInDesktop;
  const result = await runIn({ timeoutMs: 600_000, ...options, testsModule, executable });
  result.tests.forEach(show);
  return result;
}
