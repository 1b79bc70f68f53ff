// The suites of test/host: the package's own content, and Mocha with and without workspace trust.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { runNodeSuite } from "../nodeSuite.mjs";
import { desktopExecutable } from "./desktop.mjs";
import { fillWithDevices } from "./manyDevices.mjs";
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
  activation: (vsix, options) => runActivation(vsix, options),
  scale: (vsix, options) => runScale(vsix, { count: 300, rows: 20, ...options }),
};

/** Tells the suites that are named from the parts of files' names; `usual` are the suites when none is named. */
export function chosenOf(words, usual) {
  const named = words.filter((word) => word in hostSuites);
  return { suites: named.length > 0 ? named : usual, parts: words.filter((word) => !named.includes(word)) };
}

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
export function oldestSuites(vsix) {
  const parts = ["smoke", "language", "trees", "connection"];
  const suites = ["trusted", "restricted"];
  return runHostSuites(suites, vsix, { vscode: "1.100", parts });
}

/** Runs in a folder without files, where nothing but a test activates the extension. */
export function runActivation(vsix, { env = {}, ...options } = {}) {
  const prepare = (workspace) => {
    rmSync(workspace, { recursive: true });
    mkdirSync(workspace);
    return env;
  };
  return runMocha({ suite: "activation", vsix, trusted: true, ...options, prepare });
}

/** Runs in a workspace of very many devices; `isBase` leaves out what an older package has not. */
export function runScale(vsix, { count, rows, isBase = false, ...options }) {
  const prepare = (workspace) => {
    fillWithDevices(workspace, "many", count);
    return {
      THINGSBOARD_X509_SCALE: path.join(workspace, "many"),
      THINGSBOARD_X509_SCALE_COUNT: String(count),
      THINGSBOARD_X509_SCALE_ROWS: String(rows),
      ...(isBase ? { THINGSBOARD_X509_SCALE_BASE: "yes" } : {}),
    };
  };
  return runMocha({ suite: "scale", vsix, trusted: true, ...options, prepare });
}

function show({ title, ms, failure }) {
  console.log(failure === undefined ? `  ✔ ${title} (${ms} ms)` : `  ✖ ${title}\n${failure}`);
}

/** The desktop VS Code to run in: the one that is given, or VSCODE_EXECUTABLE_PATH where no line of the server is named. */
async function executableOf({ executable, vscode }) {
  const isNamed = vscode === undefined && process.env.VSCODE_EXECUTABLE_PATH !== undefined;
  return executable ?? (isNamed ? await desktopExecutable() : undefined);
}

/** Runs in a desktop VS Code, where there is one to run in, else in a server with Chromium as window. */
export async function runMocha(options) {
  const testsModule = await bundleHostSuite(options.suite, options.parts);
  const executable = await executableOf(options);
  const runIn = executable === undefined ? runMochaInServer : runMochaInDesktop;
  const result = await runIn({ timeoutMs: 600_000, ...options, testsModule, executable });
  result.tests.forEach(show);
  return result;
}
