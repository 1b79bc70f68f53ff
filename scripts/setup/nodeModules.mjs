// node_modules as package-lock.json has it.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { commandOf } from "../host/desktopLaunch.mjs";
import { must, root } from "../run.mjs";

function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

/** Compares versions, not times: a checkout changes the time of a file that is the same. */
function isUpToDate() {
  const installedFile = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(installedFile)) {
    return false;
  }
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(path.join(root, "package-lock.json")))
    .filter(([name, { optional }]) => name !== "" && optional !== true)
    .every(([name, { version }]) => installed[name]?.version === version);
}

/** Runs `npm ci` when node_modules is missing or is not what package-lock.json says. */
export async function ensureNodeModules() {
  if (!isUpToDate()) {
    console.log("Installing the packages of package-lock.json …");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const { command, args, shell } = commandOf(npm, ["ci", "--no-audit", "--no-fund"], process.platform);
    await must(command, args, { quiet: true, timeoutMs: 900_000, shell });
  }
}
