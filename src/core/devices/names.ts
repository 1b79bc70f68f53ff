import type { Device } from "./device";

/** The name of a folder's first properties file, as ThingsBoard's scripts have it. */
export const firstPropertiesName = "keygen.properties";

/**
 * Gives the name of a device: `thermometer` for `thermometer.keygen.properties`; for `keygen.properties` its
 * `CLIENT_FILE_PREFIX`, or the name of its folder where it has none. Several devices may share it: see `sharedNames`.
 */
export function deviceNameOf(propertiesPath: string, filePrefix: string | undefined): string {
  const parts = propertiesPath.split(/[\\/]/).filter((part) => part !== "");
  const own = (parts.at(-1) ?? "").replace(/\.?keygen\.properties$/i, "");
  return [own, filePrefix, parts.at(-2)].find((name) => name !== undefined && name !== "") ?? "device";
}

/** Gives the names that several devices have, so that the folder has to tell them apart. */
export function sharedNames(devices: readonly Device[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of devices) {
    (seen.has(name) ? shared : seen).add(name);
  }
  return shared;
}
