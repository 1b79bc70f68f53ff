import { execFile } from "node:child_process";

/** How a tool ended, and what it printed where. */
export interface ToolEnding {
  /** -1 where it was ended from outside. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool to its end. */
export function toolEnding(tool: string, args: readonly string[]): Promise<ToolEnding> {
  return new Promise((resolve) => {
    execFile(tool, args, { timeout: 30_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}
