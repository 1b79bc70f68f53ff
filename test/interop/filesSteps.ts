import * as promises from "node:fs/promises";
import type { FileSteps } from "../../src/io/wholeFile";

/** The operations of the system, each of which calls `before` with its number, from 1, and its name. */
export function watchedSteps(before: (step: number, name: string) => void | Promise<void>): FileSteps {
  let count = 0;
  const watched = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (from, key) => {
        const value: unknown = Reflect.get(from, key, from);
        if (typeof value !== "function" || typeof key !== "string") {
          return value;
        }
        return async (...args: unknown[]): Promise<unknown> => {
          const call = (): unknown => Reflect.apply(value, from, args) as unknown;
          count += 1;
          try {
            await before(count, key);
          } catch (error) {
            // A file that could not be closed is closed all the same: close(2).
            await (key === "close" ? call() : undefined);
            throw error;
          }
          const result = await call();
          return key === "open" ? watched(result as object) : result;
        };
      },
    });
  return watched({ ...promises });
}

/** An error as the system would report it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, errno: -1, syscall: "test" });
}

const lookingSteps = new Set(["lstat", "stat", "readdir", "realpath", "read"]);

/** The numbers of the steps that may change something: a death before one that only looks is one before the next. */
export function changingSteps(names: readonly string[]): readonly number[] {
  return names.flatMap((name, index) => (lookingSteps.has(name) ? [] : [index + 1]));
}
