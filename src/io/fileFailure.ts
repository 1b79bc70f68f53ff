import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure } from "../flows/world";

/** What the system's codes mean; every other one is `file-io`. Source: errno(3); libuv names Windows' errors alike. */
const failureCodes: Readonly<Record<string, FileFailure["code"]>> = {
  ENOENT: "file-not-found",
  EACCES: "file-permission-denied",
  EPERM: "file-permission-denied",
  EROFS: "file-read-only",
  EEXIST: "file-exists",
  EISDIR: "file-not-regular",
  ENOTDIR: "file-not-regular",
  // Opening a socket, or a FIFO for writing that nobody reads.
  ENXIO: "file-not-regular",
  ENAMETOOLONG: "file-name-too-long",
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
  EBUSY: "file-busy",
  ETXTBSY: "file-busy",
};

/** Runs one action on the file at `path`: the system's refusal becomes a failure, anything else is thrown on. */
export async function attempt<T>(path: string, action: () => Promise<T>): Promise<Result<T, FileFailure>> {
  try {
    return ok(await action());
  } catch (error) {
    const cause = systemCodeOf(error);
    if (cause === undefined) {
      throw error;
    }
    return fail({ code: failureCodes[cause] ?? "file-io", path, cause });
  }
}

/** Gives the code of an error that the operating system reported; undefined for every other one. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  // Node's own errors (ERR_INVALID_ARG_VALUE …) have a code, too, but no number.
  const { code, errno } = error as NodeJS.ErrnoException;
  return typeof errno === "number" ? code : undefined;
}

/** Does an action for each item in order; stops at the first failure. */
export async function each<T>(
  items: readonly T[],
  action: (item: T) => Promise<Result<unknown, FileFailure>>,
): Promise<Result<void, FileFailure>> {
  for (const item of items) {
    const done = await action(item);
    if (!done.ok) {
      return done;
    }
  }
  return ok(undefined);
}
