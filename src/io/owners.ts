import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { systemCodeOf } from "./fileFailure";
import { sha256Hex } from "./wholeFile";

/**
 * Names that tell who is at work on a hidden file or folder, so that another process can judge whether the work goes
 * on or a crash left it.
 *
 * A name is `<host>-<boot>-<namespace>-<pid>-<started>-<writer>-<count>`: hashes of the host's name and machine id, of
 * Linux's boot id and of the pid namespace; the process and when it started (ticks since boot, field 22 of
 * /proc/pid/stat; 0 elsewhere than on Linux); this object; its work.
 */
export interface Owners {
  /** Begins a work and gives its name. */
  begin(): string;
  end(owner: string): void;
  /**
   * Tells whether nobody works under a name any more: the process is gone, another one has its pid, the machine was
   * started anew, or this process ended the work without finishing it. Where that cannot be known (another machine or
   * container, a system without /proc, not one of our names) it is so after ten idle minutes: a bundle takes a second.
   */
  isGone(owner: string, idleMs: number): boolean;
}

const longestIdleMs = 10 * 60_000;

const namePattern = /^([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})-(\d{1,9})-(\d{1,20})-[0-9a-f]{8}-\d{1,9}$/;

/** Tells whether a text is a name of `Owners`. */
export function isOwner(text: string): boolean {
  return namePattern.test(text);
}

/** Makes names for the work of one writer in this process. */
export function ownersOf(): Owners {
  const here = thisPlace();
  const started = startedOf(process.pid) ?? "0";
  const writer = randomBytes(4).toString("hex");
  const me = [here.host, here.boot, here.namespace, process.pid, started, writer].join("-");
  const working = new Set<string>();
  let count = 0;
  return {
    begin: () => {
      count += 1;
      const owner = `${me}-${count}`;
      working.add(owner);
      return owner;
    },
    end: (owner) => {
      working.delete(owner);
    },
    isGone: (owner, idleMs) => {
      if (owner.startsWith(`${me}-`)) {
        return !working.has(owner);
      }
      return isElsewhereGone(owner, here) ?? idleMs > longestIdleMs;
    },
  };
}

interface Place {
  readonly host: string;
  readonly boot: string;
  readonly namespace: string;
}

function thisPlace(): Place {
  const short = (text: string): string => sha256Hex(text).slice(0, 8);
  return {
    host: short(`${hostname()}\n${textOf("/etc/machine-id") ?? ""}`),
    boot: short(textOf("/proc/sys/kernel/random/boot_id") ?? ""),
    namespace: short(pidNamespace() ?? ""),
  };
}

/** Undefined when it cannot be known. */
function isElsewhereGone(owner: string, here: Place): boolean | undefined {
  const [, host, boot, namespace, pid, started] = namePattern.exec(owner) ?? [];
  if (host !== here.host) {
    return undefined;
  }
  if (boot !== here.boot) {
    return true;
  }
  if (namespace !== here.namespace) {
    return undefined;
  }
  if (!isRunning(Number(pid))) {
    return true;
  }
  const startedNow = startedOf(Number(pid));
  return startedNow === undefined || started === "0" ? undefined : startedNow !== started;
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 asks only; EPERM says that it is another user's.
    return process.kill(pid, 0);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ESRCH" || code === "EPERM") {
      return code === "EPERM";
    }
    throw error;
  }
}

/** When a process started; "ended" for one that waits for its parent to notice. Undefined without /proc. */
function startedOf(pid: number): string | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  // proc(5): the name, field 2, may hold blanks and brackets; state is field 3, starttime field 22.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" || fields?.[0] === "X" ? "ended" : fields?.[19];
}

function pidNamespace(): string | undefined {
  return unlessRefused(() => readlinkSync("/proc/self/ns/pid"));
}

function textOf(path: string): string | undefined {
  return unlessRefused(() => readFileSync(path, "latin1"));
}

function unlessRefused(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (systemCodeOf(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}
