import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { soundTextWith } from "../support/profiles";

/** How a run of the command line ended. */
export interface CliEnded {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a program of its own, with a template beside which fleets are generated. */
export interface FleetRig {
  /** Absolute path of the folder with the template `keygen.properties`. */
  readonly folder: string;
  /** `uid` is the user's and group's number. */
  readonly cli: (args: readonly string[], env?: NodeJS.ProcessEnv, uid?: number) => Promise<CliEnded>;
  readonly remove: () => void;
}

/**
 * Counts the calls of the file system in each thread, be they of `node:fs/promises` or those of `node:fs` that a thread of
 * its own makes. At the one that `KILL_AT` names the process is killed (SIGKILL) in its place; from the one that
 * `FULL_FROM` names, the disk is full for as many as `FULL_FOR` says.
 */
const counting = `
const number = (name) => Number(process.env[name] ?? NaN);
const [killAt, fullFrom, fullFor] = ["KILL_AT", "FULL_FROM", "FULL_FOR"].map(number);
export function refusal() {
  const count = (globalThis.stepsCounted ?? 0) + 1;
  globalThis.stepsCounted = count;
  if (count === killAt) {
    process.kill(process.pid, "SIGKILL");
    for (;;);
  }
  return count >= fullFrom && count < fullFrom + fullFor
    ? Object.assign(new Error("full"), { code: "ENOSPC", errno: -28 })
    : undefined;
}
`;

const countedSteps: Readonly<Record<string, string>> = {
  "node:fs/promises": `
import * as real from "node:fs/promises";
import { refusal } from "counting";
const counted = (step) => async (...args) => {
  const refused = refusal();
  if (refused !== undefined) throw refused;
  return step(...args);
};
const entries = Object.entries(real).map(([name, value]) => [name, typeof value === "function" ? counted(value) : value]);
module.exports = Object.fromEntries(entries);
`,
  "node:fs": `
import * as real from "node:fs";
import { refusal } from "counting";
const counted = (step) => (...args) => {
  const refused = refusal();
  if (refused !== undefined) throw refused;
  return step(...args);
};
const names = ["link", "lstat", "mkdir", "open", "readdir", "rename", "rmdir", "rm", "stat", "unlink", "fchmod", "writeFile", "close", "read"];
const entries = names.map((name) => [name + "Sync", counted(real[name + "Sync"])]);
const fsync = (descriptor, done) => {
  const refused = refusal();
  if (refused === undefined) real.fsync(descriptor, done);
  else process.nextTick(done, refused);
};
module.exports = { ...real, ...Object.fromEntries(entries), fsync };
`,
};

const countingSteps: Plugin = {
  name: "counting-steps",
  setup(builder) {
    builder.onResolve({ filter: /^(?:node:fs(?:\/promises)?|counting)$/ }, ({ namespace, path: name }) =>
      namespace === "counting" && name !== "counting"
        ? { path: name, external: true }
        : { path: name, namespace: "counting" },
    );
    builder.onLoad({ filter: /.*/, namespace: "counting" }, ({ path: name }) => ({
      contents: countedSteps[name] ?? counting,
      loader: "js",
    }));
  },
};

/** Builds the command line and its threads. */
export async function fleetRig(): Promise<FleetRig> {
  const root = mkdtempSync(path.join(tmpdir(), "tb-fleet-"));
  await build({
    entryPoints: ["src/cli.ts", "src/fleetWorker.ts"],
    outdir: path.join(root, "program"),
    bundle: true,
    platform: "node",
    format: "cjs",
    plugins: [countingSteps],
    logLevel: "warning",
  });
  writeFileSync(path.join(root, "keygen.properties"), soundTextWith(""));
  const program = path.join(root, "program/cli.js");
  return {
    folder: root,
    cli: (args, env = {}, uid?: number) => ended([program, ...args], { cwd: root, env, uid }),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

interface Spawning {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly uid: number | undefined;
}

function ended(args: readonly string[], { cwd, env, uid }: Spawning): Promise<CliEnded> {
  return new Promise((resolve, reject) => {
    const user = uid === undefined ? {} : { uid, gid: uid };
    const child = spawn(process.execPath, args, { cwd, ...user, env: { ...process.env, ...env } });
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (text.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (text.stderr += String(chunk)));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ code, signal, ...text });
    });
  });
}
