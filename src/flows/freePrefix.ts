import { bundleNamesOf } from "../core/keystore/bundleNames";
import type { Side } from "../core/identity/identity";
import { folderOf, join } from "./paths";
import type { World } from "./world";

/** For which bundle a prefix is looked for. */
export interface PrefixRequest {
  readonly propertiesPath: string;
  readonly side: Side;
  /** The prefix that cannot be kept. */
  readonly prefix: string;
  /** Tells whether a properties file claims a prefix. */
  readonly isTaken: (prefix: string) => boolean;
}

/** So many prefixes are tried. */
const mostTries = 1000;

/** Gives the first of `P-2`, `P-3`, … that no properties file claims and no file of the folder has; undefined if none is. */
export async function freePrefix(
  { propertiesPath, side, prefix, isTaken }: PrefixRequest,
  world: Pick<World, "files">,
): Promise<string | undefined> {
  const folder = folderOf(propertiesPath);
  const stem = prefix.replace(/-\d{1,3}$/, "");
  for (let number = 2; number < mostTries; number += 1) {
    const candidate = `${stem}-${number}`;
    if (!isTaken(candidate) && !(await isThere(folder, bundleNamesOf(side, candidate), world))) {
      return candidate;
    }
  }
  return undefined;
}

async function isThere(
  folder: string,
  names: readonly string[],
  { files }: Pick<World, "files">,
): Promise<boolean> {
  const stamps = await Promise.all(names.map((name) => files.stamp(join(folder, name))));
  return stamps.some((stamp) => stamp.ok || stamp.failure.code !== "file-not-found");
}
