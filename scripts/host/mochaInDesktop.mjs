// Runs one Mocha suite in the extension host of a desktop VS Code.
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { resolveCliArgsFromVSCodeExecutablePath } from "@vscode/test-electron";
import { must, root, run } from "../run.mjs";
import {
  commandOf,
  foldersOf,
  installArguments,
  launchArguments,
  launchEnvironment,
  outcomeOf,
} from "./desktopLaunch.mjs";
import { dataFolder, temporaryFolder } from "./vscodeServer.mjs";

async function install({ executable, folders, vsix, env }) {
  const [cli, ...first] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  const args = [...first, ...installArguments(folders, vsix)];
  const { command, args: given, shell } = commandOf(cli, args, process.platform);
  await must(command, given, { quiet: true, timeoutMs: 120_000, env, shell });
}

/** Runs a suite in the VS Code that `executable` names; gives `{ passed, failed, tests }`. */
export async function runMochaInDesktop({ executable, testsModule, vsix, trusted, timeoutMs, prepare }) {
  const data = dataFolder({ "security.workspace.trust.enabled": !trusted });
  const folders = foldersOf(data);
  const workspace = temporaryFolder("x509-host");
  cpSync(path.join(root, "sample"), workspace, { recursive: true });
  const env = launchEnvironment(process.env, folders, prepare?.(workspace));
  const testExtension = path.join(root, "test/host/extension");
  try {
    await install({ executable, folders, vsix, env });
    const args = launchArguments({ folders, workspace, testsModule, testExtension, trusted });
    const { status, timedOut } = await run(executable, args, { env, timeoutMs });
    const resultText = existsSync(folders.resultFile) ? readFileSync(folders.resultFile, "utf8") : undefined;
    return outcomeOf({ resultText, status, timedOut, timeoutMs });
  } finally {
    for (const folder of [data, workspace]) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
