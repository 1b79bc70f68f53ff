// A complete VS Code server from npm packages alone, for machines that cannot download VS Code.
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { must } from "../run.mjs";

/**
 * The lines of VS Code that can be had: code-server N.139.1 carries VS Code 1.139.1. Each brings the Node that it wants;
 * the machine's stays the project's. `native` is what has no prebuilt binary in its package.
 */
const lines = {
  newest: {
    codeServer: "4.139.1",
    node: "24.21.0",
    native: ["@vscode/spdlog", "@vscode/native-watchdog"],
  },
  /** The oldest that `engines.vscode` of package.json allows. */
  "1.100": {
    codeServer: "4.100.3",
    node: "20.20.2",
    native: ["@vscode/spdlog", "native-watchdog", "node-pty"],
    /** Its package of ripgrep downloads the program; that of the newest line carries it. */
    ripgrep: "node_modules/@vscode/ripgrep/bin/rg",
  },
};

/** The lines by name; `newest` is what is used when none is named. */
export const vscodeLines = Object.keys(lines);

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

async function install({ folder, nodeFolder, vscode, stamp }, line) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{"private":true}\n');
  const quietly = { quiet: true, timeoutMs: 900_000 };
  const packages = [`node-linux-${process.arch}@${line.node}`, `code-server@${line.codeServer}`];
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
      // The scripts of node-pty call node-gyp by npx, which asks before it fetches.
      npm_config_yes: "true",
    },
  };
  await must("npm", ["ci", "--ignore-scripts", "--omit=dev"], inServer);
  await must("npm", ["rebuild", ...line.native], inServer);
  if (line.ripgrep !== undefined) {
    const target = path.join(vscode, line.ripgrep);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(await ripgrepOfNewest(), target);
  }
  // Last of all: a folder without it was interrupted and is made anew.
  writeFileSync(stamp, `code-server ${line.codeServer}, node ${line.node}\n`);
}

/** The search program that the newest line has for this machine. */
async function ripgrepOfNewest() {
  const { vscode } = await ensureCodeServer();
  return path.join(vscode, "node_modules/@vscode/ripgrep-universal/bin", `linux-${process.arch}`, "rg");
}

/** Installs the VS Code server of a line unless it is there already, and gives its paths. */
export async function ensureCodeServer(name = "newest") {
  const line = lines[name];
  if (line === undefined) {
    throw new Error(`There is no VS Code ${name} to test in, only ${vscodeLines.join(" and ")}.`);
  }
  const paths = pathsIn(path.join(cacheFolder, `code-server-${line.codeServer}`));
  if (!existsSync(paths.stamp)) {
    console.log("Installing the VS Code server (once, some two minutes, 0.8 GB) …");
    await install(paths, line);
  }
  return paths;
}
