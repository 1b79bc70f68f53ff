import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { promisify } from "node:util";
import type { FileSteps, OpenFile } from "./wholeFile";

const synced = promisify(fsync);

/**
 * The operations of the file system for a thread that has nothing else to do: each is done at once, as handing it to the
 * thread pool takes longer than most of them. Only what waits for the disk goes there.
 */
export const blockingSteps: FileSteps = {
  link: atOnce(linkSync),
  lstat: atOnce((path: string) => lstatSync(path)),
  mkdir: atOnce((path: string, options?: { readonly mode?: number; readonly recursive?: boolean }) =>
    mkdirSync(path, options),
  ),
  open: atOnce((path: string, flags: string | number, mode?: number) =>
    openFileOf(openSync(path, flags, mode)),
  ),
  readdir: atOnce((path: string) => readdirSync(path)),
  rename: atOnce(renameSync),
  rm: atOnce(rmSync),
  rmdir: atOnce((path: string) => {
    rmdirSync(path);
  }),
  stat: atOnce((path: string) => statSync(path)),
  unlink: atOnce(unlinkSync),
};

function openFileOf(descriptor: number): OpenFile {
  return {
    chmod: atOnce((mode: number) => {
      fchmodSync(descriptor, mode);
    }),
    writeFile: atOnce((bytes: Uint8Array) => {
      writeFileSync(descriptor, bytes);
    }),
    sync: () => synced(descriptor),
    close: atOnce(() => {
      closeSync(descriptor);
    }),
    stat: atOnce(() => fstatSync(descriptor)),
    read: atOnce((...args: Parameters<OpenFile["read"]>) => ({ bytesRead: readSync(descriptor, ...args) })),
  };
}

/** What is thrown rejects, as with `node:fs/promises`. */
function atOnce<Args extends readonly unknown[], T>(
  step: (...args: Args) => T,
): (...args: Args) => Promise<T> {
  return (...args) =>
    new Promise((resolve) => {
      resolve(step(...args));
    });
}
