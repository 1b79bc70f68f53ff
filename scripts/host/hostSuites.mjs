// The suites of test/host: the package's own content, and Mocha with and without workspace trust.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { runNodeSuite } from "../nodeSuite.mjs";
import { fillWithDevices } from "./manyDevices.mjs";
import { bundleHostSuite } from "./mochaBundles.mjs";
import { runMochaInDesktop } from "./mochaInDesktop.mjs";
import { runMochaInServer } from "./mochaInServer.mjs";

/** Folder of test/host → what runs it against a package and gives `{ passed, failed }`. */
export const hostSuites = {
  package: (vsix) =>
    runNodeSuite("host/package", { env: { THINGSBOARD_X509_VSIX: vsix }, timeoutMs: 60_000 }),
  trusted: (vsix) => runMocha({ suite: "trusted", vsix, trusted: true }),
  restricted: (vsix) => runMocha({ suite: "restricted", vsix, trusted: false }),
  activation: (vsix) => runActivation(vsix),
  scale: (vsix) => runScale(vsix, { count: 300, rows: 20 }),
};

/** Runs in a folder without files, where nothing but a test activates the extension. */
export function runActivation(vsix, env = {}) {
  const prepare = (workspace) => {
    rmSync(workspace, { recursive: true });
    mkdirSync(workspace);
    return env;
  };
  return runMocha({ suite: "activation", vsix, trusted: true, prepare });
}

/** Runs in a workspace of very many devices; `isBase` leaves out what an older package has not. */
export function runScale(vsix, { count, rows, isBase = false }) {
  const prepare = (workspace) => {
    fillWithDevices(workspace, "many", count);
    return {
      THINGSBOARD_X509_SCALE: path.join(workspace, "many"),
      THINGSBOARD_X509_SCALE_COUNT: String(count),
      THINGSBOARD_X509_SCALE_ROWS: String(rows),
      ...(isBase ? { THINGSBOARD_X509_SCALE_BASE: "yes" } : {}),
    };
  };
  return runMocha({ suite: "scale", vsix, trusted: true, prepare });
}

function show({ title, ms, failure }) {
  console.log(failure === undefined ? `  ✔ ${title} (${ms} ms)` : `  ✖ ${title}\n${failure}`);
}

/** Runs in the desktop VS Code that VSCODE_EXECUTABLE_PATH names, else in a server with Chromium as window. */
export async function runMocha(options) {
  const testsModule = await bundleHostSuite(options.suite);
  const executable = process.env.VSCODE_EXECUTABLE_PATH;
  const runIn = executable === undefined ? runMochaInServer : runMochaInDesktop;
  const result = await runIn({ timeoutMs: 300_000, ...options, testsModule, executable });
  result.tests.forEach(show);
  return result;
}
