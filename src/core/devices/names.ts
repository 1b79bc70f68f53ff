import type { Device } from "./device";

/** The name of a folder's first properties file, as ThingsBoard's scripts have it. */
export const firstPropertiesName = "keygen.properties";

/**
 * Gives the name of a device: `thermometer` for `thermometer.keygen.properties`; for `keygen.properties` its
 * `CLIENT_FILE_PREFIX`, or the name of its folder where it has none. Several devices may share it: see `distinctNames`.
 */
export function deviceNameOf(propertiesPath: string, filePrefix: string | undefined): string {
  const parts = propertiesPath.split(/[\\/]/).filter((part) => part !== "");
  const own = (parts.at(-1) ?? "").replace(/\.?keygen\.properties$/i, "");
  return [own, filePrefix, parts.at(-2)].find((name) => name !== undefined && name !== "") ?? "device";
}

/** Gives the folder of a properties file as the person knows it, its parts separated by `/`; empty for the workspace folder. */
export type FolderLabelOf = (propertiesPath: string) => string;

/**
 * Gives each device, by its properties file, a name that no other has: its own, behind as much of the end of its folder as
 * tells it from its namesakes. `line-2/client` where there is a `line-1/client`.
 */
export function distinctNames(
  devices: readonly Device[],
  folderLabelOf: FolderLabelOf,
): ReadonlyMap<string, string> {
  const counts = countsOf(devices.map(({ name }) => name));
  const isShared = ({ name }: Device): boolean => (counts.get(name) ?? 0) > 1;
  const told = toldApart(devices.filter(isShared), folderLabelOf);
  return new Map(
    devices.map(({ propertiesPath, name }) => [propertiesPath, told.get(propertiesPath) ?? name]),
  );
}

/** Takes one folder more at a time, until each has an end that no other has. */
function toldApart(devices: readonly Device[], folderLabelOf: FolderLabelOf): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  let open = devices.map((device) => ({ device, parts: partsOf(device, folderLabelOf) }));
  for (let length = 1; open.length > 0; length += 1) {
    const ended = open.map(({ device, parts }) => {
      const isWhole = parts.length <= length;
      return { device, parts, isWhole, end: parts.slice(-length).join("/") };
    });
    const all = countsOf(ended.map(({ end }) => end));
    const whole = countsOf(ended.filter(({ isWhole }) => isWhole).map(({ end }) => end));
    for (const { device, isWhole, end } of ended) {
      if (all.get(end) === 1 || (isWhole && whole.get(end) === 1)) {
        names.set(device.propertiesPath, end);
      } else if (isWhole) {
        names.set(device.propertiesPath, `${device.name} (${fileOf(device, folderLabelOf)})`);
      }
    }
    open = ended.filter(({ device }) => !names.has(device.propertiesPath));
  }
  return names;
}

/** The folder and the name; once where it is the name of the folder, as where a properties file names no file prefix. */
function partsOf({ propertiesPath, name }: Device, folderLabelOf: FolderLabelOf): readonly string[] {
  const folders = folderLabelOf(propertiesPath)
    .split("/")
    .filter((part) => part !== "");
  return folders.at(-1) === name ? folders : [...folders, name];
}

/** Two of one folder can have one name: what is left to tell them apart is the file. */
function fileOf({ propertiesPath }: Device, folderLabelOf: FolderLabelOf): string {
  const file = propertiesPath.split(/[\\/]/).at(-1) ?? "";
  return [folderLabelOf(propertiesPath), file].filter((part) => part !== "").join("/");
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}
