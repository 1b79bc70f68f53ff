// A real VS Code server on 127.0.0.1, with a data folder of its own that goes when it stops.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { demandNone } from "../secrets/witness.mjs";
import { ensureCodeServer } from "../setup/codeServer.mjs";
import { pathWithSystemPrograms } from "../setup/debianPackages.mjs";
import { killGroup, must, startGroup } from "../run.mjs";

/** Nothing phones home, nothing pops up that a person did not ask for. */
export const quietSettings = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  // As on the desktop; in a browser VS Code would save by itself.
  "files.autoSave": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "git.openRepositoryInParentFolders": "never",
  "terminal.integrated.gpuAcceleration": "off",
};

/** A folder that goes with the run; its path is short because unix sockets lie in it. */
export function temporaryFolder(name) {
  return mkdtempSync(path.join(tmpdir(), `${name}-`));
}

/** A fresh data folder with its settings. */
export function dataFolder(settings = {}) {
  const folder = temporaryFolder("x509");
  mkdirSync(path.join(folder, "user-data/User"), { recursive: true });
  mkdirSync(path.join(folder, "extensions"));
  const text = JSON.stringify({ ...quietSettings, ...settings }, undefined, 2);
  writeFileSync(path.join(folder, "user-data/User/settings.json"), text);
  return folder;
}

/** The environment of a server: its own home, and no trace of a VS Code or npm that this script runs in. */
export function serverEnvironment(folder, more = {}) {
  const foreign = /^(npm_|VSCODE_|NODE_OPTIONS$|NODE_TEST)/;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return {
    ...inherited,
    PATH: pathWithSystemPrograms(),
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    TMPDIR: folder,
    EXTENSIONS_GALLERY: "{}",
    ...more,
  };
}

function dataArguments(folder) {
  return [
    ...["--server-data-dir", folder],
    ...["--user-data-dir", path.join(folder, "user-data")],
    ...["--extensions-dir", path.join(folder, "extensions")],
  ];
}

/** Installs a .vsix into the extensions of a data folder. */
async function installVsix(vsix, folder, { node, server }) {
  const options = { quiet: true, timeoutMs: 60_000, env: serverEnvironment(folder) };
  await must(node, [server, ...dataArguments(folder), "--install-extension", vsix, "--force"], options);
}

/** Waits for the line that names the port, or for the server's end, or for too long. */
function listening(child, log) {
  return new Promise((resolve, reject) => {
    const refuse = (why) => reject(new Error(`The VS Code server ${why}.\n${log()}`));
    const timer = setTimeout(() => refuse("did not start within 60 s"), 60_000);
    child.once("exit", (status) => refuse(`ended with ${status}`));
    child.once("error", reject);
    child.stdout.on("data", () => {
      const port = /Extension host agent listening on (\d+)/.exec(log())?.[1];
      if (port !== undefined) {
        clearTimeout(timer);
        resolve(Number(port));
      }
    });
  });
}

/** Ends a process group that this script started, and waits until it is gone. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const gone = new Promise((resolve) => child.once("exit", resolve));
  killGroup(child.pid, "SIGTERM");
  const timer = setTimeout(() => killGroup(child.pid, "SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

/**
 * Starts a server that has a .vsix installed.
 *
 * `trusted: false` switches workspace trust on, so that every folder opens in Restricted Mode.
 * `smokeTest` is for Mocha runs: without it VS Code ignores the tests, with it notifications are not shown.
 * `witness` watches its data folder; stopping then fails where a secret stands in what is left there.
 * `vscode` is the line of VS Code, the newest unless one is named.
 */
export async function startServer(options) {
  const { vsix, settings, trusted = true, smokeTest = false, env = {}, witness, vscode } = options;
  const paths = await ensureCodeServer(vscode);
  const folder = dataFolder({ "security.workspace.trust.enabled": !trusted, ...settings });
  await installVsix(vsix, folder, paths);
  const args = [
    paths.server,
    ...["--without-connection-token", "--accept-server-license-terms", "--telemetry-level", "off"],
    ...["--host", "127.0.0.1", "--port", "0"],
    ...dataArguments(folder),
    ...(trusted ? ["--disable-workspace-trust"] : []),
    ...(smokeTest ? ["--enable-smoke-test-driver"] : []),
  ];
  witness?.watch(folder);
  const child = startGroup(paths.node, args, {
    cwd: folder,
    env: serverEnvironment(folder, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  const log = () => Buffer.concat(chunks).toString("utf8");
  const port = await listening(child, log);
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    dataFolder: folder,
    log,
    /** Copies the server's own logs and what it printed to a folder. */
    keepLogs(target) {
      mkdirSync(target, { recursive: true });
      cpSync(path.join(folder, "user-data/logs"), target, { recursive: true, force: true });
      writeFileSync(path.join(target, "server.log"), log());
    },
    /** Ends the server and removes its data folder. */
    async stop() {
      await end(child);
      witness?.output("server.log", log());
      const leaks = witness?.leaks() ?? [];
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      demandNone(leaks);
    },
  };
}
