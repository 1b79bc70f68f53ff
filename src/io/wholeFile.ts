import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure } from "../flows/world";
import { attempt, systemCodeOf } from "./fileFailure";

/**
 * The operations of the file system that files and bundles are made of, as `node:fs/promises` has them. A test stops or
 * refuses any one of them.
 */
export interface FileSteps {
  link(from: string, to: string): Promise<void>;
  lstat(path: string): Promise<Stats>;
  mkdir(path: string, options?: { readonly mode?: number; readonly recursive?: boolean }): Promise<unknown>;
  open(path: string, flags: string | number, mode?: number): Promise<OpenFile>;
  readdir(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly recursive?: boolean; readonly force: boolean }): Promise<void>;
  rmdir(path: string): Promise<void>;
  stat(path: string): Promise<Stats>;
  unlink(path: string): Promise<void>;
}

/** A file that is open. */
export interface OpenFile {
  chmod(mode: number): Promise<void>;
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
  stat(): Promise<Stats>;
  read(
    into: Uint8Array,
    offset: number,
    length: number,
    position: null,
  ): Promise<{ readonly bytesRead: number }>;
}

const smallestReadBytes = 4096;

/**
 * Reads a whole regular file of at most `maxBytes`, following links. A FIFO, device, socket or folder is refused
 * without being opened; one that takes the file's place meanwhile is opened without waiting and refused then.
 */
export async function readWhole(
  steps: FileSteps,
  path: string,
  maxBytes: number,
): Promise<Result<Uint8Array, FileFailure>> {
  const found = await attempt(path, () => steps.stat(path));
  if (!found.ok) {
    return found;
  }
  const refused = refusalOf(found.value, path, maxBytes);
  if (refused !== undefined) {
    return fail(refused);
  }
  const read = await attempt(path, () => readOpened(steps, path, maxBytes));
  return read.ok ? read.value : read;
}

function refusalOf(stats: Stats, path: string, maxBytes: number): FileFailure | undefined {
  if (!stats.isFile()) {
    return { code: "file-not-regular", path };
  }
  return stats.size > maxBytes ? { code: "file-too-large", path } : undefined;
}

async function readOpened(
  steps: FileSteps,
  path: string,
  maxBytes: number,
): Promise<Result<Uint8Array, FileFailure>> {
  const handle = await steps.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    const refused = refusalOf(stats, path, maxBytes);
    if (refused !== undefined) {
      return fail(refused);
    }
    const chunks: Uint8Array[] = [];
    let totalBytes = 0;
    // The size is a hint alone: a file may grow meanwhile, and those of /proc say 0.
    for (;;) {
      const chunk = new Uint8Array(Math.max(stats.size - totalBytes + 1, smallestReadBytes));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) {
        return ok(joined(chunks, totalBytes));
      }
      totalBytes += bytesRead;
      if (totalBytes > maxBytes) {
        return fail({ code: "file-too-large", path });
      }
      chunks.push(chunk.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

const pieceBytes = 65_536;

/** Reads a regular file of any size piece by piece, as `readWhole` reads one; ends after a failure. */
export async function* readPieces(
  steps: FileSteps,
  path: string,
): AsyncGenerator<Result<Uint8Array, FileFailure>> {
  const found = await attempt(path, () => steps.stat(path));
  const refused = found.ok ? refusalOf(found.value, path, Infinity) : found.failure;
  const opened =
    refused === undefined
      ? await attempt(path, () => steps.open(path, constants.O_RDONLY | constants.O_NONBLOCK))
      : fail(refused);
  if (!opened.ok) {
    yield opened;
    return;
  }
  const handle = opened.value;
  try {
    for (;;) {
      const piece = new Uint8Array(pieceBytes);
      const read = await attempt(path, () => handle.read(piece, 0, piece.length, null));
      if (!read.ok || read.value.bytesRead === 0) {
        if (!read.ok) {
          yield read;
        }
        return;
      }
      yield ok(piece.subarray(0, read.value.bytesRead));
    }
  } finally {
    await handle.close();
  }
}

function joined(chunks: readonly Uint8Array[], totalBytes: number): Uint8Array {
  const whole = new Uint8Array(totalBytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** Writes a file that must not exist yet, through to the disk. The mode holds from the start, whatever the umask. */
export function writeWhole(steps: FileSteps, path: string, bytes: Uint8Array, mode: number): Promise<void> {
  return withOpen(steps.open(path, "wx", mode), async (file) => {
    await file.chmod(mode);
    await file.writeFile(bytes);
    await file.sync();
  });
}

/** Writes such a file without waiting for the disk: whoever does, calls `syncFile`. */
export function writeUnsynced(
  steps: FileSteps,
  path: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  return withOpen(steps.open(path, "wx", mode), async (file) => {
    await file.chmod(mode);
    await file.writeFile(bytes);
  });
}

/** Puts a file through to the disk; Windows does that for one opened for writing alone. */
export function syncFile(steps: FileSteps, path: string): Promise<void> {
  return withOpen(steps.open(path, "r+"), (file) => file.sync());
}

async function withOpen(opening: Promise<OpenFile>, use: (file: OpenFile) => Promise<void>): Promise<void> {
  const file = await opening;
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

/** Makes a folder and those above it. A file in the way is `file-not-regular`. */
export async function makeFolder(steps: FileSteps, folder: string): Promise<Result<void, FileFailure>> {
  const made = await attempt(folder, () => steps.mkdir(folder, { recursive: true }));
  if (made.ok) {
    return ok(undefined);
  }
  return made.failure.code === "file-exists" ? fail({ ...made.failure, code: "file-not-regular" }) : made;
}

/** Folders that cannot be opened or synced: on Windows, on some network file systems, or without the right to list. */
const unsyncable = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"]);

/** Makes names in a folder durable, where the system can do that. */
export async function syncFolder(steps: FileSteps, folder: string): Promise<void> {
  try {
    await withOpen(steps.open(folder, "r"), (file) => file.sync());
  } catch (error) {
    if (!unsyncable.has(systemCodeOf(error) ?? "")) {
      throw error;
    }
  }
}

/** File systems without hard links (FAT, some network ones), and Linux's protected_hardlinks for others' files. */
const unlinkable = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/** Gives a file a second name that must not exist yet. False where the system has no such links. */
export async function linked(steps: FileSteps, from: string, to: string): Promise<boolean> {
  try {
    await steps.link(from, to);
    return true;
  } catch (error) {
    if (unlinkable.has(systemCodeOf(error) ?? "")) {
      return false;
    }
    throw error;
  }
}

/** Tells what lies at a path, without following a link; undefined when nothing does. */
export function statsAt(steps: FileSteps, path: string): Promise<Stats | undefined> {
  return unlessMissing(() => steps.lstat(path));
}

/** Does something with what may not be there; undefined when it is not. */
export async function unlessMissing<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** SHA-256, lower-case hex. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
