// Runs one Mocha suite in the extension host of a VS Code server, with Chromium as its window.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run.mjs";
import { newWitness } from "../secrets/witness.mjs";
import { startServer, temporaryFolder } from "./vscodeServer.mjs";
import { openBrowser } from "./window.mjs";

/** The query that makes VS Code run a tests module in place of a person. */
function testQuery({ port, folder, testsModule }) {
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload = [
    ["extensionDevelopmentPath", remote(path.join(root, "test/host/extension"))],
    ["extensionTestsPath", remote(testsModule)],
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  return `folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** Lets the page tell when the tests have ended; gives the exit code, or undefined when time was up. */
async function exitCodeOf({ page, url, timeoutMs, lines }) {
  let ended;
  const exit = new Promise((resolve) => {
    ended = resolve;
  });
  const timer = setTimeout(() => ended(undefined), timeoutMs);
  await page.exposeFunction("codeAutomationLog", (_type, args) => lines.push(args.join(" ")));
  await page.exposeFunction("codeAutomationExit", (code) => ended(code));
  page.on("crash", () => ended(undefined));
  await page.goto(url, { waitUntil: "commit" });
  const code = await exit;
  clearTimeout(timer);
  return code;
}

/** The result file's content, or a failed test that says why there is none. */
function resultOf(file, code, timeoutMs) {
  if (code !== undefined && existsSync(file)) {
    return JSON.parse(readFileSync(file, "utf8"));
  }
  const failure =
    code === undefined
      ? `The run was not over within ${timeoutMs / 1000} s.`
      : `The extension host ended with ${code} and left no result.`;
  return { passed: 0, failed: 1, tests: [{ title: "the run", ms: timeoutMs, failure }] };
}

/** Runs a suite; gives `{ passed, failed, tests }`. A failed run leaves a screenshot and logs in test-results/. */
export async function runMochaInServer({ suite, testsModule, vsix, trusted, timeoutMs, prepare, vscode }) {
  const runFolder = temporaryFolder("x509-host");
  const workspace = path.join(runFolder, "workspace");
  cpSync(path.join(root, "sample"), workspace, { recursive: true });
  const resultFile = path.join(runFolder, "result.json");
  const env = { THINGSBOARD_X509_RESULT: resultFile, ...prepare?.(workspace) };
  const lines = [];
  const witness = newWitness();
  witness.watch(workspace);
  const server = await startServer({ vsix, trusted, smokeTest: true, env, witness, vscode });
  let result;
  try {
    const browser = await openBrowser({ origin: server.url, witness });
    try {
      const query = testQuery({ port: server.port, folder: workspace, testsModule });
      const url = `${server.url}?${query}`;
      const code = await exitCodeOf({ page: browser.page, url, timeoutMs, lines });
      result = resultOf(resultFile, code, timeoutMs);
      if (result.failed > 0) {
        await keepEvidence({ page: browser.page, server, suite, lines });
      }
    } finally {
      await browser.close();
    }
  } finally {
    witness.output("console.log", lines.join("\n"));
    const leak = await server.stop().then(
      () => undefined,
      (error) => error,
    );
    rmSync(runFolder, { recursive: true, force: true });
    result = leak === undefined ? result : withFailed(result, leak);
  }
  return result;
}

/** The look for secrets is a test as any other. */
function withFailed(result = { passed: 0, failed: 0, tests: [] }, { message: failure }) {
  const test = { title: "leaves no secret behind", ms: 0, failure };
  return { ...result, failed: result.failed + 1, tests: [...result.tests, test] };
}

async function keepEvidence({ page, server, suite, lines }) {
  const folder = path.join(root, "test-results/host", suite);
  mkdirSync(folder, { recursive: true });
  server.keepLogs(folder);
  writeFileSync(path.join(folder, "console.log"), lines.join("\n"));
  await page.screenshot({ path: path.join(folder, "window.png") });
  console.log(`  screenshot and logs: ${path.relative(root, folder)}/`);
}
