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
  readonly cli: (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<CliEnded>;
  readonly remove: () => void;
}

/**
 * Counts the calls of the file system in each thread. At the one that `KILL_AT` names the process is killed (SIGKILL) in
 * its place; from the one that `FULL_FROM` names, the disk is full for as many as `FULL_FOR` says.
 */
const countedSteps = `
import * as real from "node:fs/promises";
const number = (name) => Number(process.env[name] ?? NaN);
const [killAt, fullFrom, fullFor] = ["KILL_AT", "FULL_FROM", "FULL_FOR"].map(number);
let count = 0;
const counted = (step) => (...args) => {
  count += 1;
  if (count === killAt) {
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => undefined);
  }
  if (count >= fullFrom && count < fullFrom + fullFor) {
    return Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC", errno: -28 }));
  }
  return step(...args);
};
const entries = Object.entries(real).map(([name, value]) => [name, typeof value === "function" ? counted(value) : value]);
module.exports = Object.fromEntries(entries);
`;

const countingSteps: Plugin = {
  name: "counting-steps",
  setup(builder) {
    builder.onResolve({ filter: /^node:fs\/promises$/ }, ({ namespace }) =>
      namespace === "counting"
        ? { path: "node:fs/promises", external: true }
        : { path: "steps", namespace: "counting" },
    );
    builder.onLoad({ filter: /.*/, namespace: "counting" }, () => ({ contents: countedSteps, loader: "js" }));
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
    cli: (args, env = {}) => ended([program, ...args], root, env),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function ended(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<CliEnded> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (text.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (text.stderr += String(chunk)));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ code, signal, ...text });
    });
  });
}
