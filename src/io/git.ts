import { execFile } from "node:child_process";
import { lstat, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Git } from "../flows/world";
import { attempt } from "./fileFailure";

const timeoutMs = 5_000;
const mostBytes = 16 * 1_048_576;

/** Where macOS has its own git: `/usr/bin/git` only asks the person to install it where these are missing. */
const macFolders = [
  "/Library/Developer/CommandLineTools/usr/bin",
  "/Applications/Xcode.app/Contents/Developer/usr/bin",
];

/**
 * What is set before a repository's own settings, which may name programs: `core.fsmonitor` is run by whatever reads the
 * index, hooks by whatever writes it. Source: git-config(1).
 */
const settings = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

/**
 * Asks the git that is on this machine's `PATH`. Outside of work trees none is started.
 *
 * It is started by its absolute path, in a folder that is no repository: Windows would take a `git.exe` of the current
 * folder first. It takes no lock, asks for nothing, and fetches no missing object of a partial clone: that would run
 * the transport that a repository names.
 */
export function nodeGit(environment: NodeJS.ProcessEnv = process.env): Git {
  const ask = (folder: string, args: readonly string[], input = ""): Promise<Answer | undefined> =>
    answerOf(folder, { args, input, environment });
  return {
    tracked: async (folder, globs) => {
      const answer = await ask(folder, ["ls-files", "-z", "--", ...globs.map((glob) => `:(glob)${glob}`)]);
      return answer?.exitCode === 0 ? partsOf(answer.text) : undefined;
    },
    unignored: async (folder, paths) => {
      const asked = paths.map((one) => `${one}\0`).join("");
      const answer = await ask(folder, ["check-ignore", "--no-index", "-z", "--stdin"], asked);
      // Exit status 1 says that none is ignored.
      if (answer === undefined || answer.exitCode > 1) {
        return undefined;
      }
      const ignored = new Set(partsOf(answer.text));
      return paths.filter((one) => !ignored.has(one));
    },
    indexOf: async (folder) => {
      const answer = await ask(folder, ["rev-parse", "--path-format=absolute", "--git-path", "index"]);
      return answer?.exitCode === 0 ? path.normalize(answer.text.replace(/\r?\n$/, "")) : undefined;
    },
  };
}

interface Answer {
  readonly exitCode: number;
  readonly text: string;
}

interface Question {
  readonly args: readonly string[];
  readonly input: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Undefined where git could not be asked, did not answer in time, or was ended. */
async function answerOf(folder: string, { args, input, environment }: Question): Promise<Answer | undefined> {
  const place = await workTreeFolder(folder);
  const git = place === undefined ? undefined : await gitIn(environment);
  if (place === undefined || git === undefined) {
    return undefined;
  }
  const options = {
    cwd: path.dirname(git),
    env: cleaned(environment),
    timeout: timeoutMs,
    maxBuffer: mostBytes,
    killSignal: "SIGKILL",
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    const child = execFile(git, ["-C", place, ...settings, ...args], options, (error, text) => {
      // What could not be started or was ended has a name or nothing for its code.
      const exitCode = error === null ? 0 : error.code;
      resolve(typeof exitCode === "number" ? { exitCode, text } : undefined);
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

/** The real path of a folder that has a `.git` in it or above it. */
async function workTreeFolder(folder: string): Promise<string | undefined> {
  const real = await attempt(folder, () => realpath(folder));
  if (!real.ok) {
    return undefined;
  }
  for (let above = real.value; ; above = path.dirname(above)) {
    const marker = path.join(above, ".git");
    if ((await attempt(marker, () => lstat(marker))).ok) {
      return real.value;
    }
    if (path.dirname(above) === above) {
      return undefined;
    }
  }
}

async function gitIn(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const listed = (environment["PATH"] ?? environment["Path"] ?? "").split(path.delimiter);
  const isMac = process.platform === "darwin";
  const folders = isMac ? [...listed.filter((folder) => folder !== "/usr/bin"), ...macFolders] : listed;
  const name = process.platform === "win32" ? "git.exe" : "git";
  for (const folder of folders.filter((one) => path.isAbsolute(one))) {
    const file = path.join(folder, name);
    const found = await attempt(file, () => stat(file));
    if (found.ok && found.value.isFile()) {
      return file;
    }
  }
  return undefined;
}

/** Nothing of the surroundings says which repository is meant, or what to run. */
function cleaned(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    // No transport has this name. Source: git(1), GIT_ALLOW_PROTOCOL.
    GIT_ALLOW_PROTOCOL: "none",
  };
}

function partsOf(text: string): readonly string[] {
  return text.split("\0").filter((part) => part !== "");
}
