import type { Device } from "./device";

/**
 * Gives the name of a device: `thermometer` for `thermometer.keygen.properties`; for `keygen.properties` its
 * `CLIENT_FILE_PREFIX`, or the name of its folder where it has none. Several devices may share it: see `isNameShared`.
 */
export function deviceNameOf(propertiesPath: string, filePrefix: string | undefined): string {
  const parts = propertiesPath.split(/[\\/]/).filter((part) => part !== "");
  const own = (parts.at(-1) ?? "").replace(/\.?keygen\.properties$/i, "");
  return [own, filePrefix, parts.at(-2)].find((name) => name !== undefined && name !== "") ?? "device";
}

/** Tells whether another device has the same name, so that the folder has to tell them apart. */
export function isNameShared(device: Device, devices: readonly Device[]): boolean {
  return devices.some(
    (other) => other.propertiesPath !== device.propertiesPath && other.name === device.name,
  );
}
