// Runs one program to its end, with a bound on its time, and never leaves its children behind.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";

/** The folder of the project. */
export const root = path.join(import.meta.dirname, "..");

const isWindows = process.platform === "win32";

/** Process groups that this script started and that have not ended. */
const running = new Set();

process.on("exit", () => {
  for (const pid of running) {
    // Not SIGKILL: a test runner among them has servers of its own to end.
    killGroup(pid, "SIGTERM");
  }
});
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.on(signal, () => process.exit(code));
}

/** Starts a program in a process group of its own, which ends with this script at the latest. */
export function startGroup(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: !isWindows, windowsHide: true });
  if (child.pid !== undefined) {
    running.add(child.pid);
    child.once("exit", () => {
      // What the program started itself may outlive it.
      killGroup(child.pid, "SIGKILL");
      running.delete(child.pid);
    });
  }
  return child;
}

/** Sends a signal to a process group that this script started; one that has ended already is fine. */
export function killGroup(pid, signal) {
  if (isWindows) {
    // Windows has neither process groups nor signals: a tree of processes is ended by force.
    spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") {
      throw error;
    }
  }
}

/**
 * Runs a program to its end and gives `{ status, output, timedOut }`; status is 1 when a signal ended it.
 * The output is shown while it comes, unless `quiet`; `capture` also keeps it.
 */
export function run(command, args, { cwd = root, env = process.env, timeoutMs, quiet, capture, shell } = {}) {
  return new Promise((resolve, reject) => {
    const child = startGroup(command, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
    const chunks = [];
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killGroup(child.pid, "SIGTERM");
            setTimeout(() => killGroup(child.pid, "SIGKILL"), 5_000).unref();
          }, timeoutMs);
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on("data", (chunk) => {
        if (capture === true || quiet === true) {
          chunks.push(chunk);
        }
        if (quiet !== true) {
          to.write(chunk);
        }
      });
    }
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("close", (status) => {
      clearTimeout(timer);
      resolve({ status: status ?? 1, output: Buffer.concat(chunks).toString("utf8"), timedOut });
    });
  });
}

/** Runs a program that must succeed; its output is shown in the error when it did not. */
export async function must(command, args, options = {}) {
  const { status, output, timedOut } = await run(command, args, options);
  if (status !== 0) {
    const reason = timedOut ? `ran longer than ${options.timeoutMs / 1000} s` : `ended with ${status}`;
    throw new Error(`${[command, ...args].join(" ")} ${reason}.\n${output}`);
  }
  return output;
}
