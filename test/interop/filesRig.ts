import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { buildSync } from "esbuild";
import type { Job } from "./filesBundles";

/** How a child ended: `results` are `ok` or the failure's code, or what was looked at. */
export interface Ended {
  readonly results: readonly unknown[];
  readonly signal: string | null;
  readonly stderr: string;
}

/** A temporary folder that everyone may enter, with the child program in it. */
export interface FilesRig {
  /** A new empty folder. */
  readonly newFolder: () => string;
  /** Runs jobs in a process of its own; `uid` is the user's and group's number. */
  readonly run: (job: Job, uid?: number) => Promise<Ended>;
  /** Runs any program, with the child's command line as further arguments. */
  readonly runThrough: (program: string, args: readonly string[], env: NodeJS.ProcessEnv) => Promise<Ended>;
}

/** Builds the child program for the tests of one file; what they leave is removed after the last of them. */
export function filesRig(): FilesRig {
  const root = mkdtempSync(path.join(tmpdir(), "tb-files-"));
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  chmodSync(root, 0o755);
  const outfile = path.join(root, "child.mjs");
  buildSync({
    entryPoints: ["test/interop/filesChild.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "warning",
  });
  return {
    newFolder: () => {
      const folder = mkdtempSync(path.join(root, "at-"));
      chmodSync(folder, 0o755);
      return folder;
    },
    run: (job, uid) => ended(process.execPath, [outfile, JSON.stringify(job)], { uid }),
    runThrough: (program, args, env) => ended(program, [...args, process.execPath, outfile], { env }),
  };
}

interface Spawning {
  readonly uid?: number | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

function ended(program: string, args: readonly string[], { uid, env }: Spawning): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: "/",
      ...(uid === undefined ? {} : { uid, gid: uid }),
      env: { ...process.env, ...env },
    });
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (text.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (text.stderr += String(chunk)));
    child.once("error", reject);
    child.once("close", (_code, signal) => {
      const lines = text.stdout.split("\n").filter((line) => line !== "");
      resolve({
        results: lines.map((line): unknown => JSON.parse(line)),
        signal,
        stderr: text.stderr,
      });
    });
  });
}
