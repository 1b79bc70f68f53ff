import type { FileStamp } from "./world";

/** Gives what was made of a file while it had the same stamp, and otherwise makes it now. */
export type FileMemory<T> = (path: string, stamp: FileStamp, make: () => Promise<T>) => Promise<T>;

/**
 * Remembers what was made of files, the last of each path. A stamp is size, time of change and what the file system calls
 * the file: what is written while it is read is made again the next time, as the stamp is older than the reading.
 */
export function newFileMemory<T>(): FileMemory<T> {
  const known = new Map<string, { readonly stamp: string; readonly made: T }>();
  return async (path, { sizeBytes, modifiedMs, fileId }, make) => {
    const stamp = `${sizeBytes} ${modifiedMs} ${fileId ?? ""}`;
    const before = known.get(path);
    if (before?.stamp === stamp) {
      return before.made;
    }
    const made = await make();
    known.set(path, { stamp, made });
    return made;
  };
}
