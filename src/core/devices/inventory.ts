import type { Device } from "./device";
import { deviceNameOf } from "./names";

/** The devices that are known, by the path of their properties file. */
export type Inventory = ReadonlyMap<string, Device>;

/** What was seen on disk. */
export type InventoryChange =
  /** All that there is; what is not among it is gone. */
  | { readonly kind: "found"; readonly devices: readonly Device[] }
  /** Some of it was looked at again, and is new or known. */
  | { readonly kind: "seen"; readonly devices: readonly Device[] }
  | { readonly kind: "gone"; readonly propertiesPaths: readonly string[] };

/** The inventory before anything was looked at. */
export const emptyInventory: Inventory = new Map();

/** Gives what the path alone tells of a device. */
export function unreadDevice(propertiesPath: string): Device {
  return {
    propertiesPath,
    name: deviceNameOf(propertiesPath, undefined),
    blockingProblems: 0,
    client: { side: "client", files: [] },
    server: { side: "server", files: [] },
    isUnread: true,
  };
}

/** Takes a change into account; gives the same inventory where nothing is different, so that nobody draws it again. */
export function changed(inventory: Inventory, change: InventoryChange): Inventory {
  const next = nextOf(inventory, change);
  const isSame =
    next.size === inventory.size && [...next].every(([path, device]) => inventory.get(path) === device);
  return isSame ? inventory : next;
}

/** The devices in the order of their paths. */
export function devicesOf(inventory: Inventory): readonly Device[] {
  return [...inventory.values()].sort((a, b) => (a.propertiesPath < b.propertiesPath ? -1 : 1));
}

/**
 * Gives the properties files of the devices that a file on disk belongs to: their own, those that it is named for by a
 * prefix of theirs, and those in a folder of that path, which may have gone or come with all that is in it.
 */
export function concernedBy(inventory: Inventory, path: string): readonly string[] {
  return [...inventory.values()]
    .filter((device) => isConcerned(device, path))
    .map(({ propertiesPath }) => propertiesPath);
}

function nextOf(inventory: Inventory, change: InventoryChange): Inventory {
  if (change.kind === "gone") {
    return new Map([...inventory].filter(([path]) => !change.propertiesPaths.includes(path)));
  }
  const seen = change.devices.map(
    (device) => [device.propertiesPath, kept(inventory.get(device.propertiesPath), device)] as const,
  );
  return new Map(change.kind === "found" ? seen : [...inventory, ...seen]);
}

/** The known one where nothing is different. Devices are plain data of one builder: the same content is the same text. */
function kept(known: Device | undefined, device: Device): Device {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(device) ? known : device;
}

function isConcerned({ propertiesPath, filePrefix, serverFilePrefix }: Device, path: string): boolean {
  if (propertiesPath === path || isWithin(propertiesPath, path)) {
    return true;
  }
  const end = Math.max(propertiesPath.lastIndexOf("/"), propertiesPath.lastIndexOf("\\")) + 1;
  return [filePrefix, serverFilePrefix].some(
    (prefix) => prefix !== undefined && path.startsWith(`${propertiesPath.slice(0, end)}${prefix}.`),
  );
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.length));
}
