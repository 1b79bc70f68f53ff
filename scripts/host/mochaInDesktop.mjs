// Runs one Mocha suite in the extension host of a desktop VS Code that is on this machine.
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { resolveCliArgsFromVSCodeExecutablePath } from "@vscode/test-electron";
import { must, root, run } from "../run.mjs";
import { dataFolder, temporaryFolder } from "./vscodeServer.mjs";

/** As test-electron starts it, but for workspace trust, which `runTests` always switches off. */
function launchArguments({ folder, workspace, testsModule, trusted }) {
  return [
    workspace,
    ...[
      "--no-sandbox",
      "--disable-gpu-sandbox",
      "--disable-updates",
      "--skip-welcome",
      "--skip-release-notes",
    ],
    ...(trusted ? ["--disable-workspace-trust"] : []),
    `--user-data-dir=${path.join(folder, "user-data")}`,
    `--extensions-dir=${path.join(folder, "extensions")}`,
    `--extensionDevelopmentPath=${path.join(root, "test/host/extension")}`,
    `--extensionTestsPath=${testsModule}`,
  ];
}

/** Runs a suite in the VS Code that `executable` names; gives `{ passed, failed, tests }`. */
export async function runMochaInDesktop({ executable, testsModule, vsix, trusted, timeoutMs, prepare }) {
  const folder = dataFolder({ "security.workspace.trust.enabled": !trusted });
  const workspace = temporaryFolder("x509-host");
  cpSync(path.join(root, "sample"), workspace, { recursive: true });
  const resultFile = path.join(folder, "result.json");
  const env = { ...process.env, THINGSBOARD_X509_RESULT: resultFile, ...prepare?.(workspace) };
  delete env.ELECTRON_RUN_AS_NODE;
  try {
    const [cli, ...cliArguments] = resolveCliArgsFromVSCodeExecutablePath(executable, {
      reuseMachineInstall: true,
    });
    const own = [`--user-data-dir=${path.join(folder, "user-data")}`];
    own.push(`--extensions-dir=${path.join(folder, "extensions")}`);
    await must(cli, [...cliArguments, ...own, "--install-extension", vsix, "--force"], {
      quiet: true,
      timeoutMs: 60_000,
    });
    const args = launchArguments({ folder, workspace, testsModule, trusted });
    const { status } = await run(executable, args, { env, timeoutMs });
    if (existsSync(resultFile)) {
      return JSON.parse(readFileSync(resultFile, "utf8"));
    }
    const failure = `VS Code ended with ${status} and left no result.`;
    return { passed: 0, failed: 1, tests: [{ title: "the run", ms: timeoutMs, failure }] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(workspace, { recursive: true, force: true });
  }
}
