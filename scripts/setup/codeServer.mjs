// A complete VS Code server from npm packages alone, for machines that cannot download VS Code.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { must } from "../run.mjs";

/** code-server 4.139.1 carries VS Code 1.139.1, which wants Node 24; the machine's Node stays the project's. */
const codeServerVersion = "4.139.1";
const nodeVersion = "24.21.0";

/** The project's folder for what is expensive to get and belongs to no checkout. */
export const cacheFolder = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"),
  "thingsboard-x509",
);

function pathsIn(folder) {
  const nodeFolder = path.join(folder, "node_modules", `node-linux-${process.arch}`);
  const codeServer = path.join(folder, "node_modules/code-server");
  return {
    folder,
    nodeFolder,
    node: path.join(nodeFolder, "bin/node"),
    vscode: path.join(codeServer, "lib/vscode"),
    server: path.join(codeServer, "lib/vscode/out/server-main.js"),
    frontEnd: path.join(codeServer, "out/node/entry.js"),
    stamp: path.join(folder, "complete"),
  };
}

async function install({ folder, nodeFolder, vscode, stamp }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{"private":true}\n');
  const quietly = { quiet: true, timeoutMs: 900_000 };
  const packages = [`node-linux-${process.arch}@${nodeVersion}`, `code-server@${codeServerVersion}`];
  await must("npm", ["install", "--ignore-scripts", "--no-save", ...packages], { ...quietly, cwd: folder });
  const inServer = {
    ...quietly,
    cwd: vscode,
    env: {
      ...process.env,
      PATH: `${path.join(nodeFolder, "bin")}${path.delimiter}${process.env.PATH}`,
      npm_config_nodedir: nodeFolder,
      // The shrinkwrap that is shipped lacks an optional peer.
      npm_config_legacy_peer_deps: "true",
    },
  };
  await must("npm", ["ci", "--ignore-scripts", "--omit=dev"], inServer);
  await must("npm", ["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"], inServer);
  // Last of all: a folder without it was interrupted and is made anew.
  writeFileSync(stamp, `code-server ${codeServerVersion}, node ${nodeVersion}\n`);
}

/** Installs the VS Code server unless it is there already, and gives its paths. */
export async function ensureCodeServer() {
  const paths = pathsIn(path.join(cacheFolder, `code-server-${codeServerVersion}`));
  if (!existsSync(paths.stamp)) {
    console.log("Installing the VS Code server (once, some two minutes, 0.8 GB) …");
    await install(paths);
  }
  return paths;
}
