import path from "node:path";
import type { Bundle } from "../core/keystore/bundle";
import { isReservedFileName, isUnsafePrefix } from "../core/profile/prefixes";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure } from "../flows/world";
import { labelOf } from "./hiddenNames";

/** Where one bundle lies and is worked on. */
export interface BundlePlace {
  readonly folder: string;
  readonly prefix: string;
  /** Hidden, mode 0700: who made it may change the bundle. */
  readonly staging: string;
  /** In staging: the new files that are not in place yet. */
  readonly fresh: string;
  /** In staging: the old bundle, whole, until it goes to `backups`. */
  readonly kept: string;
  /** In staging: what is about to be replaced. */
  readonly journal: string;
  /** In staging: the journal's name when the old bundle is being put back. */
  readonly undo: string;
  readonly backups: string;
}

/** A file name's 255 bytes, less those of the longest ending: `-20261125T012930Z-99` of a backup folder. */
const longestPrefixBytes = 235;

/** Gives the place of a bundle. A prefix that could leave the folder is `file-io` with the cause `unsafe-name`. */
export function bundlePlaceOf(folder: string, prefix: string): Result<BundlePlace, FileFailure> {
  if (prefix === "" || isUnsafePrefix(prefix)) {
    return unsafe(folder);
  }
  const staging = path.join(folder, `.${labelOf(prefix)}.staging`);
  return ok({
    folder,
    prefix,
    staging,
    fresh: path.join(staging, "new"),
    kept: path.join(staging, "old"),
    journal: path.join(staging, "journal"),
    undo: path.join(staging, "undo"),
    backups: path.join(folder, "backup"),
  });
}

/**
 * Gives a bundle's place; a name in it that could leave the folder, two alike, or a name that Windows keeps for a device
 * are refused like such a prefix, and one so long that the bundle could not be kept in `backups` some day.
 */
export function placeForBundle(folder: string, { prefix, files }: Bundle): Result<BundlePlace, FileFailure> {
  if (Buffer.byteLength(prefix) > longestPrefixBytes) {
    return fail({ code: "file-name-too-long", path: path.join(folder, prefix) });
  }
  const names = new Set(files.map(({ name }) => name.toLowerCase()));
  const isWellNamed = names.size === files.length && files.every(({ name }) => isBundleName(name, prefix));
  return isWellNamed && !isReservedFileName(prefix) ? bundlePlaceOf(folder, prefix) : unsafe(folder);
}

/** Tells whether a file of a bundle with this prefix may be named so. */
export function isBundleName(name: string, prefix: string): boolean {
  return name.startsWith(`${prefix}.`) && name.length > prefix.length + 1 && !isUnsafePrefix(name);
}

function unsafe(folder: string): Result<never, FileFailure> {
  return fail({ code: "file-io", path: folder, cause: "unsafe-name" });
}
