import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import {
  commandOf,
  failedDownload,
  foldersOf,
  installArguments,
  launchArguments,
  launchEnvironment,
  macApplicationOf,
  macProgramOf,
  missingDesktop,
  missingExecutable,
  missingScreen,
  outcomeOf,
  programOfCommand,
} from "../../../scripts/host/desktopLaunch.mjs";

const folders = foldersOf("/data");
const userData = path.join("/data", "user-data");
const extensions = path.join("/data", "extensions");

describe("a desktop VS Code is started for a suite", () => {
  it("with the package installed into folders of the run's own", () => {
    assert.deepEqual(installArguments(folders, "/x.vsix"), [
      `--user-data-dir=${userData}`,
      `--extensions-dir=${extensions}`,
      "--install-extension",
      "/x.vsix",
      "--force",
    ]);
  });

  const launched = (trusted: boolean): string[] =>
    launchArguments({
      folders,
      workspace: "/workspace",
      testsModule: "/tests/runMocha.js",
      testExtension: "/tests/extension",
      trusted,
    });

  it("on the workspace, with the suite and nothing of the person's", () => {
    assert.deepEqual(launched(true), [
      "/workspace",
      "--no-sandbox",
      "--disable-gpu-sandbox",
      "--disable-updates",
      "--skip-welcome",
      "--skip-release-notes",
      "--disable-workspace-trust",
      `--user-data-dir=${userData}`,
      `--extensions-dir=${extensions}`,
      "--extensionDevelopmentPath=/tests/extension",
      "--extensionTestsPath=/tests/runMocha.js",
    ]);
  });

  it("in Restricted Mode where the suite is about it", () => {
    assert.ok(!launched(false).includes("--disable-workspace-trust"));
  });

  it("with an environment that names the result file, and no trace of a VS Code around it", () => {
    const inherited = {
      PATH: "/bin",
      ELECTRON_RUN_AS_NODE: "1",
      NODE_OPTIONS: "--inspect",
      VSCODE_IPC_HOOK_CLI: "/run/hook",
      VSCODE_EXECUTABLE_PATH: "/usr/share/code/code",
    };
    assert.deepEqual(launchEnvironment(inherited, folders, { THINGSBOARD_X509_SCALE: "/many" }), {
      PATH: "/bin",
      VSCODE_EXECUTABLE_PATH: "/usr/share/code/code",
      THINGSBOARD_X509_RESULT: path.join("/data", "result.json"),
      THINGSBOARD_X509_SCALE: "/many",
    });
  });
});

describe("a program is run", () => {
  it("as it is", () => {
    assert.deepEqual(commandOf("/usr/share/code/bin/code", ["a b"], "linux"), {
      command: "/usr/share/code/bin/code",
      args: ["a b"],
      shell: false,
    });
    assert.equal(commandOf("C:\\Code.exe", [], "win32").shell, false);
  });

  it("through cmd.exe and quoted where it is a script of Windows", () => {
    assert.deepEqual(commandOf("C:\\Program Files\\code.cmd", ["C:\\a b.vsix", "--force"], "win32"), {
      command: '"C:\\Program Files\\code.cmd"',
      args: ['"C:\\a b.vsix"', '"--force"'],
      shell: true,
    });
  });
});

describe("the program of a VS Code is found", () => {
  const application = "/Applications/Visual Studio Code.app";

  for (const file of ["", "/", "/Contents/MacOS/Electron", "/Contents/Resources/app/bin/code"]) {
    it(`in the application that "${file}" belongs to`, () => {
      assert.equal(macApplicationOf(application + file), application);
    });
  }

  it("in no application where there is none", () => {
    assert.equal(macApplicationOf("/opt/code.apps/code"), undefined);
  });

  it("by the name that the application gives: newer ones are no more called Electron", () => {
    const plist = (name: string): string =>
      `<dict>\n\t<key>CFBundleExecutable</key>\n\t<string>${name}</string>\n</dict>`;
    assert.equal(macProgramOf(application, plist("Code")), `${application}/Contents/MacOS/Code`);
    assert.equal(macProgramOf(application, plist("Electron")), `${application}/Contents/MacOS/Electron`);
    assert.equal(macProgramOf(application, "bplist00"), undefined);
  });

  it("beside the command that starts it", () => {
    assert.equal(programOfCommand("/usr/share/code/bin/code", "linux"), "/usr/share/code/code");
    const windows = "C:\\Program Files\\Microsoft VS Code";
    assert.equal(programOfCommand(`${windows}\\bin\\code.cmd`, "win32"), `${windows}\\Code.exe`);
    assert.equal(programOfCommand(`${windows}\\bin\\code`, "win32"), `${windows}\\Code.exe`);
  });

  it("where it is named itself", () => {
    assert.equal(programOfCommand("/usr/share/code/code", "linux"), undefined);
    assert.equal(programOfCommand("C:\\Code.exe", "win32"), undefined);
  });
});

describe("the end of a run means", () => {
  const end: Parameters<typeof outcomeOf>[0] = {
    resultText: undefined,
    status: 0,
    timedOut: false,
    timeoutMs: 300_000,
  };
  const failureOf = (over: Partial<typeof end>): unknown =>
    outcomeOf({ ...end, ...over }).tests.map((test) => (test as { failure?: string }).failure);

  it("what the result file says", () => {
    const resultText = '{"passed":2,"failed":1,"tests":[]}';
    assert.deepEqual(outcomeOf({ ...end, status: 1, resultText }), { passed: 2, failed: 1, tests: [] });
  });

  it("a failure when a host that ended well left no result", () => {
    assert.deepEqual(failureOf({}), ["VS Code ended with 0 and left no result."]);
  });

  it("a failure when time was up, whatever was written", () => {
    const resultText = '{"passed":2,"failed":0,"tests":[]}';
    assert.deepEqual(failureOf({ timedOut: true, resultText }), ["The run was not over within 300 s."]);
  });
});

describe("no VS Code to test in: the sentence says what to do when", () => {
  it("there is no screen", () => {
    assert.match(missingScreen({ platform: "linux", env: {} }) ?? "", /xvfb-run -a npm run test:desktop/);
  });

  for (const [platform, env] of [
    ["linux", { DISPLAY: ":0" }],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }],
    ["darwin", {}],
    ["win32", {}],
  ] as const) {
    it(`but there is one: ${platform} ${Object.keys(env).join("")}`, () => {
      assert.equal(missingScreen({ platform, env }), undefined);
    });
  }

  for (const platform of ["darwin", "win32"]) {
    it(`a person wants to start one, and its command is missing: ${platform}`, () => {
      assert.match(missingDesktop(platform) ?? "", /`code` is not on the PATH\. Install VS Code/);
    });
  }

  it("but a server stands in for it on Linux", () => {
    assert.equal(missingDesktop("linux"), undefined);
  });

  it("the program that was named is not there", () => {
    assert.equal(
      missingExecutable("/nowhere/code"),
      "VSCODE_EXECUTABLE_PATH names /nowhere/code, and there is no such file. Name the program of one that is on this machine in VSCODE_EXECUTABLE_PATH, such as /usr/share/code/code.",
    );
  });

  it("the download failed", () => {
    assert.match(
      failedDownload("stable", "ENOTFOUND"),
      /^VS Code stable could not be downloaded \(ENOTFOUND\)\. Name the program .* `npm run test:host`/,
    );
  });
});
