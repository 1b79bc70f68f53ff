import type { Side } from "../identity/identity";
import { privateNamesOf } from "../keystore/bundleNames";
import type { DeviceProblem } from "./deviceProblems";

/** The file prefixes of a device's two bundles; absent where its properties file gives none that can be used. */
export interface PrivateFiles {
  readonly client?: string;
  readonly server?: string;
}

/** Patterns, as git's `glob` has them, for whatever may be a private file beside a properties file. */
export const privateGlobs = [
  "*.jks",
  "*.p12",
  "*.pem",
  "backup/*/*.jks",
  "backup/*/*.p12",
  "backup/*/*.pem",
] as const;

/** Gives those of the tracked paths, from the folder of a properties file, that hold a private key of one side. */
export function trackedKeysOf(
  tracked: readonly string[],
  side: Side,
  prefix: string | undefined,
): readonly string[] {
  if (prefix === undefined) {
    return [];
  }
  const names = privateNamesOf(side, prefix);
  return tracked.filter((path) => {
    const [name = "", folder, backup, ...above] = path.split("/").reverse();
    const isBackup = folder?.startsWith(`${prefix}-`) === true && backup === "backup" && above.length === 0;
    return names.includes(name) && (folder === undefined || isBackup);
  });
}

/** Gives a finding for each side whose private key git tracks. */
export function trackedKeyProblemsOf(
  tracked: readonly string[],
  prefixes: PrivateFiles,
): readonly DeviceProblem[] {
  return (["client", "server"] as const).flatMap((side): readonly DeviceProblem[] => {
    const [file, ...others] = trackedKeysOf(tracked, side, prefixes[side]);
    const key = `${side.toUpperCase()}_FILE_PREFIX`;
    const values = { file: file ?? "", more: String(others.length) };
    return file === undefined
      ? []
      : [{ code: "private-key-tracked", key, side, values, others: [], otherCount: 0 }];
  });
}
