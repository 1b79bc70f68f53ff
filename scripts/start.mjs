// npm start: a real VS Code with the extension and a sample workspace.
// npm start -- --check: the main journey without a person; exit code 0 or 1.
// npm start -- --server: in the browser, also where there is a desktop VS Code.
// npm start -- --data <folder>: keeps settings, extensions and the sample somewhere else than in the cache folder.
import { cpSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { missingDesktop } from "./host/desktopLaunch.mjs";
import { root } from "./run.mjs";
import { cacheFolder } from "./setup/codeServer.mjs";
import { setUp } from "./setup/setup.mjs";

const { values } = parseArgs({
  options: { check: { type: "boolean" }, server: { type: "boolean" }, data: { type: "string" } },
});

/** Copies the sample to where a person may change it; what is there from an earlier start stays. */
function sampleFolder(data) {
  const folder = path.join(data, "sample");
  cpSync(path.join(root, "sample"), folder, { recursive: true, force: false });
  return folder;
}

async function startForPerson(data) {
  // Loaded late: the extension is built with packages that set-up installs.
  const { findDesktop, startDesktop } = await import("./host/personDesktop.mjs");
  const desktop = values.server === true ? undefined : findDesktop();
  const missing = desktop === undefined ? missingDesktop(process.platform) : undefined;
  if (missing !== undefined) {
    throw new Error(missing);
  }
  await setUp(desktop === undefined ? "start" : "desktop");
  const { buildExtension, packageExtension } = await import("./host/vsix.mjs");
  await buildExtension();
  const folder = sampleFolder(data);
  if (desktop !== undefined) {
    await startDesktop(desktop, folder);
    console.log(`VS Code opens ${folder}`);
    return;
  }
  const { startFrontEnd } = await import("./host/personServer.mjs");
  const url = await startFrontEnd({ vsix: await packageExtension(), data, folder });
  console.log(`\nVS Code with ThingsBoard X.509:  ${url}`);
  console.log(`Sample workspace:                ${folder}`);
  console.log("Next: ThingsBoard in the activity bar, Start Local Test Server. End with Ctrl+C.");
}

async function checkJourney() {
  await setUp("check");
  const { buildExtension, packageExtension } = await import("./host/vsix.mjs");
  const { runUiSuite } = await import("./host/uiSuite.mjs");
  await buildExtension();
  const { passed, failed } = await runUiSuite(await packageExtension(), ["journey"]);
  const good = failed === 0 && passed > 0;
  console.log(good ? "The journey works." : "The journey does not work.");
  process.exitCode = good ? 0 : 1;
}

try {
  await (values.check === true
    ? checkJourney()
    : startForPerson(path.resolve(values.data ?? path.join(cacheFolder, "start"))));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
