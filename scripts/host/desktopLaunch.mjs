// How a desktop VS Code is started for a suite, and what its end means: values in, values out.
import path from "node:path";

/** Where one run keeps its data: VS Code's, the result, and the workspace's copy. */
export function foldersOf(data) {
  return {
    userData: path.join(data, "user-data"),
    extensions: path.join(data, "extensions"),
    resultFile: path.join(data, "result.json"),
  };
}

function profileArguments({ userData, extensions }) {
  return [`--user-data-dir=${userData}`, `--extensions-dir=${extensions}`];
}

/** What VS Code's command line is told to install the package into a run's own folder. */
export function installArguments(folders, vsix) {
  return [...profileArguments(folders), "--install-extension", vsix, "--force"];
}

/** What VS Code is started with: as test-electron does, but for workspace trust, which `runTests` always switches off. */
export function launchArguments({ folders, workspace, testsModule, testExtension, trusted }) {
  return [
    workspace,
    ...["--no-sandbox", "--disable-gpu-sandbox", "--disable-updates"],
    ...["--skip-welcome", "--skip-release-notes"],
    ...(trusted ? ["--disable-workspace-trust"] : []),
    ...profileArguments(folders),
    `--extensionDevelopmentPath=${testExtension}`,
    `--extensionTestsPath=${testsModule}`,
  ];
}

/** The environment of the run: without what makes Electron a plain Node, and without a VS Code that this runs in. */
export function launchEnvironment(inherited, folders, more = {}) {
  const foreign = /^(ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$|VSCODE_(?!EXECUTABLE_PATH$))/;
  const kept = Object.entries(inherited).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), THINGSBOARD_X509_RESULT: folders.resultFile, ...more };
}

/** How a program is run: what cmd.exe has to read itself, Windows' `code.cmd`, is quoted for it. */
export function commandOf(program, args, platform) {
  if (platform === "win32" && /\.(cmd|bat)$/i.test(program)) {
    const quoted = [program, ...args].map((text) => `"${text.replaceAll('"', '""')}"`);
    return { command: quoted[0], args: quoted.slice(1), shell: true };
  }
  return { command: program, args, shell: false };
}

/** The application of macOS that a file is or lies in, such as `/Applications/Visual Studio Code.app`; else undefined. */
export function macApplicationOf(file) {
  return /^.*?\.app(?=\/|$)/.exec(file)?.[0];
}

/**
 * The program of an application of macOS, by its Info.plist. VS Code's is `Electron` until 1.109 and `Code` since, and
 * test-electron 2.5 takes it for `Electron` (microsoft/vscode-test#349). Undefined when the text names none.
 */
export function macProgramOf(application, plist) {
  const name = /<key>CFBundleExecutable<\/key>\s*<string>([^<]+)<\/string>/.exec(plist)?.[1];
  return name === undefined ? undefined : `${application}/Contents/MacOS/${name}`;
}

/**
 * The program that the command `code` of Linux or Windows starts, which lies in `bin` beside it; undefined for another
 * file. The command itself returns at once, before any test has run.
 */
export function programOfCommand(file, platform) {
  const command = platform === "win32" ? /^(.*)\\bin\\code(?:\.cmd)?$/i : /^(.*)\/bin\/code$/;
  const folder = command.exec(file)?.[1];
  return folder === undefined ? undefined : `${folder}${platform === "win32" ? "\\Code.exe" : "/code"}`;
}

/**
 * What a run came to. Only a result file says that tests passed: an extension host that crashes ends with 0, too.
 * `resultText` is undefined when the suite left none.
 */
export function outcomeOf({ resultText, status, timedOut, timeoutMs }) {
  if (!timedOut && resultText !== undefined) {
    return JSON.parse(resultText);
  }
  const failure = timedOut
    ? `The run was not over within ${timeoutMs / 1000} s.`
    : `VS Code ended with ${status} and left no result.`;
  return { passed: 0, failed: 1, tests: [{ title: "the run", ms: timeoutMs, failure }] };
}

const nameOne = "Name the program of one that is on this machine in VSCODE_EXECUTABLE_PATH";

/** Why no window can be opened here, with what to do; undefined when it can. */
export function missingScreen({ platform, env }) {
  return platform !== "linux" || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined
    ? undefined
    : "VS Code needs a screen and there is none: run it as `xvfb-run -a npm run test:desktop` (apt-get install xvfb).";
}

/** What to say when VSCODE_EXECUTABLE_PATH names no program. */
export function missingExecutable(file) {
  return `VSCODE_EXECUTABLE_PATH names ${file}, and there is no such file. ${nameOne}, such as /usr/share/code/code.`;
}

/** Why there is no VS Code to start, with what to do; undefined on Linux, where a server stands in for a desktop. */
export function missingDesktop(platform) {
  return platform === "linux"
    ? undefined
    : "There is no VS Code to start: its command `code` is not on the PATH. Install VS Code, or run “Shell Command: Install 'code' command in PATH” in it, and open a new terminal. A VS Code server in its place is for Linux only.";
}

/** What to say when VS Code could not be had. */
export function failedDownload(version, reason) {
  return `VS Code ${version} could not be downloaded (${reason}). ${nameOne}, such as /usr/share/code/code, or use \`npm run test:host\`, which needs no download of VS Code.`;
}
