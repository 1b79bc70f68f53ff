import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { runMochaInDesktop } from "../../scripts/host/mochaInDesktop.mjs";

/** What a program was started with. */
interface Started {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

// A desktop's window needs a VS Code that machines of CI may not have; how its programs are started and ended does not.
describe("a program in the place of the desktop VS Code", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "x509-desktop-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes a program that notes how it was started and then does `act`; VS Code's own `bin/code` only notes. */
  function programThat(act: string): string {
    const place = mkdtempSync(path.join(folder, "code-"));
    mkdirSync(path.join(place, "bin"));
    const note = (name: string): string =>
      `require("node:fs").writeFileSync(${JSON.stringify(path.join(place, name))}, JSON.stringify({ args: process.argv.slice(2), env: process.env }));`;
    for (const [file, text] of [
      ["code", `${note("window.json")}\n${act}`],
      ["bin/code", note("cli.json")],
    ] as const) {
      writeFileSync(path.join(place, file), `#!${process.execPath}\n${text}\n`);
      chmodSync(path.join(place, file), 0o755);
    }
    return path.join(place, "code");
  }

  const started = (executable: string, name: string): Started =>
    JSON.parse(readFileSync(path.join(path.dirname(executable), name), "utf8")) as Started;
  const run = (executable: string, timeoutMs = 60_000): ReturnType<typeof runMochaInDesktop> =>
    runMochaInDesktop({
      executable,
      testsModule: "/tests/run.js",
      vsix: "/x.vsix",
      trusted: true,
      timeoutMs,
    });

  it("is given the package, then a copy of the sample, and what it wrote is the result", async () => {
    const result = '{"passed":3,"failed":0,"tests":[]}';
    const executable = programThat(
      `require("node:fs").writeFileSync(process.env.THINGSBOARD_X509_RESULT, '${result}');`,
    );
    assert.deepEqual(await run(executable), { passed: 3, failed: 0, tests: [] });
    const cli = started(executable, "cli.json");
    assert.deepEqual(cli.args.slice(-3), ["--install-extension", "/x.vsix", "--force"]);
    const { args, env } = started(executable, "window.json");
    assert.ok(args.includes("--extensionTestsPath=/tests/run.js"));
    assert.equal(env["ELECTRON_RUN_AS_NODE"], undefined);
    const folders = [args[0] ?? "", path.dirname(env["THINGSBOARD_X509_RESULT"] ?? "")];
    assert.deepEqual(
      folders.map((one) => [path.isAbsolute(one), existsSync(one)]),
      [
        [true, false],
        [true, false],
      ],
      "folders of the run's own, gone afterwards",
    );
  });

  it("has failed when it ends well and leaves no result", async () => {
    const { failed, tests } = await run(programThat(""));
    assert.equal(failed, 1);
    assert.equal(tests[0]?.failure, "VS Code ended with 0 and left no result.");
  });

  it("is ended when time is up", async () => {
    const { failed, tests } = await run(programThat("setInterval(() => {}, 1000);"), 2_000);
    assert.equal(failed, 1);
    assert.equal(tests[0]?.failure, "The run was not over within 2 s.");
  });
});
