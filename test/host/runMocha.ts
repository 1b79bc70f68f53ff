import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/** What a run leaves behind as its last act: an extension host that crashes leaves none. */
interface MochaResult {
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly { readonly title: string; readonly ms: number; readonly failure?: string }[];
}

/** Called by VS Code in the extension host: runs the test files beside this bundle. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 30_000,
    color: false,
    // Whoever runs this shows the results: what is printed here is the extension's alone.
    reporter: Mocha.reporters.Base,
    forbidOnly: true,
    forbidPending: true,
  });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith(".test.js")) {
      mocha.addFile(path.join(__dirname, name));
    }
  }
  const result = await resultOf(mocha);
  const file = process.env["THINGSBOARD_X509_RESULT"];
  if (file === undefined) {
    throw new Error("THINGSBOARD_X509_RESULT names no file");
  }
  writeFileSync(file, JSON.stringify(result));
  if (result.failed > 0) {
    throw new Error(`${result.failed} failed`);
  }
}

function resultOf(mocha: Mocha): Promise<MochaResult> {
  const tests: { title: string; ms: number; failure?: string }[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const failed = tests.filter((test) => test.failure !== undefined).length;
      resolve({ passed: tests.length - failed, failed, tests });
    });
    runner.on("pass", (test) => {
      tests.push({ title: test.fullTitle(), ms: test.duration ?? 0 });
    });
    runner.on("fail", (test, error: Error) => {
      tests.push({ title: test.fullTitle(), ms: test.duration ?? 0, failure: error.stack ?? error.message });
    });
  });
}
